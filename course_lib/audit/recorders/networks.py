"""Keras 3: what is compiled, trained, judged and asked."""

from __future__ import annotations

import inspect
import math
import sys
from typing import Any

import numpy as np

from course_lib.audit.events import Event
from course_lib.audit.labels import probabilities
from course_lib.audit.recorders.batches import following
from course_lib.audit.recorders.calls import Calls
from course_lib.audit.recorders.describing import described
from course_lib.audit.recorders.loops import Loops
from course_lib.audit.recorders.pretrained import reaching
from course_lib.audit.recorders.saved import Saved
from course_lib.audit.recorders.streams import rows_behind
from course_lib.audit.tensors import plain
from course_lib.audit.weights import digests

__all__ = ["watch", "watch_training"]

_ASKED = 256  # rows whose predictions are looked at


def watch(session: Any) -> None:
    """Watch Keras' models.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    keras = sys.modules["keras"]
    if not hasattr(keras, "Model"):
        return
    recorder = _Recorder(session)
    for name in ("compile", "fit", "evaluate", "predict", "test_on_batch"):
        session.patches.method(keras.Model, name, getattr(recorder, name))
    session.patches.method(keras.layers.Normalization, "adapt", recorder.adapt)
    calls, saved = Calls(session), Saved(session)
    session.patches.method(keras.Model, "train_on_batch", calls.train_on_batch)
    session.patches.method(keras.optimizers.Optimizer, "apply", calls.apply)
    session.patches.calls(keras.Model, calls.call)
    session.patches.method(keras.Model, "set_weights", saved.set_weights)
    session.patches.method(keras.Model, "load_weights", saved.load_weights)
    session.patches.functions([keras.saving.load_model], saved.load_model)


def watch_training(session: Any) -> None:
    """Watch the course's own loop of training.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    module = sys.modules["course_lib.training.fitting"]
    session.patches.functions([vars(module).get("fit")], _Recorder(session).fit)


