"""Functions that TensorFlow compiles (tf.function), which run no Python once they are traced."""

from __future__ import annotations

import contextlib
import functools
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from course_lib.audit.events import Event, Rows
from course_lib.audit.recorders.calls import Calls
from course_lib.audit.recorders.loops import Loops
from course_lib.audit.recorders.streams import rows_behind
from course_lib.audit.recorders.tracing import Role, Tracing
from course_lib.audit.tensors import in_graph

__all__ = ["watch"]

_VALUES = (bool, int, float, str, bytes, type(None))  # of which each is compiled anew


def watch(session: Any) -> None:
    """Watch calls of compiled functions.

    Parameters
    ----------
    session : Session
        Gets the events: what a function does with models while it is traced is what it does at
        each later call, with other rows.
    """
    module = sys.modules["tensorflow.python.eager.polymorphic_function.polymorphic_function"]
    session.patches.method(module.Function, "__call__", _Compiled(session).call)


class _Compiled:
    def __init__(self, session: Any) -> None:
        self._session = session
        self._loops, self._calls = Loops.of(session), Calls(session)
        self._known: Any = weakref.WeakKeyDictionary()  # roles by function and arguments
        self._last: tuple[Any, Any, Rows | None] | None = None

    def call(self, original: Any, function: Any, *args: Any, **kwargs: Any) -> Any:
        run = functools.partial(original, function, *args, **kwargs)
        if self._session.inside is not None or self._loops.tracing is not None or not _compiles():
            return run()
        given = self._session.attempt("a compiled function", lambda: _parted((args, kwargs)))
        if given is None:
            return run()
        key, arguments = given
        roles = self._known.get(function, {}).get(key)
        if roles is None:
            roles, result = self._traced(run, arguments)
            self._known.setdefault(function, {})[key] = roles
        elif any(role.learns for role in roles):
            return self._learned(run, roles, arguments)
        else:
            result = run()
        if not any(role.learns for role in roles):
            self._asked(function, result, roles, arguments)
        return result

    def _traced(self, run: Callable[[], Any], arguments: list[Any]) -> tuple[list[Role], Any]:
        """Run a function that may be traced; the recorder of calls notes what happens."""
        tracing = Tracing(arguments, self._rows)
        self._loops.tracing = tracing
        try:
            result = run()
        finally:
            self._loops.tracing = None
        return list(tracing.roles.values()), result

    def _learned(self, run: Callable[[], Any], roles: list[Role], arguments: list[Any]) -> Any:
        events = [self._batch(role, arguments) for role in roles if role.learns]
        trained = [event for event in events if event is not None]
        with self._session.continuing(trained[-1]) if trained else contextlib.nullcontext():
            return run()

    def _batch(self, role: Role, arguments: list[Any]) -> Event | None:
        model, optimizer = role.model(), role.optimizer()
        if model is None:
            return None
        find = functools.partial(self._rows, role, arguments)
        with self._loops.batch(model, find, sure=optimizer is not None) as batch:
            event = batch
        if optimizer is not None and event.details["batches"] == 1:
            self._session.attempt("a step", lambda: self._loops.step(optimizer))
        return event

    def _asked(self, function: Any, result: Any, roles: list[Role], arguments: list[Any]) -> None:
        """Log what models were asked; where there are several the answer is of none of them."""
        for role in roles:
            model, x = role.model(), role.of(arguments)
            if model is not None and x is not None:
                answer = functools.partial(_answer, result if len(roles) == 1 else None, x)
                ask = functools.partial(self._calls.asked, answer, model, x)
                self._session.attempt("a compiled call", ask)
                self._session.attempt("a compiled call", lambda: self._scored(function))

    def _scored(self, function: Any) -> None:
        """Note, with what was just logged, where the function may score the answers itself."""
        code = getattr(_plain(function.python_function), "__code__", None)
        if code is not None:
            self._session.log.events[-1].details["inside"] = self._session.places.lines(code)

    def _rows(self, role: Role, arguments: list[Any]) -> Rows | None:
        """Return the rows that a model learns from; the same tensors are read once."""
        x = role.of(arguments)
        if x is None:
            self._session.lost("the rows that a compiled step (tf.function) trains on")
            return None
        y = _beside(arguments, x)
        if self._last is not None and self._last[0]() is x and self._last[1] is y:
            return self._last[2]
        rows = rows_behind(self._session, x, y)
        changes = isinstance(x, np.ndarray) or isinstance(y, np.ndarray)
        self._last = None if changes else (weakref.ref(x), y, rows)
        return rows


def _plain(function: Any) -> Any:
    """Return the notebook's function behind those that TensorFlow has put around it."""
    for name in ("__original_wrapped__", "__wrapped__", "__func__"):
        if hasattr(function, name):
            return _plain(getattr(function, name))
    return function


def _compiles() -> bool:
    """Whether a function is called from Python, not by one that is traced, and is compiled."""
    tensorflow: Any = sys.modules.get("tensorflow")
    if in_graph() or not hasattr(tensorflow, "config"):  # the latter while it is imported
        return False
    return not tensorflow.config.functions_run_eagerly()


def _parted(given: Any) -> tuple[tuple[Any, ...], list[Any]]:
    """Return what a function is compiled anew for, and the arguments that have rows."""
    key: list[Any] = []
    arguments = []
    for one in _flat(given):
        if _has_rows(one):
            arguments.append(one)
        elif isinstance(one, _VALUES):
            key.append((type(one), one))
        elif not hasattr(one, "shape"):
            key.append(_identity(one))
    return tuple(key), arguments


def _flat(given: Any) -> Iterator[Any]:
    if isinstance(given, dict):
        given = given.values()
    elif not isinstance(given, (tuple, list)):
        yield given
        return
    for one in given:
        yield from _flat(one)


def _identity(one: Any) -> Any:
    try:
        reference = weakref.ref(one)
        hash(reference)
    except TypeError:
        return id(one)
    return reference


def _has_rows(one: Any) -> bool:
    """Whether it is an array, a tensor with values or a data set; variables are weights."""
    if hasattr(one, "element_spec"):
        return hasattr(one, "reduce")
    tensor = isinstance(one, np.ndarray) or hasattr(one, "numpy")
    return tensor and not hasattr(one, "assign") and len(getattr(one, "shape", ())) > 0


def _beside(arguments: Sequence[Any], x: Any) -> Any:
    """Return the argument after the inputs that has as many rows, as labels have."""
    if not hasattr(x, "shape"):
        return None
    at = next((n for n, one in enumerate(arguments) if one is x), len(arguments))
    same = (one for one in arguments[at + 1 :] if hasattr(one, "shape"))
    return next((one for one in same if one.shape[0] == x.shape[0]), None)


def _answer(result: Any, x: Any) -> Any:
    """Return what a function answers for each row, if it does."""
    rows = getattr(x, "shape", (None,))[0]
    found = (one for one in _flat(result) if _has_rows(one) and hasattr(one, "shape"))
    return next((one for one in found if one.shape[0] == rows), None)
