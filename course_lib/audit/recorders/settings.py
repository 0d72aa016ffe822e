"""What an estimator of scikit-learn is set to, and whether it came to an end."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["cut_off", "settings", "unseeded"]

_NO_CHANGE = ("random_state", "verbose", "n_jobs", "copy_X", "memory")
_SAME_EACH_TIME = ("LogisticRegression", "SVC", "LinearSVC", "Ridge", "RidgeClassifier", "Lasso")


def settings(estimator: Any) -> dict[str, Any]:
    """Return the parameters of an estimator, and whether it draws random numbers."""
    params = estimator.get_params()
    draws = [name for name in params if name.split("__")[-1] == "random_state"]
    kept = {k: _told(v) for k, v in params.items() if k.split("__")[-1] not in _NO_CHANGE}
    return {
        "params": {"estimator": type(estimator).__name__, **kept},
        "draws": bool(draws) and type(estimator).__name__ not in _SAME_EACH_TIME,
        "seeded": all(params[name] is not None for name in draws),
    }


def _told(value: Any) -> str:
    """Return a parameter as text; what an estimator in it is set to is a parameter of its own."""
    if isinstance(value, list) and all(isinstance(one, tuple) for one in value):
        return repr([tuple(_told(part) for part in one) for one in value])
    inner = hasattr(value, "get_params") and not isinstance(value, type)
    return type(value).__name__ if inner else repr(value)


def unseeded(estimator: Any) -> bool:
    """Return whether an estimator, or one in it, draws numbers that no seed begins."""
    told = settings(estimator)
    return bool(told["draws"]) and not told["seeded"]


def cut_off(estimator: Any) -> int:
    """Return after how many steps an estimator gave up, or 0 where it came to an end."""
    estimator = getattr(estimator, "best_estimator_", estimator)
    if type(estimator).__name__ == "Pipeline":
        estimator = estimator.steps[-1][1]
    if type(estimator).__name__.startswith("HistGradient"):  # there max_iter counts the trees
        return 0
    most, tol = getattr(estimator, "max_iter", None), getattr(estimator, "tol", None)
    steps = getattr(estimator, "n_iter_", None)
    if not isinstance(most, int) or most < 1 or tol is None or steps is None:
        return 0
    return most if np.max(steps) >= most else 0
