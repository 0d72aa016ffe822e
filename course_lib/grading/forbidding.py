"""What keeps modules from a submission that an exercise forbids: their files, their memory."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

from course_lib.kernels.warm import MODULES

__all__ = ["masked", "modules_without"]


def masked(forbidden: Sequence[str]) -> list[str]:
    """Return the files and folders of modules.

    Parameters
    ----------
    forbidden : sequence of str
        Names, as in ``import``.

    Returns
    -------
    list of str
        Paths; of a module that is not installed, none.

    Examples
    --------
    >>> [path.endswith("normalize") for path in masked(["course_lib.normalize"])]
    [True]
    """
    paths: list[str] = []
    for name in forbidden:
        try:
            spec = importlib.util.find_spec(name)
        except ModuleNotFoundError:
            spec = None
        if spec is None:
            continue
        if spec.submodule_search_locations:
            paths += list(spec.submodule_search_locations)
        elif spec.origin and Path(spec.origin).exists():
            compiled = Path(spec.origin).parent / "__pycache__"
            paths += [spec.origin, *([str(compiled)] if compiled.is_dir() else [])]
    # Behind a link the sandbox has a folder under one name or the other, or under both.
    return list(dict.fromkeys([*paths, *(str(Path(path).resolve()) for path in paths)]))


def modules_without(forbidden: Sequence[str], modules: Sequence[str] = MODULES) -> tuple[str, ...]:
    """Return what a warm parent may import where some modules must not even be in its memory.

    Parameters
    ----------
    forbidden : sequence of str
        Names of modules.
    modules : sequence of str
        What it would import.

    Returns
    -------
    tuple of str
        Part of `modules`.

    Examples
    --------
    >>> "sklearn.ensemble" in modules_without(["sklearn.preprocessing"])
    False
    """
    roots = {name.partition(".")[0] for name in forbidden} - {"course_lib"}
    return tuple(module for module in modules if module.partition(".")[0] not in roots)
