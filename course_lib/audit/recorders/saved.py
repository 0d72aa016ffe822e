"""Keras models that get weights: set, or loaded from a file."""

from __future__ import annotations

from typing import Any

from course_lib.audit.events import Event
from course_lib.audit.recorders.loops import Loops
from course_lib.audit.weights import digests, share

__all__ = ["Saved"]

_KNOWN = 0.5  # of the weights


class Saved:
    """Logs them.

    Parameters
    ----------
    session : Session
        Gets the events.
    """

    def __init__(self, session: Any) -> None:
        self._session = session
        self._loops = Loops.of(session)

    def set_weights(self, original: Any, layer: Any, *args: Any, **kwargs: Any) -> Any:
        """Note the weights that a model is given, which end its loops."""
        whole = self._session.inside is None and hasattr(layer, "fit")
        if whole:
            self._loops.end(layer)
        result = original(layer, *args, **kwargs)
        if whole:
            self._session.attempt("weights that were set", lambda: self._given(layer))
        return result

    def _given(self, model: Any) -> None:
        session = self._session
        number, place = len(session.log.events), session.places.here()
        event = Event("set weights", number, place, session.name_of(model))
        event.details["weights"] = digests(model)
        session.log.given.append(event)

    def load_weights(self, original: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        """Log weights that a model loads."""
        if self._session.inside is not None:
            return original(model, *args, **kwargs)
        self._loops.end(model)
        with self._session.recording("load weights", model) as event:
            result = original(model, *args, **kwargs)
            self._session.attempt("loaded weights", lambda: self._loaded(event, model))
            return result

    def load_model(self, original: Any, *args: Any, **kwargs: Any) -> Any:
        """Log a model that is loaded."""
        if self._session.inside is not None:
            return original(*args, **kwargs)
        with self._session.recording("load weights") as event:
            model = original(*args, **kwargs)
            event.subject = self._session.name_of(model)
            self._session.attempt("loaded weights", lambda: self._loaded(event, model))
            return model

    def _loaded(self, event: Event, model: Any) -> None:
        """Say of weights that nothing here has trained that their rows are not known."""
        event.details["weights"] = weights = digests(model)
        fits = self._session.log.of("fit", nested=True)
        known = {name for fit in fits for name in fit.details.get("learned", ())}
        if weights and share(weights, known) < _KNOWN and self._session.places.in_notebook():
            self._session.lost(f"on which rows the weights of {event.subject} were trained")
