"""The warm parents that a grader's kernels are forked from: what is in their memory, and whose."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course_lib.grading.forbidding import modules_without
from course_lib.kernels.warm import MODULES, NAMED, Parent, ParentDied, SharedParent, WarmParent

__all__ = ["Loaded", "Parents", "Shared", "modules_for", "use_shared"]

MOST = 2  # each has TensorFlow in its memory

_OF_THE_KERNEL = {"ipykernel", "IPython", "tornado", "encodings", "stack_data", "pygments", "numpy"}
_CHECKS = "course_lib.checks"


@dataclass(frozen=True)
class Loaded:
    """What a parent imports before it forks.

    Parameters
    ----------
    modules : tuple of str
        By name.
    barred : tuple of str
        Modules that must not even be in its memory.
    """

    modules: tuple[str, ...]
    barred: tuple[str, ...]

    @classmethod
    def without(cls, forbidden: Sequence[str], modules: Sequence[str]) -> Loaded:
        """Return what a parent may import where some modules are forbidden.

        Nothing of the course's own library, but what serves it, and nothing of the debugger that
        comes with every kernel: nobody debugs a submission.

        Parameters
        ----------
        forbidden : sequence of str
            Names of modules.
        modules : sequence of str
            What it would import.

        Returns
        -------
        Loaded
            The same for what needs the same parent.

        Examples
        --------
        >>> Loaded.without(["sklearn"], ["pandas", "sklearn.svm"]).modules
        ('pandas',)
        """
        foreign = (name for name in forbidden if name.partition(".")[0] != "course_lib")
        return cls(modules_without(forbidden, modules), ("debugpy", *foreign))


@dataclass(frozen=True)
class Shared:
    """A parent of another process that may be asked, too.

    Parameters
    ----------
    path : str
        Where `WarmParent.share` listens.
    loaded : Loaded
        What it imports.
    confined : bool
        Whether its kernels live in a sandbox.
    """

    path: str
    loaded: Loaded
    confined: bool


_shared: list[Shared] = []


def use_shared(shared: Shared) -> None:
    """Let the graders of this process ask another process's parent where it has what they need.

    Parameters
    ----------
    shared : Shared
        Where it is asked.
    """
    _shared[:] = [shared]


class Parents:
    """A grader's parents, each started when a kernel needs it, and again when it has died.

    Parameters
    ----------
    modules : sequence of str
        What they import.
    confined : bool
        Whether they live in a sandbox.
    """

    def __init__(self, modules: Sequence[str], *, confined: bool) -> None:
        self.modules = tuple(modules)
        self.confined = confined
        self._running: dict[Loaded, Parent] = {}

    @property
    def alive(self) -> bool:
        """Whether none of them has died."""
        return all(parent.alive for parent in self._running.values())

    def close(self) -> None:
        """End them, and what was forked from them for this grader."""
        while self._running:
            self._running.popitem()[1].close()

    def without(self, forbidden: Sequence[str]) -> Parent:
        """Return a parent that has nothing in its memory that is forbidden.

        Parameters
        ----------
        forbidden : sequence of str
            Names of modules.

        Returns
        -------
        Parent
            Not yet known to have died.
        """
        loaded = Loaded.without(forbidden, self.modules)
        parent = self._running.pop(loaded, None)
        if parent is not None and not parent.alive:
            parent.close()
            parent = None
        if parent is None:
            if len(self._running) >= MOST:
                self._running.pop(next(iter(self._running))).close()
            parent = self._shared(loaded) or WarmParent(
                confined=self.confined, modules=loaded.modules, barred=loaded.barred
            )
        self._running[loaded] = parent
        return parent

    def _shared(self, loaded: Loaded) -> Parent | None:
        for shared in _shared:
            if (shared.loaded, shared.confined) == (loaded, self.confined):
                try:
                    return SharedParent(shared.path, confined=shared.confined)
                except ParentDied:  # then each process has one of its own
                    _shared.clear()
        return None


def modules_for(sources: Iterable[str]) -> tuple[str, ...]:
    """Return what a parent imports for the sake of an exercise: what its notebook needs.

    The course's library needs all of it. A notebook that does without gets its kernels without,
    some seconds earlier; who imports more there waits for it.

    Parameters
    ----------
    sources : iterable of str
        The code of its cells.

    Returns
    -------
    tuple of str
        Part of `MODULES`; all of it where COURSE_WARM_MODULES names it.

    Examples
    --------
    >>> "tensorflow" in modules_for(["import numpy as np", "from course_lib.checks import check"])
    False
    >>> "tensorflow" in modules_for(["from course_lib import models"])
    True
    """
    names = {name for source in sources for name in _imported(source)}
    roots = {name.partition(".")[0] for name in names}
    own = any(name.startswith("course_lib") and not name.startswith(_CHECKS) for name in names)
    if NAMED or own:
        return MODULES
    wanted = roots | _OF_THE_KERNEL | ({"tensorflow"} if "keras" in roots else set())
    return tuple(name for name in MODULES if name.partition(".")[0] in wanted)


def _imported(source: str) -> list[str]:
    """Return the names that code imports, as it may: of what is no Python, all."""
    try:
        tree = ast.parse("\n".join(_plain(line) for line in source.splitlines()))
    except (SyntaxError, ValueError):
        return ["course_lib"]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def _plain(line: str) -> str:
    """Return a line without what only IPython understands."""
    return "pass" if line.startswith(("%", "!")) else line
