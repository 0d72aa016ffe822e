"""The folder of a comparison: each finished run at once, so that a killed one goes on."""

from __future__ import annotations

import functools
import hashlib
import math
import time
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from course_lib.atomic import writing
from course_lib.experiments.splits import Splits
from course_lib.experiments.task import Finished, Task
from course_lib.experiments.variant import Variant
from course_lib.journal import Journal, array_digest, source_digest
from course_lib.models import Network

__all__ = ["Store", "identity"]

_FIGURES = ("history", "kept", "seconds", "parameters", "start")


class Store:
    """Finished runs, in a folder where there is one.

    Parameters
    ----------
    folder : pathlib.Path or None
        None keeps nothing.
    identity : mapping
        What makes two comparisons the same.

    Raises
    ------
    ValueError
        The folder holds another comparison, is in use or damaged.
    """

    def __init__(self, folder: Path | None, identity: Mapping[str, Any]) -> None:
        self._folder = folder
        self._journal = Journal(folder, identity, kind="comparison")
        self._found = {
            (entry["variant"], entry["seed"], entry["choice"]): entry
            for entry in self._journal.entries
        }

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._journal.__exit__(kind, value, traceback)

    @property
    def began(self) -> float:
        """When the first of the runs that were found here began, infinity without any."""
        times = [entry.get("ended", 0.0) - entry["seconds"] for entry in self._found.values()]
        return min(times, default=math.inf)

    def found(self, task: Task) -> Finished | None:
        """Return what a task has given before, None where that or its wanted model is not there."""
        entry = self._found.get(task.key)
        if entry is None:
            return None
        weights = self._weights(entry["weights"]) if task.keep else None
        if task.keep and weights is None:
            return None
        return Finished(**{name: entry[name] for name in _FIGURES}, weights=weights)

    def keep(self, task: Task, done: Finished) -> None:
        """Put a finished run on disk: its model's weights first, then its line."""
        if self._folder is None:
            return
        name = None
        if task.keep:
            name = f"weights-{hashlib.sha256(repr(task.key).encode()).hexdigest()[:16]}.npz"
            model = done.model
            weights = done.weights if model is None else model.get_weights()
            with writing(self._folder / name) as file:
                np.savez(file, *(weights or []))
        entry = {"variant": task.name, "seed": task.seed, "choice": task.choice, "weights": name}
        entry["ended"] = time.time()
        self._journal.append(entry | {figure: getattr(done, figure) for figure in _FIGURES})

    def _weights(self, name: str | None) -> list[np.ndarray] | None:
        if name is None or self._folder is None:
            return None
        try:
            with np.load(self._folder / name) as file:
                return [file[f"arr_{i}"] for i in range(len(file.files))]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None


def identity(arms: Mapping[str, Variant], splits: Splits, **settings: Any) -> dict[str, Any]:
    """Return what makes two comparisons the same, as JSON holds it.

    Functions count by their source and by what they close over, not by what they call.
    """
    return {
        "variants": {name: _told(arm) for name, arm in arms.items()},
        "data": array_digest(*splits.train, *splits.validation),
        "resample": splits.resample,
        **{name: _told(value) for name, value in settings.items()},
    }


def _told(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Network):
        return value.to_json()
    if isinstance(value, Variant):
        return {field.name: _told(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray):
        return array_digest(value)
    if isinstance(value, Mapping):
        return {str(key): _told(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_told(part) for part in value]
    if isinstance(value, functools.partial):
        return [_told(value.func), _told(value.args), _told(value.keywords)]
    if hasattr(value, "get_params"):  # a transformer, as scikit-learn's
        return [type(value).__qualname__, _told(value.get_params())]
    if callable(value):
        cells = [cell.cell_contents for cell in getattr(value, "__closure__", None) or ()]
        return [source_digest(value), *(_told(part) for part in cells if part is not value)]
    return type(value).__qualname__
