"""Where in a notebook or script something was called."""

from __future__ import annotations

import contextlib
import itertools
import linecache
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

__all__ = ["Place", "Places"]

_SILENT = ("#", "%", '"', "'", "import ", "from ")
_LONG = 36
_HOUSE = str(Path(__file__).resolve().parents[1])
_AUDIT = (str(Path(__file__).resolve().parent), contextlib.__file__)
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
    begins : str
        First line of the cell's code, where a kernel that keeps no history does not number its
        cells.

    Examples
    --------
    >>> str(Place(3, 2)), str(Place(3, 2, begins="def race():"))
    ('cell 3, line 2', 'line 2 of the cell with “def race():”')
    """

    cell: int = 0
    line: int = 0
    code: str = ""
    begins: str = ""

    def __str__(self) -> str:
        if self.begins:
            return f"line {self.line} of the cell with “{self.begins}”"
        parts = [f"cell {self.cell}"] if self.cell else []
        parts += [f"line {self.line}"] if self.line else []
        return ", ".join(parts) or "somewhere"


class Places:
    """Tells lines of the notebook from lines of libraries.

    Parameters
    ----------
    files : dict of str to int, optional
        File names under which cells were compiled, and their numbers.
    below : code, optional
        Of the function that calls the notebook's: what called this function is no place.
    """

    def __init__(self, files: dict[str, int] | None = None, below: CodeType | None = None) -> None:
        self.files, self.below = files or {}, below

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
        numbers = self._numbers(shell)
        while frame is not None and frame.f_code is not self.below:
            name = frame.f_code.co_filename
            cell = self._cell(name, numbers)
            if cell is not None:
                line = linecache.getline(name, frame.f_lineno).strip()
                begins = _first_line(name) if shell is not None and not _history(shell) else ""
                found = Place(cell, frame.f_lineno, line, begins)
            frame = frame.f_back
        if found is None:
            return Place(len(shell.user_ns.get("In", [0])) - 1 if shell is not None else 0)
        return found

    def call(self) -> tuple[int, int, int] | None:
        """Return the cell, line and column at which the call of the notebook's own line ends.

        Returns
        -------
        tuple of int, or None
            None where a library calls.
        """
        frame, cell = self._caller()
        return None if frame is None else _ends(frame, cell)

    def calls(self) -> list[tuple[int, int, int]]:
        """Return where all calls of the notebook end that are going on, the innermost first."""
        numbers = self._numbers(_shell())
        frame: FrameType | None = sys._getframe(1)
        found = []
        while frame is not None and frame.f_code is not self.below:
            cell = self._cell(frame.f_code.co_filename, numbers)
            if cell is not None and (end := _ends(frame, cell)) is not None:
                found.append(end)
            frame = frame.f_back
        return found

    def lines(self, code: CodeType) -> tuple[int, int, int] | None:
        """Return the cell, first and last line of a function of the notebook; else None."""
        cell = self._cell(code.co_filename, self._numbers(_shell()))
        lines = [line for _, _, line in code.co_lines() if line is not None]
        return None if cell is None else (cell, code.co_firstlineno, max(lines))

    def variables(self) -> dict[str, Any]:
        """Return what the notebook's calling line sees, by its name."""
        frame, _ = self._caller()
        return {} if frame is None else {**frame.f_globals, **frame.f_locals}

    def _caller(self) -> tuple[FrameType | None, int]:
        """Return the frame that calls what is watched, and its cell, if it is the notebook's."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename.startswith(_AUDIT):
            frame = frame.f_back
        if frame is None or frame.f_code is self.below:
            return None, 0
        cell = self._cell(frame.f_code.co_filename, self._numbers(_shell()))
        return (None, 0) if cell is None else (frame, cell)

    def in_notebook(self) -> bool:
        """Whether the notebook itself calls what calls this, no library in between."""
        frame = sys._getframe(1)
        numbers = self._numbers(_shell())
        while frame is not None and frame.f_code.co_filename.startswith(_HOUSE):
            frame = frame.f_back  # type: ignore[assignment]
        return frame is not None and self._cell(frame.f_code.co_filename, numbers) is not None

    def sources(self) -> dict[int, str]:
        """Return the text of each cell that has run, by number."""
        shell = _shell()
        if shell is not None and _history(shell):
            return dict(enumerate(shell.user_ns.get("In", [])))
        names = self._numbers(shell).items()
        return {cell: "".join(linecache.getlines(name)) for name, cell in names}

    def _numbers(self, shell: Any) -> dict[str, int]:
        """Return the number of each cell by the name of its file."""
        if shell is None or self.files:
            return self.files
        ran: dict[str, int] = getattr(shell.compile, "_filename_map", {})
        return ran if _history(shell) else dict(zip(ran, range(1, len(ran) + 1), strict=True))

    def _cell(self, name: str, numbers: dict[str, int]) -> int | None:
        if name in numbers:
            return numbers[name]
        if numbers or name.startswith(("<", _HOUSE, *_LIBRARIES)):
            return None
        return 0


def _ends(frame: FrameType, cell: int) -> tuple[int, int, int] | None:
    """Return where the call ends that a frame is at."""
    positions = itertools.islice(frame.f_code.co_positions(), frame.f_lasti // 2, None)
    _, line, _, column = next(positions)
    return None if line is None or column is None else (cell, line, column)


def _shell() -> Any:
    """Return the IPython that runs this notebook, if one does."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None


def _history(shell: Any) -> bool:
    """Whether a kernel numbers its cells, as those of people do."""
    return len(shell.user_ns.get("In", [])) > 1


def _first_line(name: str) -> str:
    """Return the first line of a cell that says what it does, if one does."""
    lines = [line.strip() for line in linecache.getlines(name)]
    lines = [line for line in lines if line]
    telling = (line for line in lines if not line.startswith(_SILENT))
    line = next(telling, next(iter(lines), ""))
    return line if len(line) <= _LONG else f"{line[:_LONG]}…"
