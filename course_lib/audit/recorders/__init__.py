"""What is watched in each library; each recorder is put in place when its library is imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_lib.audit.recorders import (
    compiled,
    estimators,
    files,
    loaders,
    metrics,
    networks,
    pretrained,
    splits,
    tested,
    tuners,
)

__all__ = ["RECORDERS"]

RECORDERS: dict[str, Callable[[Any], None]] = {
    "keras": networks.watch,
    "keras.applications": pretrained.watch,
    "course_lib.training.fitting": networks.watch_training,
    "keras_tuner": tuners.watch,
    "numpy": files.watch_numpy,
    "pandas": files.watch_pandas,
    "scipy.io": files.watch_matlab,
    "scipy.stats": tested.watch_scipy,
    "tensorflow.python.eager.polymorphic_function.polymorphic_function": compiled.watch,
    "sklearn": estimators.watch,
    "sklearn.feature_selection": tested.watch_selection,
    "sklearn.metrics": metrics.watch,
    "sklearn.model_selection": splits.watch,
    "sklearn.datasets": loaders.watch_sklearn,
    "keras.datasets": loaders.watch_keras,
    "keras._tf_keras.keras.datasets": loaders.watch_keras,
    "course_lib.datasets.registry": loaders.watch_course,
}
