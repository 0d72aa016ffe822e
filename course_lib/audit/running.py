"""A notebook or script run from its beginning, and watched."""

from __future__ import annotations

import contextlib
import json
import linecache
import re
import sys
from pathlib import Path
from typing import Any

from course_lib.audit.reporting import Report
from course_lib.audit.watching import start

__all__ = ["audit_cells", "audit_notebook", "cells_of_script", "code_cells"]

_CELL = re.compile(r"^# ?%%.*$", re.M)
_BEGIN = "from course_lib.audit import watching as _watching; _watching.start(); del _watching"
_END = """
from pathlib import Path as _Path
from course_lib.audit.watching import _current
_Path({path!r}).write_text(_current.report({error!r}).json(), "utf-8")
"""


def audit_notebook(path: Path | str, *, timeout: float | None = None) -> Report:
    """Run a notebook in a fresh kernel of this Python, and say what was unfair.

    Nothing is written into the notebook. It runs as whoever calls this: with all their rights.

    Parameters
    ----------
    path : path
        A notebook; it runs in its folder. A ``.py`` script runs in this process, its cells
        parted by ``# %%``.
    timeout : float, optional
        Seconds a cell may take.

    Returns
    -------
    Report
        One that ends with an error is audited up to there.

    Raises
    ------
    ValueError
        No notebook, or none that can be read.
    """
    path = Path(path)
    if path.suffix == ".py":
        cells, folder = code_cells(path), str(path.resolve().parent)
        sys.path.insert(0, folder)
        try:
            with contextlib.chdir(folder):
                return audit_cells(cells, name=path.name)
        finally:
            sys.path.remove(folder)
    return _in_kernel(_read(path), path.resolve().parent, timeout)


def code_cells(path: Path) -> list[str]:
    """Return the code of a notebook or script, a text a cell, empty cells left out.

    Parameters
    ----------
    path : path
        A notebook, or a script with ``# %%`` cells.

    Returns
    -------
    list of str
        In their order.

    Raises
    ------
    ValueError
        No notebook, or none that can be read.
    """
    if path.suffix == ".py" and path.is_file():
        return cells_of_script(path.read_text("utf-8"))
    cells = _read(path).cells
    return [cell.source for cell in cells if cell.cell_type == "code" and cell.source.strip()]


def _read(path: Path) -> Any:
    import nbformat

    if not path.is_file():
        raise ValueError(f"there is no notebook at {path}")
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise ValueError(f"{path} is no notebook that can be read: {error}") from None


def audit_cells(cells: list[str], *, name: str = "script") -> Report:
    """Run cells in this process, and say what was unfair.

    Parameters
    ----------
    cells : list of str
        Python, the first of which is cell 1.
    name : str
        Of the whole.

    Returns
    -------
    Report
        One that ends with an error is audited up to there.
    """
    files = {f"<cell {number} of {name}>": number for number in range(1, len(cells) + 1)}
    space: dict[str, Any] = {"__name__": "__main__"}
    error = ""
    with start(files) as watched:
        for (file, number), source in zip(files.items(), cells, strict=True):
            lines = [f"{line}\n" for line in source.splitlines()]
            linecache.cache[file] = len(source), None, lines, file
            try:
                exec(compile(source, file, "exec"), space)
            except (Exception, SystemExit) as problem:
                error = f"cell {number}: {type(problem).__name__}: {problem}"
                break
    return watched.report(error)


def cells_of_script(text: str) -> list[str]:
    r"""Return the cells of a script, parted by ``# %%``.

    Parameters
    ----------
    text : str
        Python.

    Returns
    -------
    list of str
        What stands before the first mark counts where it is not empty.

    Examples
    --------
    >>> cells_of_script("x = 1\n# %% second\ny = 2\n")
    ['x = 1', 'y = 2']
    """
    return [cell.strip("\n") for cell in _CELL.split(text) if cell.strip()]


def _in_kernel(notebook: Any, folder: Path, timeout: float | None) -> Report:
    import tempfile

    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from nbformat.v4 import new_code_cell

    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    error, number = "", 0
    cells = list(notebook.cells)
    hidden = len(cells)
    notebook.cells.append(new_code_cell())  # nbclient puts each cell that it runs in its place
    with tempfile.TemporaryDirectory() as kept, client.setup_kernel():
        written = Path(kept, "report.json")
        client.execute_cell(new_code_cell(_BEGIN), hidden, store_history=False)
        for position, cell in enumerate(cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            number += 1
            try:
                client.execute_cell(cell, position)
            except CellExecutionError as problem:
                error = f"cell {number}: {problem.ename}: {problem.evalue}"
                break
            except (CellTimeoutError, DeadKernelError) as problem:
                error = f"cell {number}: {type(problem).__name__}"
                break
        ending = new_code_cell(_END.format(path=str(written), error=error))
        try:
            client.execute_cell(ending, hidden, store_history=False)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as problem:
            raise ValueError(
                f"the kernel ended before it could report ({error or problem})"
            ) from None
        return Report.from_dict(json.loads(written.read_text("utf-8")))