class _Recorder:
    def __init__(self, session: Any) -> None:
        self._session = session
        self._loops = Loops.of(session)

    def compile(self, original: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        inside = self._session.inside
        if inside is not None and inside.kind == "compile":
            return original(model, *args, **kwargs)
        if inside is None:
            self._loops.end(model)
        with self._session.recording("compile", model) as event:
            result = original(model, *args, **kwargs)
            self._session.attempt(
                "what compile set", lambda: event.details.update(described(model))
            )
            return result

    def fit(self, original: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        inside = self._session.inside
        if inside is not None and inside.kind == "fit":  # the loop of the course calls Keras'
            return original(model, *args, **kwargs)
        with self._session.recording("fit", model) as event:
            call = inspect.signature(original).bind(model, *args, **kwargs)
            bound = call.arguments
            with following(self._session, event, bound):
                self._session.attempt("the data of fit", lambda: self._before(event, model, bound))
                history = original(*call.args, **call.kwargs)
                self._reach(event, model, bound.get("x"))
            self._session.attempt("the result of fit", lambda: _after(event, model, history))
            return history

    def evaluate(self, original: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        if self._within() and not self._in_callback(kwargs):
            return original(model, *args, **kwargs)
        with self._session.recording("judge", model) as event:
            call = inspect.signature(original).bind(model, *args, **kwargs)
            bound = call.arguments
            with following(self._session, event, bound):
                self._session.attempt(
                    "the data of evaluate", lambda: self._data(event, model, bound)
                )
                result = original(*call.args, **call.kwargs)
                self._reach(event, model, bound.get("x"))

            def scored() -> None:
                scores = {k: float(v) for k, v in model.get_metrics_result().items()}
                event.details["scores"] = scores
                x = bound.get("x")
                if isinstance(x, np.ndarray) and "accuracy" in " ".join(scores):
                    outputs = model(x[:_ASKED], training=False)
                    event.details["answers"] = _answers(outputs)
                    event.details["probabilities"] = probabilities(plain(outputs))

            self._session.attempt("the result of evaluate", scored)
            return result

    def predict(self, original: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        if self._within():
            return original(model, *args, **kwargs)
        with self._session.recording("predict", model) as event:
            call = inspect.signature(original).bind(model, *args, **kwargs)
            bound = call.arguments
            with following(self._session, event, bound):
                self._session.attempt(
                    "the data of predict", lambda: self._data(event, model, bound)
                )
                result = original(*call.args, **call.kwargs)
                self._reach(event, model, bound.get("x"))

            def asked() -> None:
                event.details["answers"] = _answers(result)
                self._session.answered(event, event.rows, result)

            self._session.attempt("the result of predict", asked)
            return result

    def test_on_batch(self, original: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        return self.evaluate(original, model, *args, **kwargs)

    def adapt(self, original: Any, layer: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
        with self._session.recording("fit transformer", layer) as event:
            event.rows = self._session.attempt(
                "the data of adapt", lambda: rows_behind(self._session, data)
            )
            return original(layer, data, *args, **kwargs)

    def _within(self) -> bool:
        """Whether a model is called by training or by a search, which have said so already."""
        inside = self._session.inside
        return inside is not None and inside.kind in ("fit", "judge", "predict")

    def _in_callback(self, options: dict[str, Any]) -> bool:
        """Whether the notebook's own code judges during a training, not fit its validation data."""
        inside = self._session.inside
        own = inside is not None and inside.kind == "fit" and not inside.within
        return own and "_use_cached_eval_dataset" not in options

    def _data(self, event: Event, model: Any, bound: dict[str, Any]) -> None:
        event.rows = rows_behind(self._session, bound.get("x"), bound.get("y"))
        event.details["weights"] = weights = digests(model)
        self._loops.asked(model, event, weights)

    def _reach(self, event: Event, model: Any, x: Any) -> None:
        """Note what images reach the pretrained part of a model, which is built by now."""
        given = self._session.followed.get(id(x))
        event.details["convention"] = self._session.attempt(
            "the images of a pretrained network",
            lambda: reaching(self._session, model, x if given is None else given.first),
        )

    def _before(self, event: Event, model: Any, bound: dict[str, Any]) -> None:
        self._data(event, model, bound)
        event.details.update(described(model))
        event.details["of predictions"] = self._session.predictions.behind(bound.get("x"))
        event.details["epochs"] = int(bound.get("epochs", 1)) - int(bound.get("initial_epoch", 0))
        event.details["batch"] = bound.get("batch_size") or 32
        event.details["continues"] = int(bound.get("initial_epoch", 0)) > 0
        event.details["monitors"] = _monitors(bound.get("callbacks"))
        validation, part = bound.get("validation_data"), bound.get("validation_split") or 0.0
        if validation is not None:
            pair = validation if isinstance(validation, (tuple, list)) else (validation, None)
            event.watched = rows_behind(self._session, pair[0], pair[1] if len(pair) > 1 else None)
        elif part and event.rows is not None:
            at = math.floor(len(event.rows) * (1.0 - part))
            event.rows, event.watched = (
                event.rows.part(slice(0, at)),
                event.rows.part(slice(at, None)),
            )


def _after(event: Event, model: Any, history: Any) -> None:
    event.details["learned"] = digests(model)
    if not event.details.get("trainable"):  # built by its first batch
        event.details.update(described(model))
    metrics = getattr(history, "history", None) or {}
    event.details["history"] = {
        name: [float(value) for value in values]
        for name, values in metrics.items()
        if all(np.ndim(value) == 0 for value in values)
    }


def _answers(outputs: Any) -> tuple[int, int] | None:
    """Return how many rows were answered, and how many different classes were."""
    outputs = np.asarray(plain(outputs))
    if outputs.ndim != 2 or outputs.dtype.kind != "f":
        return None
    classes = outputs.argmax(axis=1) if outputs.shape[1] > 1 else outputs[:, 0] > 0.5
    return len(outputs), len(np.unique(classes))


def _monitors(callbacks: Any) -> dict[str, str]:
    """Return what each callback that chooses goes by."""
    found = {}
    several = getattr(callbacks, "callbacks", callbacks) or ()
    for callback in several if isinstance(several, (list, tuple)) else (several,):
        monitor = getattr(callback, "monitor", None)
        keeps = type(callback).__name__ != "ModelCheckpoint" or callback.save_best_only
        if isinstance(monitor, str) and keeps:
            found[type(callback).__name__] = monitor
    return found
