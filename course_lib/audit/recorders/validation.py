"""scikit-learn: cross-validations, their folds, scores and how their trainings ended."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from course_lib.audit.events import Event
from course_lib.audit.recorders.settings import cut_off, settings, unseeded

__all__ = ["given_folds", "noted", "trained", "watch_validation"]

_VALIDATING = ("cross_val_score", "cross_validate", "cross_val_predict")


def watch_validation(session: Any) -> None:
    """Watch the functions that cross-validate.

    Parameters
    ----------
    session : Session
        Gets the events.
    """

    def cross_validate(original: Any, *args: Any, **kwargs: Any) -> Any:
        if session.inside is not None:
            return original(*args, **kwargs)
        with session.recording("cross-validate") as event:

            def before() -> None:
                bound = inspect.signature(original).bind(*args, **kwargs).arguments
                estimator = bound["estimator"]
                event.subject = session.name_of(estimator)
                event.rows = session.rows(bound.get("X"), bound.get("y"))
                event.details["unseeded"] = unseeded(estimator)
                event.details.update(settings(estimator), estimator=type(estimator).__name__)
                event.details["scoring"] = repr(bound.get("scoring"))
                given_folds(event, bound.get("cv"))

            session.attempt("the data of a cross-validation", before)
            result = original(*args, **kwargs)
            if original.__name__ != "cross_val_predict":
                session.attempt("the scores of folds", lambda: _scored(event, result))
            return result

    validation = sys.modules.get("sklearn.model_selection")
    held: dict[str, Any] = vars(validation) if validation is not None else {}
    session.patches.functions([held.get(name) for name in _VALIDATING], cross_validate)


def given_folds(event: Event, cv: Any) -> None:
    """Note folds that a notebook gives as a list of positions.

    Parameters
    ----------
    event : Event
        A cross-validation or a search.
    cv : object
        Its argument; what is no list tells its folds later, see `noted`.
    """
    if isinstance(cv, (list, tuple)):
        event.details["folds"] = [_positions(pair) for pair in cv]


def noted(event: Event, pairs: Iterable[Any]) -> Iterator[Any]:
    """Yield folds as a splitter makes them, and note them; a split within a fold is another's.

    Parameters
    ----------
    event : Event
        A cross-validation or a search.
    pairs : iterable of (train, test)
        Positions.

    Yields
    ------
    (train, test)
        As they are.
    """
    folds: list[tuple[np.ndarray, np.ndarray]] | None = None
    if "folds" not in event.details:
        folds = event.details["folds"] = []
    for pair in pairs:
        if folds is not None:
            folds.append(_positions(pair))
        yield pair


def trained(event: Event, estimator: Any) -> None:
    """Count a training of a cross-validation, and whether it was cut off."""
    if type(estimator).__name__ == event.details.get("estimator"):
        event.details["fits"] = event.details.get("fits", 0) + 1
        steps = cut_off(estimator)
        event.details["fits cut off"] = event.details.get("fits cut off", 0) + bool(steps)
        most = 2 * event.details["fits cut off"] > event.details["fits"]
        event.details["cut off"] = (steps or event.details.get("cut off", 0)) if most else 0


def _positions(pair: Any) -> tuple[np.ndarray, np.ndarray]:
    train, test = (np.asarray(one) for one in pair)
    return (
        np.flatnonzero(train) if train.dtype == bool else train,
        np.flatnonzero(test) if test.dtype == bool else test,
    )


def _scored(event: Event, result: Any) -> None:
    if isinstance(result, dict):
        result = next(value for name, value in result.items() if name.startswith("test_"))
    event.details["fold scores"] = [float(one) for one in result]
