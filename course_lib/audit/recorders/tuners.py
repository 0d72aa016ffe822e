"""KerasTuner: what is searched, and by which score."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from course_lib.audit.events import Event

__all__ = ["watch"]


def watch(session: Any) -> None:
    """Watch the tuners.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    module = sys.modules["keras_tuner"]
    base = getattr(module, "Tuner", None)
    if base is None:
        return

    def search(original: Any, tuner: Any, *args: Any, **kwargs: Any) -> Any:
        with session.recording("tune", tuner) as event:

            def before() -> None:
                event.details["objectives"] = _objectives(tuner)
                event.details["made"] = places.get(session.name_of(tuner))
                x = args[0] if args else kwargs.get("x")
                y = args[1] if len(args) > 1 else kwargs.get("y")
                event.rows = session.rows(x, y)
                validation = kwargs.get("validation_data")
                if isinstance(validation, (tuple, list)):
                    event.watched = session.rows(*validation[:2])

            session.attempt("the data of a search", before)
            with _returns_noted(session, event, tuner):
                return original(tuner, *args, **kwargs)

    def made(original: Any, tuner: Any, *args: Any, **kwargs: Any) -> Any:
        places.setdefault(session.name_of(tuner), session.places.here())
        return original(tuner, *args, **kwargs)

    places: dict[str, Any] = {}
    session.patches.method(base, "search", search)
    session.patches.method(base, "__init__", made)


def _objectives(tuner: Any) -> list[str]:
    """Return the names of what is optimised."""
    objective = tuner.oracle.objective
    parts = getattr(objective, "objectives", None) or objective
    parts = parts if isinstance(parts, (list, tuple)) else [parts]
    return [str(getattr(part, "name", part)) for part in parts]


@contextlib.contextmanager
def _returns_noted(session: Any, event: Event, tuner: Any) -> Iterator[None]:
    """Note what the trials of a notebook's own tuner return, while the context lasts."""
    run = tuner.run_trial
    if str(getattr(run, "__module__", "")).startswith("keras_tuner"):  # its objective says it
        yield
        return

    def run_trial(trial: Any, *args: Any, **kwargs: Any) -> Any:
        begin = len(session.log.events)
        result = run(trial, *args, **kwargs)
        trainings = session.log.events[begin:]
        session.attempt("what a trial returns", lambda: _returned(event, trainings, result))
        return result

    tuner.run_trial = run_trial
    try:
        yield
    finally:
        del tuner.run_trial


def _returned(event: Event, trainings: list[Event], result: Any) -> None:
    """Note the training metric that a trial's result is, where it is no validation metric."""
    told = list(result.values()) if isinstance(result, dict) else [result]
    told = [one for one in told if isinstance(one, (int, float, np.number))]
    names = {
        name
        for training in trainings
        for name, values in training.details.get("history", {}).items()
        if any(np.isclose(one, values, rtol=1e-6).any() for one in told)
    }
    if names and not any(name.startswith("val_") for name in names):
        event.details.setdefault("returned", min(names))
