"""Rows that no longer have the labels that they came with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from course_lib.audit.events import Event, Log, Rows
from course_lib.audit.findings.finding import Finding
from course_lib.audit.labels import n_classes
from course_lib.audit.twins import nearest

__all__ = ["agreement", "labels_apart"]

FEWEST = 20  # rows with a known label
_NEIGHBORS = 200  # rows whose neighbours are asked, at least
_MOST = 2000
_MEANT = re.compile(
    r"on purpose|deliberate|scrambl|\bnull\b|permutation.test|label.noise|"
    r"(random|shuffled|permuted|noisy).labels",
    re.I,
)
_NEAR = 0.5  # of the way to any row: of what is mostly noise, no neighbours can be asked


def labels_apart(log: Log) -> Iterator[Finding]:
    """Yield a finding for rows whose labels are not those that they were loaded with.

    Where too few labels are known from loading, the nearest neighbours are asked instead. Labels
    that a model predicted are meant (pseudo-labels), and so are those of a cell that says so.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``labels-apart``.
    """
    seen = set()
    named: dict[int, set[Any]] = {}  # what models have said of each row so far
    for event in log.of("fit", "judge", "cross-validate", "tune", "predict"):
        rows = event.rows
        if event.kind == "predict":
            _name(named, event)
            continue
        if rows is None or rows.labels is None or len(rows) < FEWEST:
            continue
        if _MEANT.search(log.sources.get(event.place.cell, "")):
            continue
        same = rows.ids.tobytes(), rows.labels.tobytes()
        if same not in seen:
            seen.add(same)
            yield from _of(log, event, rows, named)


def agreement(known: np.ndarray, given: np.ndarray) -> tuple[float, float]:
    """Return how well labels agree, whatever their names, and how well they would by chance.

    Parameters
    ----------
    known, given : numpy.ndarray, shape (N,)
        Labels as loaded, and as used: each class goes to the one that it most often becomes.

    Returns
    -------
    share, chance : float
        Chance is that of shuffled labels.

    Examples
    --------
    >>> agreement(np.array([0, 0, 1, 1] * 10), np.array(["a", "a", "b", "b"] * 10))[0]
    1.0
    """
    _, rows = np.unique(known, return_inverse=True)
    _, columns = np.unique(given, return_inverse=True)

    def best(order: np.ndarray) -> float:
        table = np.zeros((rows.max() + 1, columns.max() + 1), np.int64)
        np.add.at(table, (rows, order), 1)
        return float(table.max(axis=1).sum() / len(rows))

    rng = np.random.default_rng(0)
    return best(columns), float(np.mean([best(rng.permutation(columns)) for _ in range(8)]))


def _of(log: Log, event: Event, rows: Rows, named: dict[int, set[Any]]) -> Iterator[Finding]:
    labels = rows.labels
    assert labels is not None
    loaded = log.ledger.labels_of(rows.ids)
    known = np.array([label is not None for label in loaded])
    if event.kind == "fit":
        known &= ~_predicted(named, loaded, rows)
    if known.sum() >= FEWEST:
        came = np.array([label for label, of in zip(loaded, known, strict=True) if of])
        apart, chance = _apart(came, labels[known])
        if apart >= 0.02:
            yield _finding(event, apart, f"of the {known.sum()} rows known from loading", chance)
    elif n_classes(labels) > 1 and (rows.ids >= 0).all():
        yield from _by_neighbors(log, event, rows, labels)


def _predicted(named: dict[int, set[Any]], came: list[Any], rows: Rows) -> np.ndarray:
    """Return which rows have, in place of their own label, one that a model named for them."""
    assert rows.labels is not None
    given = zip(rows.ids.tolist(), came, rows.labels.tolist(), strict=True)
    return np.array([own != label and label in named.get(n, ()) for n, own, label in given])


def _name(named: dict[int, set[Any]], asked: Event) -> None:
    """Remember the classes that a model named for rows."""
    for answers in asked.details.get("named", ()):
        if answers is not None and asked.rows is not None and len(answers) == len(asked.rows):
            for number, label in zip(asked.rows.ids.tolist(), answers.tolist(), strict=True):
                named.setdefault(number, set()).add(label)


def _apart(came: np.ndarray, given: np.ndarray) -> tuple[float, float]:
    """Return which share of the labels is as if drawn by chance."""
    if n_classes(came) and n_classes(given):
        share, chance = agreement(came, given)
        return min(1.0, (1 - share) / max(1 - chance, 1e-9)), chance
    if came.dtype.kind in "biuf" and given.dtype.kind in "biuf" and came.std() and given.std():
        return float(1 - abs(np.corrcoef(came, given)[0, 1])), 0.0
    return 0.0, 0.0


def _by_neighbors(log: Log, event: Event, rows: Rows, labels: np.ndarray) -> Iterator[Finding]:
    ids, first = np.unique(rows.ids, return_index=True)
    chosen = np.random.default_rng(0).permutation(len(ids))[:_MOST]
    made = log.ledger.signatures_of(ids[chosen])
    whole = np.isfinite(made[:, 0])
    if whole.sum() < _NEIGHBORS:
        return
    own = labels[first[chosen[whole]]]
    positions, distances = nearest(made[whole], made[whole], 2)
    other_row = made[whole][np.random.default_rng(1).permutation(len(positions))]
    far = float(np.median(np.linalg.norm(made[whole] - other_row, axis=1)))
    if np.median(distances[:, 1]) > _NEAR * far:
        return
    other = np.where(positions[:, 0] == np.arange(len(own)), positions[:, 1], positions[:, 0])
    _, counts = np.unique(own, return_counts=True)
    chance = float(((counts / len(own)) ** 2).sum())
    share = float((own == own[other]).mean())
    least = chance + 3 * np.sqrt(chance * (1 - chance) / len(own))
    by_level = own[np.argsort(log.ledger.levels_of(ids[chosen[whole]]))]
    if share <= least and (by_level[1:] == by_level[:-1]).mean() <= least:
        yield Finding(
            "labels-apart",
            "doubtful",
            event.place,
            f"Nearest neighbours share a label in {share:.1%} of {len(own)} rows, and chance gives "
            f"{chance:.1%}: rows and labels may not belong together.",
            "Look at some rows with their labels; shuffle both by one order: i = "
            "rng.permutation(n); x[i], y[i].",
            "05-noise-as-augmentation",
            {"shared": round(share, 4), "chance": round(chance, 4), "rows": len(own)},
        )


def _finding(event: Event, apart: float, of: str, chance: float) -> Finding:
    return Finding(
        "labels-apart",
        "wrong" if apart >= 0.5 else "doubtful",
        event.place,
        f"{apart:.0%} {of} no longer have the label that they came with: what is "
        f"{'learned from' if event.kind != 'judge' else 'judged by'} these labels is chance.",
        "Shuffle rows and labels by one order: i = rng.permutation(n); x, y = x[i], y[i].\n"
        "Where labels are changed on purpose, say so: # audit: ignore labels-apart because ...",
        "05-noise-as-augmentation",
        {"apart": round(apart, 4), "chance": round(chance, 4)},
    )
