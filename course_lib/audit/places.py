"""Where in a notebook or script something was called."""

from __future__ import annotations

import linecache
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

__all__ = ["Place", "Places"]

_HOUSE = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)


@dataclass(frozen=True, order=True)
class Place:
    """A line of a cell.

    Parameters
    ----------
    cell : int
        As in ``In [cell]`` after a run from the beginning; 0 for a script without cells.
    line : int
        Of the cell, from 1; 0 where it is not known.
    code : str
        The line.
    """

    cell: int = 0
    line: int = 0
    code: str = ""

    def __str__(self) -> str:
        parts = [f"cell {self.cell}"] if self.cell else []
        parts += [f"line {self.line}"] if self.line else []
        return ", ".join(parts) or "somewhere"


class Places:
    """Tells lines of the notebook from lines of libraries.

    Parameters
    ----------
    files : dict of str to int, optional
        File names under which cells were compiled, and their numbers.
    """

    def __init__(self, files: dict[str, int] | None = None) -> None:
        self.files = files or {}

    def here(self) -> Place:
        """Return the outermost line of the notebook that is running.

        Returns
        -------
        Place
            In a thread of its own only the cell is known.
        """
        shell = _shell()
        frame: FrameType | None = sys._getframe(1)
        found: Place | None = None
        while frame is not None:
            name = frame.f_code.co_filename
            cell = self._cell(name, shell)
            if cell is not None:
                line = linecache.getline(name, frame.f_lineno).strip()
                found = Place(cell, frame.f_lineno, line)
            frame = frame.f_back
        if found is None:
            return Place(len(shell.user_ns.get("In", [0])) - 1 if shell is not None else 0)
        return found

    def sources(self) -> dict[int, str]:
        """Return the text of each cell that has run, by number."""
        shell = _shell()
        if shell is not None:
            return dict(enumerate(shell.user_ns.get("In", [])))
        names = self.files.items()
        return {cell: "".join(linecache.getlines(name)) for name, cell in names}

    def _cell(self, name: str, shell: Any) -> int | None:
        if name in self.files:
            return self.files[name]
        if shell is not None:
            return getattr(shell.compile, "_filename_map", {}).get(name)
        if self.files or name.startswith(("<", _HOUSE, *_LIBRARIES)):
            return None
        return 0


def _shell() -> Any:
    """Return the IPython that runs this notebook, if one does."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None
