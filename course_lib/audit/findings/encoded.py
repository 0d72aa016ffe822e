"""A column that holds, for each of its values, the mean label of all rows that have it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding

__all__ = ["encoded_labels", "holds_means"]

_GROUPS = 10  # values that several rows have, at least
_EXACT = 1e-3  # of the spread of the means
_MOST = 0.9  # of the values


def encoded_labels(log: Log) -> Iterator[Finding]:
    """Yield a finding for each table with a column of mean labels, of judged rows too.

    Where the means are those of the training rows alone, nothing is wrong.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``fitted-on-judged``, where the first such table is trained on.
    """
    labels: dict[int, float] = {}
    judged: set[int] = set()
    for event in log.of("fit", "judge"):
        if event.rows is not None and event.rows.labels is not None:
            if event.rows.labels.dtype.kind in "biuf":
                labels.update(zip(event.rows.ids.tolist(), event.rows.labels.tolist(), strict=True))
            if event.kind == "judge":
                judged.update(event.rows.ids.tolist())
    for tables in log.ledger.tables.values():
        ids, first = np.unique(np.concatenate([ids for ids, _ in tables]), return_index=True)
        x = np.concatenate([values for _, values in tables])[first]
        known = np.array([number in labels for number in ids.tolist()])
        if not judged.intersection(ids.tolist()) or known.sum() < 10 * _GROUPS:
            continue
        y = np.array([labels[number] for number in ids[known].tolist()], float)
        for k in range(x.shape[1]):
            if holds_means(x[known, k], y) and (fit := _trained_on(log, ids)) is not None:
                yield _finding(fit, k, len(y))


def holds_means(column: np.ndarray, labels: np.ndarray) -> bool:
    """Return whether a column holds the mean label of each group of equal values.

    Parameters
    ----------
    column : numpy.ndarray of float32, shape (N,)
        Of a table; scaled or not.
    labels : numpy.ndarray of float64, shape (N,)
        Classes 0 and 1, or numbers.

    Returns
    -------
    bool
        Also where means are drawn towards the mean of all, the more so the fewer rows there are.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> shop, late = rng.integers(0, 30, 600), rng.integers(0, 2, 600)
    >>> means = np.bincount(shop, late) / np.bincount(shop)
    >>> holds_means(means[shop], late), holds_means(shop, late)
    (True, False)
    """
    whole = np.isfinite(column) & np.isfinite(labels)
    column, labels = column[whole], labels[whole]
    values, group, counts = np.unique(column, return_inverse=True, return_counts=True)
    several = counts >= 2
    if several.sum() < _GROUPS or counts[several].sum() < _MOST * len(column):
        return False
    sums = np.bincount(group, labels)
    squares = np.bincount(group, labels**2)
    v, n, s = (one[several].astype(float) for one in (values, counts, sums))
    varied = squares[several] - s**2 / n > 1e-9
    if varied.mean() < 0.5:  # what is the same for all rows of a value follows from it
        return False
    means = s / n
    spread = float(means.std())
    if not spread or not v.std():
        return False
    straight = _left_over(np.column_stack([v, np.ones_like(v)]), means)
    drawn = _left_over(np.column_stack([np.ones_like(v), -v]), v * n - s) / n
    return any((left < _EXACT * spread).mean() >= _MOST for left in (straight, drawn))


def _left_over(known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return how far each value is from a plane through most of them."""
    keep = np.ones(len(asked), bool)
    for _ in range(4):
        plane = np.linalg.lstsq(known[keep], asked[keep], rcond=None)[0]
        left = np.abs(known @ plane - asked)
        keep = left <= np.quantile(left, _MOST)
    return left


def _trained_on(log: Log, ids: np.ndarray) -> Event | None:
    fits = (fit for fit in log.of("fit") if fit.rows is not None)
    return next((fit for fit in fits if np.isin(fit.rows.ids, ids).all()), None)  # type: ignore[union-attr]


def _finding(fit: Event, column: int, n: int) -> Finding:
    return Finding(
        "fitted-on-judged",
        "wrong",
        fit.place,
        f"Column {column + 1} of the inputs holds, for each of its values, the mean label of the "
        f"{n} rows that have it, the judged ones among them: it tells their labels.",
        "Split first, and take the means of the training part alone (TargetEncoder in a pipeline\n"
        "does it fold by fold).",
        "01-normalisation",
        {"column": column + 1, "rows": n},
    )
