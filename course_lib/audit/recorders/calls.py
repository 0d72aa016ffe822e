"""Keras models in a notebook's own loop: called, trained by batches, stepped by an optimizer."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.audit.events import Event, Rows, joined
from course_lib.audit.recorders.describing import described
from course_lib.audit.recorders.loops import Loops
from course_lib.audit.recorders.pretrained import reaching
from course_lib.audit.recorders.streams import rows_behind
from course_lib.audit.tensors import in_graph, plain
from course_lib.audit.weights import digests

__all__ = ["Calls"]


class Calls:
    """Logs them.

    Parameters
    ----------
    session : Session
        Gets the events.
    """

    def __init__(self, session: Any) -> None:
        self._session = session
        self._loops = Loops.of(session)

    def train_on_batch(self, original: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        """Log batches of one model, from one line, as one training."""
        if self._session.inside is not None:
            return original(model, *args, **kwargs)
        bound = inspect.signature(original).bind(model, *args, **kwargs).arguments
        find = functools.partial(rows_behind, self._session, bound.get("x"), bound.get("y"))
        with self._loops.batch(model, find, sure=True) as event:
            result = original(model, *args, **kwargs)
            self._reach(event, model, bound.get("x"))
            self._session.attempt("the loss of a batch", lambda: _lost(event, result))
            return result

    def call(self, original: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        """Log what a model is called with: it learns from it, or is asked."""
        x = args[0] if args else next(iter(kwargs.values()), None)
        if self._session.inside is not None or type(x).__name__ == "KerasTensor":
            return original(model, *args, **kwargs)
        run = functools.partial(original, model, *args, **kwargs)
        learns = _learns(model, kwargs.get("training"))
        if _traced(x) or in_graph():
            return self._while_traced(run, model, _first(x), learns)
        if learns:
            with self._loops.batch(model, functools.partial(self._rows, x), sure=False) as event:
                result = run()
                self._reach(event, model, x)
                return result
        if not hasattr(x, "shape"):
            return run()
        return self.asked(run, model, x)

    def apply(self, original: Any, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """Note a step."""
        if self._session.inside is None:
            self._session.attempt("a step", lambda: self._loops.step(optimizer))
        return original(optimizer, *args, **kwargs)

    def _while_traced(self, run: Callable[[], Any], model: Any, x: Any, learns: bool) -> Any:
        """Note what a function that is being compiled does, once in all its tracing."""
        session, tracing = self._session, self._loops.tracing
        subject = session.name_of(model)
        find = self._unknown if _traced(x) else functools.partial(self._rows, x)
        if tracing is not None:
            if tracing.has(subject, learns):
                learns = False
            else:
                met = functools.partial(tracing.meets, subject, model, x, learns)
                find = session.attempt("a compiled function", met) or find
        if learns:
            with self._loops.batch(model, find, sure=False):
                return run()
        with session.continuing(Event("call", -1, session.places.here())):  # of models within
            return run()

    def asked(self, run: Callable[[], Any], model: Any, x: Any) -> Any:
        """Log that a model is asked.

        Parameters
        ----------
        run : callable
            Asks it, and returns its answer.
        model : keras.Model
            Which is asked.
        x : array
            Of rows.

        Returns
        -------
        object
            The answer.
        """
        session = self._session
        rows = session.attempt("the data of a call", lambda: self._rows(x))
        last = session.log.events[-1] if session.log.events else None
        if last is not None and self._goes_on(last, model):
            with session.continuing(last):
                result = run()
            session.attempt("a batch", lambda: _add(last, rows))
            session.attempt("weights", lambda: self._loops.looked(model, rows))
            event = last
        else:
            with session.recording("predict", model) as event:
                event.rows = rows
                session.attempt("weights", lambda: self._weights(event, model))
                result = run()
                self._reach(event, model, x)
        outputs = session.attempt("the result of a call", lambda: np.asarray(plain(result)))
        if outputs is not None:
            session.attempt("the result of a call", lambda: session.answered(event, rows, outputs))
            session.attempt("the answers of a call", lambda: _named(event, model, outputs))
        return result

    def _goes_on(self, last: Event, model: Any) -> bool:
        same = last.kind == "predict" and bool(last.details.get("called"))
        same = same and last.subject == self._session.name_of(model)
        return same and last.place == self._session.places.here()

    def _weights(self, event: Event, model: Any) -> None:
        event.details["called"] = True
        event.details["weights"] = weights = digests(model)
        self._loops.asked(model, event, weights)

    def _reach(self, event: Event, model: Any, x: Any) -> None:
        """Note, once a training, what images reach the pretrained part of a model."""
        if self._session.pretrained and "convention" not in event.details:
            event.details["convention"] = self._session.attempt(
                "the images of a pretrained network", lambda: reaching(self._session, model, x)
            )

    def _rows(self, x: Any) -> Rows | None:
        return rows_behind(self._session, x)

    def _unknown(self) -> Rows | None:
        self._session.lost("the rows that a compiled step (tf.function) trains on")
        return None


def _lost(event: Event, result: Any) -> None:
    """Note the loss that a batch returns, alone or before metrics."""
    loss = result["loss"] if isinstance(result, dict) else np.ravel(result)[0]
    event.details.setdefault("batch losses", []).append(float(loss))


def _named(event: Event, model: Any, outputs: np.ndarray) -> None:
    """Note how many classes the one call of a classifier names."""
    first = "called before" not in event.details
    event.details["called before"] = True
    event.details.pop("answers", None)
    if first and outputs.ndim == 2 and described(model)["activation"] == "softmax":
        event.details["answers"] = len(outputs), len(np.unique(outputs.argmax(axis=1)))


def _add(event: Event, rows: Rows | None) -> None:
    if rows is None or event.rows is None:
        return
    event.rows = joined([event.rows, rows], once=False)


def _traced(x: Any) -> bool:
    """Whether a function is being compiled, so that there are no values yet."""
    tensorflow = sys.modules.get("tensorflow")
    tensor, x = getattr(tensorflow, "Tensor", None), _first(x)
    return tensor is not None and isinstance(x, tensor) and not hasattr(x, "numpy")


def _first(x: Any) -> Any:
    """Return the first of several inputs."""
    if isinstance(x, dict):
        x = list(x.values())
    return x[0] if isinstance(x, (list, tuple)) and x else x


def _learns(model: Any, training: Any) -> bool:
    """Whether gradients are asked of a call, or may be."""
    if training is True:
        return True
    if training is None and getattr(model, "training", False) is True:  # PyTorch's modules
        torch = sys.modules.get("torch")
        return torch is not None and bool(torch.is_grad_enabled())
    tapes = sys.modules.get("tensorflow.python.pywrap_tfe") or sys.modules.get(
        "tensorflow.python._pywrap_tfe"
    )
    empty = getattr(tapes, "TFE_Py_TapeSetIsEmpty", None)
    return empty is not None and not empty()
