"""A record's script: what it states, checked, and the digest of its file."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any


class ScriptError(ValueError):
    """What is wrong with a script or with what was asked, in one sentence."""


@dataclass(frozen=True)
class Script:
    """What a file of benchmarks/records states."""

    name: str
    digest: str
    question: str
    data: str
    load: dict[str, Any]
    arms: tuple[str, ...]
    seeds: tuple[int, ...]
    epochs: int | None
    metric: str
    by: tuple[str, ...]
    test_share: float | None
    cheap: dict[str, Any]
    tolerance: dict[str, float]
    measure: Callable[..., list[dict[str, Any]]]

    def settings(self) -> dict[str, Any]:
        """Return what all runs of a record share: changed, they make another record."""
        return {
            "data": self.data,
            "load": self.load,
            "epochs": self.epochs,
            "metric": self.metric,
            "by": list(self.by),
            "test_share": self.test_share,
        }

    def seeds_asked(self, count: int | None) -> tuple[int, ...]:
        """Return the first `count` seeds; beyond those of the script it counts on."""
        if count is None:
            return self.seeds
        further = range(max(self.seeds) + 1, max(self.seeds) + 1 + count)
        return (*self.seeds, *further)[:count]


def paths(folder: Path) -> dict[str, Path]:
    """Return the scripts of a folder by name."""
    found = sorted(folder.glob("[!_]*.py"))
    return {path.stem: path for path in found}


def digest(path: Path) -> str:
    """Return the SHA-256 of the file, byte by byte: a changed comment is a changed script."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(path: Path) -> Script:
    """Import a script and return what it states; raise ScriptError where a part is missing."""
    module = _imported(path)
    stated = dict(_stated(module, path.stem))
    cheap = stated["CHEAP"]
    if set(cheap) - {"arm", "seed", "epochs", "data", "load"} or not {"arm", "seed"} <= set(cheap):
        raise ScriptError(
            f"{path.name}: CHEAP must hold 'arm' and 'seed', and may hold 'epochs', 'data' and "
            f"'load', got {cheap!r}"
        )
    if cheap["arm"] not in stated["ARMS"]:
        raise ScriptError(f"{path.name}: CHEAP names the arm {cheap['arm']!r}, which ARMS has not")
    return Script(
        name=path.stem,
        digest=digest(path),
        question=(inspect.getdoc(module) or "").split("\n\n")[0].replace("\n", " "),
        data=stated["DATA"],
        load=dict(getattr(module, "LOAD", {})),
        arms=tuple(stated["ARMS"]),
        seeds=tuple(int(seed) for seed in stated["SEEDS"]),
        epochs=getattr(module, "EPOCHS", None),
        metric=getattr(module, "METRIC", "accuracy"),
        by=tuple(getattr(module, "BY", ())),
        test_share=getattr(module, "TEST_SHARE", None),
        cheap=dict(cheap),
        tolerance={"rel": 0.02, "abs": 0.01} | getattr(module, "TOLERANCE", {}),
        measure=stated["measure"],
    )


def _stated(module: ModuleType, name: str) -> Iterator[tuple[str, Any]]:
    kinds = {"DATA": str, "ARMS": tuple | list, "SEEDS": range | tuple | list, "CHEAP": dict}
    for part, kind in kinds.items():
        value = getattr(module, part, None)
        if not isinstance(value, kind) or not value:  # type: ignore[arg-type]
            raise ScriptError(f"{name}.py must state {part} (see --help), got {value!r}")
        yield part, value
    if not callable(getattr(module, "measure", None)):
        raise ScriptError(f"{name}.py must define measure(arm, seed, *, data, epochs)")
    if not inspect.getdoc(module):
        raise ScriptError(f"{name}.py must begin with the question that it answers, in a sentence")
    yield "measure", module.measure


def _imported(path: Path) -> ModuleType:
    """Run the file itself: bytecode kept of it may be that of a script changed within a second."""
    module = ModuleType(f"record_{path.stem}")
    module.__file__ = str(path)
    exec(compile(path.read_bytes(), path, "exec"), vars(module))
    return module
