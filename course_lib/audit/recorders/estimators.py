"""scikit-learn: what is fitted, transformed, judged, searched and cross-validated."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from course_lib.audit.events import Event

__all__ = ["watch"]

_METHODS = ("fit", "partial_fit", "fit_transform", "fit_predict", "transform", "predict", "score")
_NO_CHANGE = ("random_state", "verbose", "n_jobs", "copy_X", "memory")
_SAME_EACH_TIME = ("LogisticRegression", "SVC", "LinearSVC", "Ridge", "RidgeClassifier", "Lasso")
_VALIDATING = ("cross_val_score", "cross_validate", "cross_val_predict")


def watch(session: Any) -> None:
    """Watch all estimators that there are; those defined later are watched when called again.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    base = getattr(sys.modules.get("sklearn.base"), "BaseEstimator", None)
    if base is None:
        return
    recorder = _Recorder(session)
    for estimator in _below(base):
        if estimator in session.scanned:
            continue
        session.scanned.add(estimator)
        for name in _METHODS:
            if name in vars(estimator):
                session.patches.method(estimator, name, partial(recorder.call, name))
    mixins = sys.modules["sklearn.base"]
    for name in ("TransformerMixin", "ClassifierMixin", "RegressorMixin", "ClusterMixin"):
        for method in _METHODS:
            if method in vars(getattr(mixins, name)):
                owner = getattr(mixins, name)
                session.patches.method(owner, method, partial(recorder.call, method))
    validation = sys.modules.get("sklearn.model_selection")
    held: dict[str, Any] = vars(validation) if validation is not None else {}
    session.patches.functions([held.get(name) for name in _VALIDATING], recorder.cross_validate)


def _below(base: type) -> Iterator[type]:
    below: list[type] = base.__subclasses__()
    for found in below:
        yield found
        yield from _below(found)


class _Recorder:
    def __init__(self, session: Any) -> None:
        self._session = session

    def call(self, name: str, original: Any, estimator: Any, *args: Any, **kwargs: Any) -> Any:
        """Log a method called by the notebook; what it calls itself is its own affair."""
        if self._session.inside is not None:
            return original(estimator, *args, **kwargs)
        with self._session.recording(_kind(name, estimator), estimator) as event:
            event.details["method"] = name
            bound: dict[str, Any] = {}

            def before() -> None:
                bound.update(inspect.signature(original).bind(estimator, *args, **kwargs).arguments)
                event.rows = self._session.rows(bound.get("X"), bound.get("y"))

            self._session.attempt(f"the data of {name}", before)
            if event.kind == "fit":
                self._session.attempt(
                    "settings", lambda: event.details.update(_settings(estimator))
                )
            result = original(estimator, *args, **kwargs)
            self._session.attempt(
                f"the result of {name}", lambda: self._after(event, name, estimator, result)
            )
            return result

    def cross_validate(self, original: Any, *args: Any, **kwargs: Any) -> Any:
        """Log a cross-validation: its folds are taken apart from one another."""
        if self._session.inside is not None:
            return original(*args, **kwargs)
        with self._session.recording("cross-validate") as event:

            def before() -> None:
                bound = inspect.signature(original).bind(*args, **kwargs).arguments
                event.subject = self._session.name_of(bound["estimator"])
                event.rows = self._session.rows(bound.get("X"), bound.get("y"))

            self._session.attempt("the data of a cross-validation", before)
            return original(*args, **kwargs)

    def _after(self, event: Event, name: str, estimator: Any, result: Any) -> None:
        if name in ("transform", "fit_transform") and event.rows is not None:
            self._session.log.ledger.link(result, event.rows.ids, event.number)
        if name == "score":
            event.details["scores"] = {"score": float(result)}
        if name == "predict" and np.ndim(result) == 1 and np.asarray(result).dtype.kind != "f":
            event.details["answers"] = len(result), len(np.unique(result))
        if event.kind == "fit transformer":
            event.details["supervised"] = event.rows is not None and event.rows.labels is not None
        if event.kind == "tune" and hasattr(estimator, "best_score_"):
            event.details["best"] = float(estimator.best_score_)


def _settings(estimator: Any) -> dict[str, Any]:
    """Return the parameters of an estimator, and whether it draws random numbers."""
    params = estimator.get_params()
    draws = [name for name in params if name.split("__")[-1] == "random_state"]
    kept = {k: repr(v) for k, v in params.items() if k.split("__")[-1] not in _NO_CHANGE}
    return {
        "params": {"estimator": type(estimator).__name__, **kept},
        "draws": bool(draws) and type(estimator).__name__ not in _SAME_EACH_TIME,
        "seeded": all(params[name] is not None for name in draws),
    }


def _kind(name: str, estimator: Any) -> str:
    if name in ("fit", "partial_fit", "fit_transform", "fit_predict"):
        if hasattr(estimator, "cv") and hasattr(estimator, "refit"):
            return "tune"
        selects = hasattr(estimator, "get_support")  # some of which predict as well
        return "fit" if hasattr(estimator, "predict") and not selects else "fit transformer"
    return {"score": "judge", "predict": "predict"}.get(name, "transform")
