"""Modules that an exercise forbids: the student's code cannot import them, its checks can."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

__all__ = ["allowed", "barred", "forbid"]


class _Barrier:
    """A finder of modules that refuses some, and what it has put out of sight meanwhile."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()
        self.closed = False
        self._hidden: dict[str, ModuleType] = {}
        self._cut: list[tuple[ModuleType, str, ModuleType]] = []

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Refuse to import a forbidden module, or leave it to Python's own finders."""
        root = self._root(name) if self.closed else ""
        if root:
            raise ImportError(f"this exercise forbids {root}", name=name)

    def turn(self, closed: bool, names: Sequence[str]) -> None:
        """Hide the modules that are forbidden from now on; show those that no longer are."""
        sys.modules.update(self._hidden)
        for whole, own, part in self._cut:
            setattr(whole, own, part)
        self._hidden, self._cut = {}, []
        self.names, self.closed = tuple(names), closed
        if not closed:
            return
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)
        for name in [name for name in sys.modules if self._root(name)]:
            module = self._hidden[name] = sys.modules.pop(name)
            above, _, own = name.rpartition(".")
            parent = sys.modules.get(above)
            if parent is not None and vars(parent).get(own) is module:
                delattr(parent, own)
                self._cut.append((parent, own, module))

    def _root(self, name: str) -> str:
        return next((one for one in self.names if f"{name}.".startswith(f"{one}.")), "")


_barrier = _Barrier()


def forbid(names: Sequence[str], *, more: bool = False) -> None:
    """Forbid modules in this process, imported or not, until `allowed`.

    Parameters
    ----------
    names : sequence of str
        As in ``import``; what belongs to them is forbidden too.
    more : bool
        Whether what is forbidden already stays so.
    """
    names = (*_barrier.names, *names) if more else names
    _barrier.turn(bool(names), names)


@contextlib.contextmanager
def allowed() -> Iterator[None]:
    """Let everything be imported meanwhile, as a check must that knows the right answer.

    Examples
    --------
    >>> with barred(["colorsys"]), allowed():
    ...     import colorsys
    """
    with _turned(False, _barrier.names):
        yield


@contextlib.contextmanager
def barred(names: Sequence[str] = ()) -> Iterator[None]:
    """Forbid meanwhile what the exercise forbids, and more.

    Parameters
    ----------
    names : sequence of str
        Further modules.

    Examples
    --------
    >>> with barred(["colorsys"]):
    ...     import colorsys
    Traceback (most recent call last):
    ...
    ImportError: this exercise forbids colorsys
    """
    with _turned(True, (*_barrier.names, *names)):
        yield


@contextlib.contextmanager
def _turned(closed: bool, names: Sequence[str]) -> Iterator[None]:
    before = _barrier.closed, _barrier.names
    _barrier.turn(closed, names)
    try:
        yield
    finally:
        _barrier.turn(*before)
