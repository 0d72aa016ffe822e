"""Every row that a notebook has shown, and the label that it came with."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from course_lib.audit.fingerprints import exact_keys, rows_of, signatures

__all__ = ["Ledger"]

MOST = 2_000_000  # rows that are remembered
_LOOKED_AT = 64
_TABLE = 64  # columns of a table whose values are kept
_KEPT = 4_000_000  # values of all tables
_TOLERANCE = 2e-3  # between signatures of one row in two precisions, half precision among them
_USUAL = 0.2  # rows of a table that are nearer to each other than this need a smaller tolerance


class Ledger:
    """Gives each row a number, the same whenever it is seen again.

    A row is seen again when its values are the same in single precision, or the same up to a
    factor and an offset of its own (from eight values on), or when it is what a transformer made
    of a row (`link`).

    Examples
    --------
    >>> import numpy as np
    >>> ledger, x = Ledger(), np.random.default_rng(0).random((4, 10))
    >>> ledger.know(x)
    array([0, 1, 2, 3])
    >>> ledger.know(255 * x[2:])
    array([2, 3])
    """

    def __init__(self) -> None:
        self._known: dict[int, int] = {}
        self._whole: dict[int, np.ndarray] = {}
        self._scaled: dict[int, _Scaled] = {}
        self._signatures: list[np.ndarray] = []
        self._levels: list[np.ndarray] = []
        self._made: dict[int, int] = {}
        self._labels: dict[int, Any] = {}
        self.copies: dict[int, int] = {}
        self.subjects: dict[int, int] = {}  # that rows come from
        self.tables: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {}
        self._size = self._kept = 0

    def __len__(self) -> int:
        return self._size

    @property
    def full(self) -> bool:
        """Whether new rows are no longer remembered."""
        return self._size >= MOST

    def know(self, x: Any) -> np.ndarray | None:
        """Return the numbers of rows, new ones for those not seen before.

        Parameters
        ----------
        x : object
            Whatever `rows_of` reads.

        Returns
        -------
        numpy.ndarray of int64, shape (N,), or None
            -1 where the ledger is full; None where `x` has no rows.
        """
        rows = rows_of(x)
        if rows is None:
            return None
        keys = exact_keys(rows)
        whole = hash((rows.shape[0], keys.tobytes()))
        if whole in self._whole:
            return self._whole[whole]
        unique, first, inverse, times = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        ids = np.array([self._known.get(key, -1) for key in unique.tolist()], np.int64)
        unknown = np.flatnonzero(ids < 0)
        if len(unknown):
            unknown = unknown[np.argsort(first[unknown])]  # numbered in their order
            ids[unknown] = self._met(rows[first[unknown]])
            self.copies.update(_several(ids[unknown], times[unknown]))
            self._known.update(zip(unique[unknown].tolist(), ids[unknown].tolist(), strict=True))
        self._keep(ids[inverse], rows)
        return self._remember(whole, ids[inverse])

    def _keep(self, ids: np.ndarray, rows: Any) -> None:
        """Keep the values of tables of few columns, by their number."""
        if not isinstance(rows, np.ndarray) or rows.dtype == np.uint64:
            return
        if 1 < rows.shape[1] <= _TABLE and self._kept + rows.size <= _KEPT and (ids >= 0).all():
            self._kept += rows.size
            self.tables.setdefault(rows.shape[1], []).append((ids, rows.astype(np.float32)))

    def link(self, x: Any, ids: np.ndarray, made_by: int = -1) -> None:
        """Know rows by the numbers of those that they were made of.

        Parameters
        ----------
        x : object
            What was made.
        ids : numpy.ndarray of int64, shape (N,)
            Of what it was made of; nothing happens where lengths differ.
        made_by : int
            Number of the event that made it.
        """
        rows = rows_of(x)
        if rows is None or rows.shape[0] != len(ids):
            return
        keys = exact_keys(rows)
        for key, number in zip(keys.tolist(), ids.tolist(), strict=True):
            self._known.setdefault(key, number)
            self._made[key] = made_by
        linked = np.array([self._known[key] for key in keys.tolist()], np.int64)
        self._scaled.setdefault(rows.shape[1], _Scaled()).add(signatures(rows), linked)
        self._remember(hash((rows.shape[0], keys.tobytes())), linked)

    def made_by(self, x: Any) -> int:
        """Return the number of the event that made most of the first rows, or -1.

        Parameters
        ----------
        x : object
            Whatever `rows_of` reads.

        Returns
        -------
        int
            As given to `link`.
        """
        rows = rows_of(x)
        if rows is None or not self._made:
            return -1
        keys = exact_keys(rows[:_LOOKED_AT]).tolist()
        makers = Counter(self._made.get(key, -1) for key in keys)
        return makers.most_common(1)[0][0]

    def signatures_of(self, ids: np.ndarray) -> np.ndarray:
        """Return the signatures of rows as they were first seen.

        Parameters
        ----------
        ids : numpy.ndarray of int64, shape (N,)
            Not negative.

        Returns
        -------
        numpy.ndarray of float32, shape (N, 32)
            NaN for rows without one.
        """
        if len(self._signatures) > 1:
            self._signatures = [np.concatenate(self._signatures)]
        return self._signatures[0][ids]

    def levels_of(self, ids: np.ndarray) -> np.ndarray:
        """Return the mean value of rows as they were first seen, which signatures do not tell.

        Parameters
        ----------
        ids : numpy.ndarray of int64, shape (N,)
            Not negative.

        Returns
        -------
        numpy.ndarray of float32, shape (N,)
            One a row.
        """
        if len(self._levels) > 1:
            self._levels = [np.concatenate(self._levels)]
        return self._levels[0][ids]

    def labelled(self, ids: np.ndarray, labels: np.ndarray) -> None:
        """Remember the labels that rows came with; the first ones count.

        Parameters
        ----------
        ids : numpy.ndarray of int64, shape (N,)
            Of rows.
        labels : numpy.ndarray, shape (N,)
            One a row.
        """
        for number, label in zip(ids.tolist(), labels.tolist(), strict=True):
            self._labels.setdefault(number, label)

    def labels_of(self, ids: np.ndarray) -> list[Any]:
        """Return the labels that rows came with, None where that is not known.

        Parameters
        ----------
        ids : numpy.ndarray of int64, shape (N,)
            Of rows.

        Returns
        -------
        list
            One label a row.
        """
        return [self._labels.get(number) for number in ids.tolist()]

    def count(self, ids: np.ndarray) -> None:
        """Remember how often each row is in data as they were loaded.

        Parameters
        ----------
        ids : numpy.ndarray of int64, shape (N,)
            Of all rows that were loaded at once.
        """
        for number, often in _several(*np.unique(ids, return_counts=True)).items():
            self.copies[number] = max(self.copies.get(number, 1), often)

    def _met(self, rows: Any) -> np.ndarray:
        """Return numbers for rows whose values are new: scaled ones keep theirs."""
        made = signatures(rows)
        scaled = self._scaled.setdefault(rows.shape[1], _Scaled())
        ids = scaled.find(made)
        new = np.flatnonzero(ids < 0)[: max(0, MOST - self._size)]
        ids[new] = self._size + np.arange(len(new))
        self._size += len(new)
        self._signatures.append(made[new])
        with np.errstate(all="ignore"):
            self._levels.append(np.asarray(rows.mean(axis=1), np.float32).reshape(-1)[new])
        scaled.add(made[new], ids[new])
        return ids

    def _remember(self, whole: int, ids: np.ndarray) -> np.ndarray:
        if len(self._whole) >= 256:
            self._whole.pop(next(iter(self._whole)))
        self._whole[whole] = ids
        return ids


def _several(ids: np.ndarray, times: np.ndarray) -> dict[int, int]:
    return dict(zip(ids[times > 1].tolist(), times[times > 1].tolist(), strict=True))


class _Scaled:
    """Rows of one width by their signatures."""

    def __init__(self) -> None:
        self._signatures: list[np.ndarray] = []
        self._ids: list[np.ndarray] = []
        self._trees: list[tuple[Any, np.ndarray]] = []

    def add(self, made: np.ndarray, ids: np.ndarray) -> None:
        """Remember rows; those without a signature cannot be found again."""
        whole = np.isfinite(made[:, 0])
        if whole.any():
            self._signatures.append(made[whole])
            self._ids.append(ids[whole])

    def find(self, made: np.ndarray) -> np.ndarray:
        """Return the numbers of rows that are the same up to rounding, or -1."""
        found = np.full(len(made), -1, np.int64)
        able = np.flatnonzero(np.isfinite(made[:, 0]))
        self._plant()
        apart = _apart(made[able], made[able])
        for tree, ids in self._trees:
            if not len(able):
                break
            usual = min(_USUAL, apart, _apart(made[able], tree.data))
            within = _TOLERANCE * usual / _USUAL
            distance, position = tree.query(made[able], distance_upper_bound=within)
            near = np.flatnonzero(np.isfinite(distance))
            found[able[near]] = ids[position[near]]
            able = np.delete(able, near)
        return found

    def _plant(self) -> None:
        """Make trees of what is new; small ones grow together, so that there are few."""
        from scipy.spatial import cKDTree

        if not self._ids:
            return
        made, ids = self._signatures, self._ids
        while self._trees and len(self._trees[-1][1]) <= 2 * sum(map(len, ids)):
            tree, older = self._trees.pop()
            made, ids = [tree.data.astype(np.float32), *made], [older, *ids]
        numbers = np.concatenate(ids)
        self._trees.append((cKDTree(np.concatenate(made)), numbers))
        self._signatures, self._ids = [], []


def _apart(made: np.ndarray, others: np.ndarray) -> float:
    """Return how far signatures are from others, of those that are not the same; infinite if none.

    Features of a network that was given what it was not made for, as those of a table of which
    one column is far larger than the others, may all be nearly alike.
    """
    some = made[:: max(1, len(made) // 64)]
    beside = others[:: max(1, len(others) // 64)]
    distance = np.linalg.norm(some[:, None] - beside[None], axis=2)
    distance = distance[distance > 1e-6]
    return float(np.median(distance)) if len(distance) > _LOOKED_AT // 8 else np.inf
