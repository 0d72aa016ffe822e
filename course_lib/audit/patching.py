"""Methods and functions replaced by watched ones, and put back as they were."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Sequence
from types import FunctionType, ModuleType
from typing import Any

__all__ = ["Around", "Patches"]

Around = Callable[..., Any]  # called with the original and its arguments


class Patches:
    """What has been replaced; `remove` leaves no trace.

    Examples
    --------
    >>> class Model:
    ...     def fit(self):
    ...         return "fitted"
    >>> original, patches = Model.fit, Patches()
    >>> patches.method(Model, "fit", lambda fit, model: fit(model).upper())
    >>> Model().fit()
    'FITTED'
    >>> patches.remove()
    >>> Model.fit is original
    True
    """

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []
        self._done: set[tuple[int, str]] = set()

    def method(self, owner: type, name: str, around: Around) -> None:
        """Watch a method where it is defined: on the class, or on one that it inherits from.

        Parameters
        ----------
        owner : type
            The class.
        name : str
            Of the method; nothing happens where there is none.
        around : callable
            Called with the original, the instance and the arguments.
        """
        for base in owner.__mro__:
            if name in vars(base):
                break
        else:
            return
        if (id(base), name) in self._done or base is object:
            return
        original = vars(base)[name]
        if isinstance(original, FunctionType):
            self._set(base, name, original, _watched(original, around))
        elif isinstance(getattr(original, "fn", None), FunctionType):  # scikit-learn's available_if
            self._set(original, "fn", original.fn, _watched(original.fn, around))
        else:
            return
        self._done.add((id(base), name))

    def calls(self, owner: type, around: Around) -> None:
        """Watch calls of a class's instances, but not those of the classes that it inherits from.

        Parameters
        ----------
        owner : type
            The class.
        around : callable
            Called with the original, the instance and the arguments.
        """
        name = "__call__"
        if (id(owner), name) in self._done:
            return
        self._done.add((id(owner), name))
        inherited = name not in vars(owner)
        original: Any = getattr(owner, name)
        setattr(owner, name, _watched(original, around))
        self._undo.append(
            lambda: delattr(owner, name) if inherited else setattr(owner, name, original)
        )

    def functions(self, originals: Iterable[Any], around: Around) -> None:
        """Watch functions in all modules of their library, and under any name in the notebook.

        Parameters
        ----------
        originals : iterable of function
            Anything else is passed over, and what is watched already.
        around : callable
            Called with the original and the arguments.
        """
        pairs = [
            (original, _watched(original, around, by=self))
            for original in originals
            if isinstance(original, FunctionType) and not self._watches(original)
        ]
        _exchange(pairs)
        self._undo.append(lambda: _exchange([(watched, original) for original, watched in pairs]))

    def remove(self) -> None:
        """Put everything back."""
        while self._undo:
            self._undo.pop()()
        self._done.clear()

    def _watches(self, function: Any) -> bool:
        """Whether these patches watch it already; others may: an audit within an audit."""
        while hasattr(function, "__watched__"):
            if function.__watched__ is self:
                return True
            function = function.__wrapped__
        return False

    def _set(self, holder: Any, name: str, original: Any, watched: Any) -> None:
        setattr(holder, name, watched)
        self._undo.append(lambda: setattr(holder, name, original))


def _watched(original: Any, around: Around, by: Patches | None = None) -> Any:
    @functools.wraps(original)
    def watched(*args: Any, **kwargs: Any) -> Any:
        return around(original, *args, **kwargs)

    watched.__watched__ = by  # type: ignore[attr-defined]
    return watched


def _exchange(pairs: Sequence[tuple[Any, Any]]) -> None:
    """Put the new where modules hold the old: those of their libraries, and the notebook."""
    libraries = tuple({old.__module__.partition(".")[0] for old, _ in pairs})
    for title, module in list(sys.modules.items()) if pairs else ():
        if not isinstance(module, ModuleType):
            continue
        if title == "__main__":
            new = {id(old): new for old, new in pairs}
            vars(module).update(
                {name: new[id(value)] for name, value in vars(module).items() if id(value) in new}
            )
        elif title.startswith(libraries):
            names = object.__getattribute__(module, "__dict__")  # a lazy module stays unloaded
            for old, replacement in pairs:
                if names.get(old.__name__) is old:
                    names[old.__name__] = replacement
