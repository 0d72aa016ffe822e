"""Something done as soon as a library has been imported, whoever imports it."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

__all__ = ["ImportWatch"]


class ImportWatch(importlib.abc.MetaPathFinder):
    """Calls back after the import of some modules.

    Parameters
    ----------
    wanted : callable
        Takes the full name of a module, returns whether it is watched.
    imported : callable
        Takes the name of a watched module that has just been imported.

    Examples
    --------
    >>> seen = []
    >>> with ImportWatch(lambda name: name == "this_is_not_there", seen.append):
    ...     import colorsys
    >>> seen
    []
    """

    def __init__(self, wanted: Callable[[str], bool], imported: Callable[[str], None]) -> None:
        self._wanted, self._imported = wanted, imported
        self._searching: set[str] = set()

    def __enter__(self) -> ImportWatch:
        sys.meta_path.insert(0, self)
        return self

    def __exit__(self, *error: object) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a watched module as all others are found, and have it loaded with a call back."""
        if fullname in self._searching or not self._wanted(fullname):
            return None
        self._searching.add(fullname)
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            self._searching.discard(fullname)
        if spec is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = _Telling(spec.loader, self._imported)
        return spec


class _Telling(importlib.abc.Loader):
    """A loader that puts itself away once it has loaded."""

    def __init__(self, loader: Any, imported: Callable[[str], None]) -> None:
        self._loader, self._imported = loader, imported

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._imported(module.__name__)
