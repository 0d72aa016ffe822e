"""Loops that a notebook writes itself: batches, calls of a model, steps of an optimizer."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from course_lib.audit.events import Event, Rows, joined
from course_lib.audit.recorders.describing import described, optimizer_of
from course_lib.audit.recorders.tracing import Tracing
from course_lib.audit.tensors import eagerly
from course_lib.audit.weights import digests

__all__ = ["Loops"]

_ALIKE = 0.1  # of the deviation: so much do batches of one kind of data differ


@dataclass(eq=False)
class _Loop:
    """A training that goes on batch by batch, at one line."""

    event: Event
    model: Callable[[], Any]
    sure: bool  # else the weights tell whether it trained
    parts: list[Rows] = field(default_factory=list)
    known: set[int] = field(default_factory=set)
    seen: int = 0
    looked: int = 0  # how many batches had passed at the last look at other rows
    between: list[Event] = field(default_factory=list)

    def add(self, rows: Rows | None) -> None:
        """Note the rows of a batch."""
        self.event.details["batches"] += 1
        if rows is None:
            return
        self.seen += len(rows)
        ids = rows.ids.tolist()
        if self.known.issuperset(ids):
            return
        self.known.update(ids)
        self.parts.append(rows)
        self.event.rows = self.event.rows or rows

    def settle(self, after: dict[str, int] | None) -> None:
        """Give the event its rows, and the weights that it led to."""
        event = self.event
        if event.rows is not None and sum(map(len, self.parts)) != len(event.rows):
            event.rows = joined(self.parts, once=True)
            self.parts = [event.rows]
        event.details["seen"] = self.seen
        event.details["epochs"] = max(1, round(self.seen / max(1, len(self.known))))
        if not self.sure:
            before = event.details.get("weights", {})
            event.kind = "predict" if after is None or set(after) == set(before) else "fit"
        if event.kind == "fit" and after is not None:
            event.details["learned"] = {**event.details.get("learned", {}), **after}


class Loops:
    """Puts batches that belong together into one training.

    A training ends where the model is compiled, gets other weights, or sees other data after it
    was judged. What is judged between two passes is watched.

    Parameters
    ----------
    session : Session
        Gets the events.
    """

    def __init__(self, session: Any) -> None:
        session.endings.append(self.settle)
        self._session = session
        self._open: dict[str, list[_Loop]] = {}
        self._last: list[_Loop] = []
        self.tracing: Tracing | None = None  # of the compiled function that is called

    @classmethod
    def of(cls, session: Any) -> Loops:
        """Return those of a session: all its recorders share them."""
        if session.loops is None:
            session.loops = cls(session)
        loops: Loops = session.loops
        return loops

    @contextlib.contextmanager
    def batch(self, model: Any, find: Callable[[], Rows | None], sure: bool) -> Iterator[Event]:
        """Log a batch that a model learns from while the context lasts.

        Parameters
        ----------
        model : keras.Model
            Which learns.
        find : callable
            Returns the rows.
        sure : bool
            Whether it trains for certain.

        Yields
        ------
        Event
            The training that the batch belongs to.
        """
        session = self._session
        subject, place = session.name_of(model), session.places.here()
        rows = session.attempt("the data of a batch", find)
        loop = next((one for one in self._open.get(subject, ()) if one.event.place == place), None)
        if loop is not None and self._goes_on(loop, rows):
            with session.continuing(loop.event):
                session.attempt("a batch", lambda: loop.add(rows))
                self._last = [loop]
                yield loop.event
            return
        continues = loop is not None and _like(loop.event.rows, rows)
        if loop is not None:
            self._open[subject].remove(loop)
        with session.recording("fit", model) as event:
            event.details.update(batches=0, batch=0 if rows is None else len(rows))
            event.details["continues"] = continues
            new = _Loop(event, weakref.ref(model), sure)
            session.attempt("a model", lambda: event.details.update(_described(model)))
            session.attempt("weights", lambda: event.details.update(weights=_weights(model)))
            session.attempt("a batch", lambda: new.add(rows))
            self._open.setdefault(subject, []).append(new)
            self._last = [new]
            yield event

    def _goes_on(self, loop: _Loop, rows: Rows | None) -> bool:
        if not loop.between:
            return True
        if rows is not None and not loop.known.issuperset(rows.ids.tolist()):
            return False
        for event in loop.between:
            event.within = "fit"
            if event.rows is None or not loop.known:  # who knows whether it trains on them
                continue
            if loop.known.isdisjoint(event.rows.ids.tolist()):
                loop.event.watched = event.rows
        loop.between.clear()
        return True

    def step(self, optimizer: Any) -> None:
        """Note that an optimizer has made a step for the models called last."""
        for loop in self._last:
            loop.sure = True
            if self.tracing is not None:
                self.tracing.steps(loop.event.subject, optimizer)
            with eagerly():
                loop.event.details["optimizer"] = optimizer_of(optimizer)
        self._last = []

    def asked(self, model: Any, event: Event, weights: dict[str, int]) -> None:
        """Note that a model was asked, judged or fitted: its loops have led to these weights."""
        subject = self._session.name_of(model)
        for loop in self._open.get(subject, ()):
            loop.settle(weights)
            loop.looked = loop.event.details["batches"]
            loop.between.append(event)
        if event.kind == "fit":
            self._open.pop(subject, None)

    def looked(self, model: Any, rows: Rows | None) -> None:
        """Note to which weights loops have led where a model is asked again for other rows."""
        if rows is None:
            return
        for loop in self._open.get(self._session.name_of(model), ()):
            passed = loop.event.details["batches"]
            if loop.looked < passed and not loop.known.issuperset(rows.ids.tolist()):
                loop.looked = passed
                loop.settle(_weights(model))

    def end(self, model: Any) -> None:
        """Note that a model is compiled, or gets other weights: what comes is another training."""
        loops = self._open.pop(self._session.name_of(model), [])
        if loops:
            weights = self._session.attempt("weights", lambda: _weights(model))
            for loop in loops:
                loop.settle(weights)
        self._last = []

    def settle(self) -> None:
        """Say of each training, at the end of all, what it led to."""
        for loop in [loop for loops in self._open.values() for loop in loops]:
            model = loop.model()
            if model is not None:
                weights = self._session.attempt("weights", lambda model=model: _weights(model))
            loop.settle(weights if model is not None else None)


def _like(one: Rows | None, other: Rows | None) -> bool:
    """Whether batches may be of one kind of data, such as noise drawn anew."""
    if one is None or other is None:
        return one is other
    same = one.shape[1:] == other.shape[1:]
    return same and bool(abs(one.spread - other.spread) <= _ALIKE * abs(one.spread))


def _described(model: Any) -> dict[str, Any]:
    with eagerly():
        return described(model)


def _weights(model: Any) -> dict[str, int]:
    with eagerly():
        return digests(model)
