"""Rows that belong together, and were parted by chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.validated import first_folds
from course_lib.audit.labels import n_classes
from course_lib.audit.lineage import behind
from course_lib.audit.twins import NEIGHBORS, nearest, twins

__all__ = ["beside", "gaps", "groups_apart", "in_groups", "of_groups"]

_ASKED, _KNOWN = 500, 20_000
_PAIRS = 4  # of judged and trained rows that are looked at
_FEWEST = 20
_NEAR = 120  # rows to which the distances are looked at: of half of them, relatives are at most
_BY_CHANCE = 0.01
_ROOM = 3  # times as many rows of its class: a class that is a cluster of its own is no group
_BESIDE = 3  # rows to either side
_SEVERAL = 0.5  # of the rows with a twin
_SHARE, _SHARE_BESIDE = 0.3, 0.5  # of 4000 digits, garments, photographs: 0.07 at most


def groups_apart(log: Log) -> Iterator[Finding]:
    """Yield a finding where judged rows have relatives among those trained on.

    Relatives are a few rows, much nearer than all others; or the rows beside it in the data's
    order, where the most similar one is found there.

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
        used = [fit.rows.ids for fit in behind(log, event) if fit.rows is not None]
        if not used:
            continue
        trained = np.unique(np.concatenate(used))
        key = np.unique(event.rows.ids).tobytes(), trained.tobytes()
        if key not in compared and not np.isin(event.rows.ids, trained).any():
            compared.add(key)
            yield from _compared(log, event, trained)
    for event, trained in first_folds(log):
        assert event.rows is not None
        if len(compared) < _PAIRS and not np.isin(event.rows.ids, trained).any():
            compared.add((event.rows.ids.tobytes(), trained.tobytes()))
            yield from _compared(log, event, trained)


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
        yield _finding(log, event, says, near)
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
    return _finding(log, event, says, share)


def _finding(log: Log, event: Event, says: str, share: float) -> Finding:
    splits = [one for one in log.of("split") if one.number < event.number]
    place = splits[-1].place if splits and not event.details.get("fold") else event.place
    return Finding(
        "groups-apart",
        "doubtful",
        place,
        says,
        "Rows that belong together go to the same part: GroupShuffleSplit, GroupKFold;\n"
        "for neighbours in time or place cut the data into blocks.",
        "09-models-folds-calibration",
        {"share": round(float(share), 3)},
    )
