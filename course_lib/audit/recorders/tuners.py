"""KerasTuner: what is searched, and by which score."""

from __future__ import annotations

import sys
from typing import Any

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
