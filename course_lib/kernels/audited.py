"""A notebook audited in a sandbox: it sees the library, the files that it names, and no network."""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from course_lib.audit.reporting import Report
from course_lib.audit.running import code_cells
from course_lib.kernels.bubblewrap import why_no_sandbox
from course_lib.kernels.limits import MIB, Limits
from course_lib.kernels.sandboxed import REPLY, SandboxedKernel
from course_lib.kernels.warm import WarmParent

__all__ = ["LIMITS", "audit_sandboxed", "named_files"]

LIMITS = Limits(
    wall=6 * 3600,
    cell=3600,
    cpu=24 * 3600,
    memory=16 * 1024 * MIB,
    processes=512,
    scratch=1024 * MIB,
    file=512 * MIB,
    open_files=1024,
    output=32 * MIB,
)
_LARGE = 2**22  # bytes of a file that are written at one time
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_SHOW = (
    "__import__('IPython.display', fromlist=['display']).display({{{kind!r}: {value}}}, raw=True)"
)
_INSIDE = "__import__('course_lib.audit.inside', fromlist=['inside'])"
_WRITE = (
    "(lambda p, t: (p.parent.mkdir(parents=True, exist_ok=True), "
    "p.open('ab').write(__import__('base64').b64decode(t))) and None)"
    "(__import__('pathlib').Path({name!r}), {text!r})"
)


def audit_sandboxed(
    path: Path | str, *, limits: Limits = LIMITS, modules: Sequence[str] = ()
) -> Report:
    """Run a notebook in a sandbox, and say what was unfair.

    Parameters
    ----------
    path : path
        A notebook, or a script with ``# %%`` cells. It gets copies of the files beside it that
        its code names.
    limits : Limits
        What it may use.
    modules : sequence of str
        What is imported before it starts.

    Returns
    -------
    Report
        One that ends with an error, or with its kernel, is audited up to there.

    Raises
    ------
    ValueError
        No notebook, no sandbox, or a kernel that has ended before it could report.
    """
    why = why_no_sandbox()
    if why is not None:
        raise ValueError(why)
    path = Path(path)
    cells = code_cells(path)
    with (
        WarmParent(confined=True, modules=modules) as parent,
        SandboxedKernel(parent, limits) as kernel,
    ):
        for name in named_files(cells, path.parent):
            _give(kernel, name, (path.parent / name).read_bytes())
        kernel.run(f"{_INSIDE}.start()", timeout=120)
        error = _run(kernel, cells)
        return _report(kernel, error)


def named_files(cells: Sequence[str], folder: Path) -> list[str]:
    """Return the files of a folder that code names, or imports.

    Parameters
    ----------
    cells : sequence of str
        Python; cells that are none name nothing.
    folder : path
        Of the notebook.

    Returns
    -------
    list of str
        Relative to the folder, and nothing outside of it.
    """
    found = []
    for name in dict.fromkeys(name for cell in cells for name in _names(cell)):
        if not name or len(name) > 200 or "\0" in name or Path(name).is_absolute():
            continue
        place = (folder / name).resolve()
        if place.is_file() and place.is_relative_to(folder.resolve()):
            found.append(name)
    return found


def _names(cell: str) -> Iterator[str]:
    plain = "\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in cell.split("\n"))
    try:
        tree = ast.parse(plain)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Import):
            yield from (f"{one.name.partition('.')[0]}.py" for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield f"{node.module.partition('.')[0]}.py"


def _give(kernel: SandboxedKernel, name: str, content: bytes) -> None:
    for start in range(0, max(1, len(content)), _LARGE):
        text = base64.b64encode(content[start : start + _LARGE]).decode()
        kernel.run(_WRITE.format(name=name, text=text), timeout=60)


def _run(kernel: SandboxedKernel, cells: Sequence[str]) -> str:
    """Run the cells up to the first error, and return it."""
    for number, cell in enumerate(cells, start=1):
        answer = _asked(kernel, f"{_INSIDE}.run({cell!r})", kernel.limits.cell)
        if answer is None:
            return f"cell {number}: {kernel.exceeded or 'the kernel ended'}"
        if answer:
            return f"cell {number}: {answer}"
    return ""


def _asked(kernel: SandboxedKernel, value: str, timeout: float) -> str | None:
    """Return a text that the kernel answers with; None where it does not."""
    encoded = f"__import__('base64').b64encode({value}.encode()).decode()"
    answer = kernel.run(_SHOW.format(kind=REPLY, value=encoded), timeout=timeout)
    if answer.error is not None or len(answer.replies) != 1:
        return None
    try:
        return base64.b64decode(answer.replies[0], validate=True).decode()
    except ValueError:
        return None


def _report(kernel: SandboxedKernel, error: str) -> Report:
    if kernel.verdict is not None:
        raise ValueError(f"the kernel ended before it could report ({error})")
    text = _asked(kernel, f"{_INSIDE}.report({error!r})", 300)
    try:
        return Report.from_dict(_plain(json.loads(text or "")))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError(f"the notebook's report cannot be read ({error or 'no report'})") from None


def _plain(value: Any) -> Any:
    """Return what the notebook's process sent without what could steer a terminal."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {_plain(name): _plain(one) for name, one in value.items()}
    return value
