"""Rows that belong together, and were parted by chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.validated import first_folds
from course_lib.audit.labels import n_classes
from course_lib.audit.lineage import trained_on
from course_lib.audit.maps import by_lot, places_of
from course_lib.audit.twins import NEIGHBORS, nearest, twins

__all__ = ["beside", "gaps", "groups_apart", "in_groups", "of_groups", "parted"]

_ASKED, _KNOWN = 500, 20_000
_PAIRS = 4  # of judged and trained rows that are looked at
_FEWEST = 20
_NEAR = 120  # rows to which the distances are looked at: of half of them, relatives are at most
_BY_CHANCE = 0.01
_ROOM = 3  # times as many rows of its class: a class that is a cluster of its own is no group
_BESIDE = 3  # rows to either side
_SEVERAL = 0.5  # of the rows with a twin
_MAPPED = 50_000  # rows that are looked for on an image
_AS_BY_LOT = 0.7  # squares of eight pixels that lie apart: 0.35 at most
_SHARE, _SHARE_BESIDE = 0.3, 0.5  # of 4000 digits, garments, photographs: 0.07 at most


def groups_apart(log: Log) -> Iterator[Finding]:
    """Yield a finding where judged rows have relatives among those trained on.

    Relatives are a few rows, much nearer than all others; the rows beside it in the data's order,
    where the most similar one is found there; or the pixels beside it on an image.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``groups-apart``; none where the rows have twins (see `judged_rows_trained`).
    """
    compared: set[tuple[bytes, bytes]] = set()
    for event in log.of("judge", "predict"):
        if event.rows is None or len(compared) >= _PAIRS:
            continue
        trained = np.unique(trained_on(log, event))
        if not len(trained):
            continue
        key = np.unique(event.rows.ids).tobytes(), trained.tobytes()
        if key not in compared and not np.isin(event.rows.ids, trained).any():
            compared.add(key)
            yield from _related(log, event, trained)
    for event, trained in first_folds(log):
        assert event.rows is not None
        if len(compared) < _PAIRS and not np.isin(event.rows.ids, trained).any():
            compared.add((event.rows.ids.tobytes(), trained.tobytes()))
            yield from _related(log, event, trained)


def gaps(known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return how many nearest rows are much nearer than all others, 0 where there is no gap.

    In m dimensions, filled evenly, k m log(d[k + 1] / d[k]) of the distances d to the nearest
    rows has an exponential distribution of mean 1, for each k on its own: a gap is larger than one
    row in a hundred has by chance.

    Parameters
    ----------
    known, asked : numpy.ndarray of float32, shapes (K, 32) and (N, 32)
        Signatures, finite.

    Returns
    -------
    numpy.ndarray of int64, shape (N,)
        At most 60.

    References
    ----------
    Levina and Bickel, Maximum likelihood estimation of intrinsic dimension, 2004.
    """
    n = min(_NEAR, len(known) // 2)
    logs = np.log(np.maximum(nearest(known, asked, n)[1], 1e-9))
    growth = np.median(logs[:, -1] - logs[:, n // 2 - 1])
    dimensions = np.log(2) / max(float(growth), 0.01)
    k = np.arange(1, n // 2 + 1)
    found = dimensions * k * np.diff(logs[:, : n // 2 + 1])
    clear = found.max(axis=1) > np.log(len(k) / _BY_CHANCE)
    return np.where(clear, found.argmax(axis=1) + 1, 0)


def beside(known: np.ndarray, asked: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Return for which rows the most similar one stands beside it.

    Parameters
    ----------
    known, asked : numpy.ndarray of int64, shapes (K,) and (N,)
        Numbers of rows in the data's order.
    positions : numpy.ndarray of int64, shape (N,)
        Of the most similar row in `known`.

    Returns
    -------
    numpy.ndarray of bool, shape (N,)
        Up to three rows away.

    Examples
    --------
    >>> beside(np.array([3, 9]), np.array([4, 5]), np.array([0, 1]))
    array([ True, False])
    """
    return np.asarray(np.abs(known[positions] - asked) <= _BESIDE)


def _related(log: Log, event: Event, trained: np.ndarray) -> Iterator[Finding]:
    found = list(_mapped(log, event, trained)) if log.images else []
    yield from found or _compared(log, event, trained)


def _mapped(log: Log, event: Event, trained: np.ndarray) -> Iterator[Finding]:
    """Yield a finding where pixels of an image lie as near those trained on as lots put them."""
    assert event.rows is not None
    rng = np.random.default_rng(0)
    asked = rng.permutation(np.unique(event.rows.ids[event.rows.ids >= 0]))[:_MAPPED]
    known = rng.permutation(trained[trained >= 0])[:_MAPPED]
    if len(asked) < _FEWEST or len(known) < _FEWEST:
        return
    made = log.ledger.signatures_of(np.concatenate([known, asked]))
    whole = np.isfinite(made[:, 0])
    own = np.arange(len(made)) >= len(known)
    for image in log.images:
        places = np.full((len(made), 2), -1)
        found = places_of(made[whole], image)
        if found is None:
            continue
        places[whole] = found
        there = places[:, 0] >= 0
        if there[own].mean() < _SEVERAL or there[~own].mean() < _SEVERAL:
            continue
        share, expected, reach = by_lot(places[there & ~own], places[there & own])
        if share >= _AS_BY_LOT * expected:
            near = "touches" if reach == 1 else f"lies at most {reach} pixels from"
            says = f"{share:.0%} of the judged rows are pixels of an image that {near} one trained "
            says += f"on, and {expected:.0%} would be if lots had parted them; pixels that touch "
            says += "are alike here."
            yield parted(log, event, says, share)
        return


def _compared(log: Log, event: Event, trained: np.ndarray) -> Iterator[Finding]:
    assert event.rows is not None
    rng = np.random.default_rng(0)
    asked = rng.permutation(np.unique(event.rows.ids[event.rows.ids >= 0]))[:_ASKED]
    known = rng.permutation(trained[trained >= 0])[:_KNOWN]
    if not len(asked) or not len(known):
        return
    own, others = log.ledger.signatures_of(asked), log.ledger.signatures_of(known)
    asked, own = asked[np.isfinite(own[:, 0])], own[np.isfinite(own[:, 0])]
    known, others = known[np.isfinite(others[:, 0])], others[np.isfinite(others[:, 0])]
    if len(asked) < _FEWEST or len(known) < 4 * NEIGHBORS:
        return
    if (twins(others, own) >= 0).mean() >= 0.05:  # which says it more clearly
        return
    near = beside(known, asked, nearest(others, own)[0][:, 0]).mean()
    sizes = gaps(others, own)
    few = ((sizes > 0) & (_ROOM * sizes <= _class_sizes(event, asked, len(known)))).mean()
    if near >= _SHARE_BESIDE:
        says = f"For {near:.0%} of the judged rows the most similar row trained on stood beside it"
        says += " in the data: neighbours in time or place, parted by chance."
        yield parted(log, event, says, near)
    elif few >= _SHARE:
        yield of_groups(log, event, few)


def _class_sizes(event: Event, asked: np.ndarray, n: int) -> np.ndarray:
    """Return how many of so many rows are of the class of each, judged by the judged ones."""
    rows = event.rows
    if rows is None or rows.labels is None or not n_classes(rows.labels):
        return np.full(len(asked), n)
    _, classes, counts = np.unique(rows.labels, return_inverse=True, return_counts=True)
    shares = dict(zip(rows.ids.tolist(), (counts / len(rows))[classes].tolist(), strict=True))
    return np.array([n * shares[number] for number in asked.tolist()])


def in_groups(known: np.ndarray, asked: np.ndarray) -> bool:
    """Return whether rows with a twin have more relatives, as the rows of a patient have.

    Parameters
    ----------
    known, asked : numpy.ndarray of float32, shapes (K, 32) and (N, 32)
        Signatures: of all rows trained on, and of those judged that have a twin among them.

    Returns
    -------
    bool
        Whether half of them have two relatives or more.
    """
    known = known[np.isfinite(known[:, 0])]
    return bool(len(asked)) and bool(np.mean(gaps(known, asked) > 1) >= _SEVERAL)


def of_groups(log: Log, event: Event, share: float) -> Finding:
    """Return a finding on a share of judged rows that have relatives.

    Parameters
    ----------
    log : Log
        Of all events.
    event : Event
        Where they are judged.
    share : float
        From 0 to 1.

    Returns
    -------
    Finding
        Of name ``groups-apart``, where rows were parted last.
    """
    says = f"{share:.0%} of the judged rows have relatives among those trained on: a few rows, much"
    says += " nearer than all others, as rows of one patient, scene or device are."
    return parted(log, event, says, share)


def parted(log: Log, event: Event, says: str, share: float) -> Finding:
    """Return a finding of name ``groups-apart``, where rows were parted last.

    Parameters
    ----------
    log : Log
        Of all events.
    event : Event
        Where they are judged.
    says : str
        What is seen.
    share : float
        Of the judged rows.

    Returns
    -------
    Finding
        Doubtful.
    """
    splits = [one for one in log.of("split") if one.number < event.number]
    place = splits[-1].place if splits and not event.details.get("fold") else event.place
    return Finding(
        "groups-apart",
        "doubtful",
        place,
        says,
        "Rows that belong together go to the same part: GroupShuffleSplit, GroupKFold;\n"
        "for neighbours in time or place cut the data into blocks that lie apart.",
        "09-models-folds-calibration",
        {"share": round(float(share), 3)},
    )
