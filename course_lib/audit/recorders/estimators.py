"""scikit-learn: what is fitted, transformed, judged, searched and cross-validated."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from course_lib.audit.events import Event
from course_lib.audit.recorders.settings import cut_off, settings, unseeded
from course_lib.audit.recorders.validation import given_folds, trained, watch_validation
from course_lib.audit.weights import digests_of

__all__ = ["watch"]

_METHODS: tuple[str, ...] = (
    "fit",
    "partial_fit",
    "fit_transform",
    "fit_predict",
    "transform",
    "predict",
    "score",
)
_METHODS += ("predict_proba", "decision_function")
_BY_PASSES = ("SGDClassifier", "SGDRegressor", "Perceptron", "PassiveAggressiveClassifier")


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
    for owner in (kind for estimator in _below(base) for kind in estimator.__mro__[:-1]):
        if owner in session.scanned:
            continue
        session.scanned.add(owner)
        for name in _METHODS:
            if name in vars(owner):
                session.patches.method(owner, name, partial(recorder.call, name))
    watch_validation(session)


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
        inside = self._session.inside
        if inside is not None:
            result = original(estimator, *args, **kwargs)
            if name == "predict" and inside.details.get("method") == "score":
                self._session.attempt("a score", lambda: _answered(inside, estimator, result))
            if name == "fit" and inside.kind == "cross-validate":
                self._session.attempt("a fold", lambda: trained(inside, estimator))
            return result
        with self._session.recording(_kind(name, estimator), estimator) as event:
            event.details["method"] = name
            bound: dict[str, Any] = {}

            def before() -> None:
                bound.update(inspect.signature(original).bind(estimator, *args, **kwargs).arguments)
                event.rows = self._session.rows(bound.get("X"), bound.get("y"))

            self._session.attempt(f"the data of {name}", before)
            if event.kind == "tune":
                self._session.attempt("seeds", lambda: _searches(event, estimator))
            if event.kind == "fit":
                self._session.attempt("settings", lambda: self._set(event, estimator, bound))
            elif event.kind in ("judge", "predict"):
                self._session.attempt("predictions", lambda: self._votes(event, bound))
            if name == "fit" and _is_network(estimator):
                self._session.attempt("weights", lambda: _begins(event, estimator))
            result = original(estimator, *args, **kwargs)
            self._session.attempt(
                f"the result of {name}", lambda: self._after(event, name, estimator, result)
            )
            return result

    def _set(self, event: Event, estimator: Any, bound: dict[str, Any]) -> None:
        event.details.update(settings(estimator))
        event.details["members"] = [self._session.name_of(one) for one in _prefit(estimator)]
        event.details["of predictions"] = self._session.predictions.behind(bound.get("X"))

    def _votes(self, event: Event, bound: dict[str, Any]) -> None:
        event.details["of predictions"] = self._session.predictions.whole(bound.get("X"))

    def _after(self, event: Event, name: str, estimator: Any, result: Any) -> None:
        if name in ("transform", "fit_transform") and event.rows is not None:
            self._session.log.ledger.link(result, event.rows.ids, event.number)
        if event.kind == "predict" and event.rows is not None:
            classes = None if name == "predict" else getattr(estimator, "classes_", None)
            self._session.answered(event, event.rows, result, classes)
        if name == "score":
            event.details["scores"] = {"score": float(result)}
        if name == "predict":
            _answered(event, estimator, result)
        if event.kind == "fit":
            event.details["cut off"] = cut_off(estimator) if name == "fit" else 0
            if name == "fit" and _is_network(estimator):
                _ended(event, estimator)
            elif name == "fit":
                _trained(event, estimator)
        if event.kind == "fit transformer":
            event.details["supervised"] = event.rows is not None and event.rows.labels is not None
        if event.kind == "tune":
            event.details["cut off"] = cut_off(estimator)
        if event.kind == "tune" and hasattr(estimator, "cv_results_"):
            event.details["tried"] = len(estimator.cv_results_["params"])
        if event.kind == "tune" and hasattr(estimator, "best_score_"):
            event.details["best"] = float(estimator.best_score_)
            best = getattr(estimator, "best_estimator_", None)
            event.details["winner"] = "" if best is None else self._session.name_of(best)
            event.details["estimator"] = type(estimator.estimator).__name__


def _answered(event: Event, estimator: Any, result: Any) -> None:
    """Note how many classes were named; a DummyClassifier is meant to name one."""
    plain = np.ndim(result) == 1 and np.asarray(result).dtype.kind != "f"
    if plain and type(estimator).__name__ != "DummyClassifier":
        event.details["answers"] = len(result), len(np.unique(result))


def _searches(event: Event, search: Any) -> None:
    """Note whether a search draws numbers that no seed begins, and folds that it was given."""
    event.details["unseeded"] = unseeded(search)
    given_folds(event, search.cv)


def _is_network(estimator: Any) -> bool:
    return type(estimator).__name__ in ("MLPClassifier", "MLPRegressor")


def _begins(event: Event, network: Any) -> None:
    """Note how long it may train, and the weights that it goes on from."""
    event.details["epochs"] = network.max_iter
    event.details["params"].pop("max_iter", None)
    event.details["scales"] = False
    if network.warm_start:
        event.details["weights"] = digests_of(getattr(network, "coefs_", ()))


def _ended(event: Event, network: Any) -> None:
    """Note its losses; what came to rest by itself has had no budget."""
    event.details["history"] = {"loss": [float(one) for one in getattr(network, "loss_curve_", ())]}
    rows = 0 if event.rows is None else len(event.rows)
    event.details["seen"] = rows * network.n_iter_ if event.details["cut off"] else 0
    if network.warm_start:
        event.details["learned"] = digests_of(network.coefs_)


def _trained(event: Event, estimator: Any) -> None:
    """Note the budget of one that makes as many passes as it is told, whatever comes of them."""
    if type(estimator).__name__ not in _BY_PASSES or estimator.tol is not None:
        return
    event.details["epochs"] = estimator.max_iter
    event.details["params"].pop("max_iter", None)
    event.details["seen"] = estimator.max_iter * (0 if event.rows is None else len(event.rows))


def _prefit(estimator: Any) -> Iterator[Any]:
    """Yield the members that were fitted before."""
    parts: list[Any] = [getattr(estimator, "estimator", None)]
    parts += [part for _, part in getattr(estimator, "estimators", None) or ()]
    for part in parts:
        if type(part).__name__ == "FrozenEstimator":
            yield part.estimator
        elif part is not None and getattr(estimator, "cv", None) == "prefit":
            yield part


def _kind(name: str, estimator: Any) -> str:
    if name in ("fit", "partial_fit", "fit_transform", "fit_predict"):
        if hasattr(estimator, "cv") and hasattr(estimator, "refit"):
            return "tune"
        selects = hasattr(estimator, "get_support")  # some of which predict as well
        predicts = hasattr(estimator, "predict") or hasattr(estimator, "final_estimator")
        return "fit" if predicts and not selects else "fit transformer"
    if name in ("predict", "predict_proba", "decision_function"):
        return "predict"
    return "judge" if name == "score" else "transform"
