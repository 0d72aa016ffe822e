"""Batches that generators and data sets of Keras pass, noted on their way."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import GeneratorType
from typing import Any

from course_lib.audit.events import Event, Rows, joined

__all__ = ["Batches", "following"]


class Batches:
    """Rows of batches, in the order in which they came.

    Parameters
    ----------
    session : Session
        Knows rows.
    most : int, optional
        How many batches count: what is fetched beyond is not used.
    """

    def __init__(self, session: Any, most: int | None = None) -> None:
        self._session, self._most = session, most
        self._parts: list[Rows] = []
        self.first: Any = None  # inputs of the first batch
        self.n = 0

    def note(self, batch: Any) -> None:
        """Note the rows of a batch.

        Parameters
        ----------
        batch : tuple or array
            Inputs, labels and weights, or inputs alone.
        """
        self.n += 1
        if self._most is not None and self.n > self._most:
            return
        pair = batch if isinstance(batch, (tuple, list)) else (batch,)
        self.first = pair[0] if self.first is None else self.first
        rows = self._session.rows(pair[0], pair[1] if len(pair) > 1 else None)
        if rows is not None:
            self._parts.append(rows)

    def passing(self, batches: Any) -> Iterator[Any]:
        """Yield batches as they come, and note them."""
        for batch in batches:
            self._session.attempt("a batch", lambda batch=batch: self.note(batch))
            yield batch

    def rows(self, *, once: bool) -> Rows | None:
        """Return the rows.

        Parameters
        ----------
        once : bool
            Each row once, as of several passes; else all, in their order.

        Returns
        -------
        Rows or None
            None where nothing came.
        """
        return joined(self._parts, once=once) if self._parts else None


@contextlib.contextmanager
def following(session: Any, event: Event, bound: dict[str, Any]) -> Iterator[None]:
    """Note what passes while the context lasts, and give it to an event at its end.

    Parameters
    ----------
    session : Session
        Knows rows.
    event : Event
        A training, judgement or prediction.
    bound : dict
        Arguments of the call; generators in it are exchanged for ones that tell.
    """
    steps = bound.get("steps_per_epoch")
    most = steps * int(bound.get("epochs", 1)) if isinstance(steps, int) else bound.get("steps")
    found = {}
    for name, limit in (("x", most), ("validation_data", None)):
        given = bound.get(name)
        if isinstance(given, GeneratorType):
            batches = Batches(session, limit)
            bound[name] = batches.passing(given)
        elif _indexed(given):
            batches = Batches(session, limit)
            session.patches.method(type(given), "__getitem__", _noting(session))
        else:
            continue
        found[name] = batches
        session.followed[id(bound[name])] = batches
    try:
        yield
    finally:
        for name, batches in found.items():
            session.followed.pop(id(bound[name]), None)
            rows = batches.rows(once=event.kind == "fit")
            if name == "x":
                event.rows = rows
            else:
                event.watched = rows


def _indexed(given: Any) -> bool:
    """Whether it is one of Keras' data sets, read in this process."""
    keras = sys.modules["keras"]
    kind = getattr(keras.utils, "PyDataset", None)
    return kind is not None and isinstance(given, kind) and not given.use_multiprocessing


def _noting(session: Any) -> Any:
    def get(original: Any, data: Any, index: Any) -> Any:
        batch = original(data, index)
        batches = session.followed.get(id(data))
        if batches is not None:
            session.attempt("a batch", lambda: batches.note(batch))
        return batch

    return get
