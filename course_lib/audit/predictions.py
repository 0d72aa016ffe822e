"""Predictions that become the inputs of another model, as of a voter or a calibrator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["Predictions"]

MOST = 2_000_000  # values of one call that are remembered
_COLUMNS = 512
_ASKED = 64
_FEWEST = 10  # different values, before a column is known by them
_FEW = 64  # columns, of which predictions are looked for wherever a model is asked
_LAST = 32  # columns of one length, of which monotone functions are known


class Predictions:
    """Knows the columns that models have predicted, in their order or in another one.

    Examples
    --------
    >>> predictions, p = Predictions(), np.random.default_rng(0).random((50, 3))
    >>> predictions.add(7, np.arange(50), p)
    >>> predictions.behind(np.column_stack([np.ones(20), p[20:40]]))[7][:3]
    array([20, 21, 22])
    """

    def __init__(self) -> None:
        self._whole: dict[bytes, tuple[int, np.ndarray]] = {}
        self._answers: dict[bytes, int] = {}
        self._values: list[tuple[int, np.ndarray, np.ndarray]] = []
        self._labels: dict[tuple[str, bytes], np.ndarray] = {}
        self._orders: dict[int, list[tuple[int, np.ndarray, np.ndarray]]] = {}

    def add(self, number: int, ids: np.ndarray, outputs: Any) -> None:
        """Remember what a model answered.

        Parameters
        ----------
        number : int
            Of the event.
        ids : numpy.ndarray of int64, shape (N,)
            Rows that were asked.
        outputs : array, shape (N,) or (N, C)
            Answers; anything else than numbers is passed over.
        """
        columns = _columns(outputs)
        if columns is None or len(columns) != len(ids) or columns.size > MOST:
            return
        for answers in (*columns.T, *_classes(columns)):
            self._answers[_digest(answers)] = number
        for column in columns.T:
            self._whole[_digest(column)] = number, ids
            self._order(number, ids, column)
        flat, rows = columns.ravel(), np.repeat(ids, columns.shape[1])
        if len(np.unique(flat)) >= _FEWEST:
            order = np.argsort(flat, kind="stable")
            self._values.append((number, flat[order], rows[order]))

    def behind(self, x: Any) -> dict[int, np.ndarray]:
        """Return which predictions columns are made of, and for which rows.

        Parameters
        ----------
        x : array, shape (N,) or (N, D)
            Inputs of a model.

        Returns
        -------
        dict of int to numpy.ndarray of int64
            Numbers of events, and the rows that they were asked for.
        """
        columns = _columns(x) if self._whole else None
        found: dict[int, np.ndarray] = {}
        if columns is None or columns.shape[1] > _COLUMNS or not len(columns):
            return found
        for column in columns.T:
            if (known := self._whole.get(_digest(column))) is not None:
                found[known[0]] = known[1]
            elif (match := self._match(column)) is not None:
                found.setdefault(*match)
        return found or self._made_of(columns)

    def whole(self, x: Any) -> dict[int, np.ndarray]:
        """Return which predictions are columns as they are, as `behind` does.

        Parameters
        ----------
        x : array, shape (N, D)
            Inputs of a model; of wide ones nothing is known.

        Returns
        -------
        dict of int to numpy.ndarray of int64
            Numbers of events, and the rows that they were asked for.
        """
        columns = _columns(x) if self._whole else None
        if columns is None or columns.shape[1] > _FEW:
            return {}
        found = (self._whole.get(_digest(column)) for column in columns.T)
        return dict(one for one in found if one is not None)

    def answered(self, y: Any) -> int | None:
        """Return which prediction an array holds.

        Its values, the classes that they stand for, or a monotone function of them, as a threshold
        gives.

        Parameters
        ----------
        y : array, shape (N,) or (N, C)
            As it is given to a metric, in the order of the prediction.

        Returns
        -------
        int or None
            Number of the last event that gave these answers.

        Examples
        --------
        >>> predictions = Predictions()
        >>> predictions.add(7, np.arange(2), np.array([[0.9, 0.1], [0.2, 0.8]]))
        >>> predictions.answered([0, 1]), predictions.answered([1, 1])
        (7, None)
        >>> predictions.add(8, np.arange(30), np.linspace(0, 1, 30))
        >>> predictions.answered(np.linspace(0, 1, 30) > 0.7)
        8
        """
        columns = _columns(y)
        if columns is None:
            return None
        number = self._answers.get(_digest(columns[:, -1]))
        if number is None and columns.shape[1] == 1:
            match = self._monotone(columns[:, 0])
            number = None if match is None else match[0]
        return number

    def beside(self, variables: Mapping[str, Any], n: int) -> dict[str, np.ndarray]:
        """Return which variables may be labels of the rows that are asked.

        Parameters
        ----------
        variables : mapping of str to object
            Of the notebook, by their names.
        n : int
            How many rows there are.

        Returns
        -------
        dict of str to numpy.ndarray
            Copies, one of each array.
        """
        found = {}
        for name, value in variables.items():
            if isinstance(value, type) or getattr(value, "shape", None) != (n,):
                continue
            labels = np.asarray(value)
            if labels.dtype.kind in "biufUS" and labels.nbytes <= MOST:
                key = labels.dtype.str, _digest(labels)
                found[name] = self._labels.setdefault(key, labels.copy())
        return found

    def _order(self, number: int, ids: np.ndarray, column: np.ndarray) -> None:
        """Remember the order of a column's rows, by which functions of it are known."""
        if len(np.unique(column)) >= _FEWEST:
            known = self._orders.setdefault(len(column), [])
            known.append((number, ids, np.argsort(column, kind="stable")))
            del known[:-_LAST]

    def _made_of(self, columns: np.ndarray) -> dict[int, np.ndarray]:
        """Return several predictions of which all columns are functions, as logits of them."""
        matches = [self._monotone(column) for column in columns.T]
        found = dict(match for match in matches if match is not None)
        return found if len(found) > 1 and None not in matches else {}

    def _monotone(self, column: np.ndarray) -> tuple[int, np.ndarray] | None:
        if len(np.unique(column)) < 2:
            return None
        for number, ids, order in reversed(self._orders.get(len(column), ())):
            steps = np.diff(column[order])
            if (steps >= 0).all() or (steps <= 0).all():
                return number, ids
        return None

    def _match(self, column: np.ndarray) -> tuple[int, np.ndarray] | None:
        different = np.unique(column)
        if len(different) < _FEWEST:
            return None
        some = different[:: max(1, len(different) // _ASKED)]
        for number, values, rows in self._values:
            if _held(values, some).mean() > 0.95:
                at = np.searchsorted(values, column).clip(0, len(values) - 1)
                return number, rows[at][values[at] == column]
        return None


def _classes(columns: np.ndarray) -> list[np.ndarray]:
    """Return the classes that probabilities or scores stand for."""
    if columns.shape[1] > 1:
        return [columns.argmax(axis=1).astype(np.float32)]
    return [(columns[:, 0] > at).astype(np.float32) for at in (0.5, 0)]


def _columns(x: Any) -> np.ndarray | None:
    """Return numbers in single precision, one row a row."""
    try:
        made = np.asarray(x)
    except (ValueError, TypeError):
        return None
    if made.dtype.kind not in "biuf" or made.ndim not in (1, 2) or not made.size:
        return None
    made = made.astype(np.float32)
    return made[:, None] if made.ndim == 1 else made


def _digest(column: np.ndarray) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(column).tobytes(), digest_size=12).digest()


def _held(values: np.ndarray, some: np.ndarray) -> np.ndarray:
    return np.asarray(values[np.searchsorted(values, some).clip(0, len(values) - 1)] == some)
