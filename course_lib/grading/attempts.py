"""A notebook that has run in a kernel, and the questions that are put to what it defines."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course_lib.checks.asking import read_reply, request_code
from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.student import Unanswered
from course_lib.checks.submitted import CodeCell, SubmittedNotebook
from course_lib.checks.values.limits import NotPlain
from course_lib.kernels.sandboxed import PICTURES, REPLY, Answer, SandboxedKernel

__all__ = ["MANY", "Attempt", "run_notebook"]

MANY = 50  # what goes wrong more often than this is not told
_SHOWN = 20_000

_LARGE = 2**22  # bytes of a file that are written at one time

_REASONS = {
    "memory": "took more memory than the {memory} MB that a submission may use",
    "cpu": "computed for longer than the {cpu:.0f} s that a submission may compute",
    "wall": "took longer than the {wall:.0f} s that a submission may take",
    "processes": "took more than the {processes} processes and threads that a submission may start",
    "output": "took more output than the {output} MB that a submission may print",
}


@dataclass
class Attempt:
    """A kernel in which the notebook has run.

    Parameters
    ----------
    kernel : SandboxedKernel
        Still alive where its ``verdict`` is None.
    problems : list of str
        What went wrong, a sentence each.
    output : str
        What the notebook printed.
    guilty : int or None
        Which of the notebook's cells ended the kernel.
    shown : dict of str to list
        By the names of cells, what those showed whose outputs were asked for.
    """

    kernel: SandboxedKernel
    problems: list[str]
    output: str
    guilty: int | None = None
    shown: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def lost(self) -> bool:
        """Whether the kernel went with its parent, which is no cell's doing."""
        return self.kernel.verdict is not None and self.kernel.verdict.reason == "lost"

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Put one request to `course_lib.checks.answering` in the kernel.

        Parameters
        ----------
        request : dict
            Plain values.

        Returns
        -------
        dict
            Plain values.

        Raises
        ------
        Unanswered
            The kernel ended, or took too long.
        NotPlain
            What came back is not an answer.
        """
        seconds = float(request.get("timeout", 60.0))
        answer = self.kernel.run(request_code(request, REPLY), timeout=seconds)
        if self.kernel.verdict is not None:
            ended = self.kernel.verdict.reason
            raise Unanswered(_ending(self.kernel), timeout=ended in ("silent", "wall", "cpu"))
        if answer.error is not None and answer.error[0] == "TimeoutError":
            raise Unanswered(f"no answer: {answer.error[1]}", timeout=True)
        if len(answer.replies) != 1:
            raise NotPlain("the answer did not arrive")
        return read_reply(answer.replies[0])


def run_notebook(
    kernel: SandboxedKernel,
    notebook: SubmittedNotebook,
    forbidden: Sequence[str],
    files: Mapping[str, bytes],
    without: Collection[int] = (),
    show: Collection[str] = (),
) -> Attempt:
    """Run a notebook from its first cell to its last, or to the one that ends the kernel.

    Parameters
    ----------
    kernel : SandboxedKernel
        New; closed here where this function raises.
    notebook : SubmittedNotebook
        The notebook.
    forbidden : sequence of str
        Modules that it cannot import.
    files : mapping of str to bytes
        What lies beside it, also in folders.
    without : collection of int
        Which of its cells are left out, for they have ended a kernel.
    show : collection of str
        Names of cells whose outputs are kept, their figures as Jupyter would show them.

    Returns
    -------
    Attempt
        With the kernel.

    Raises
    ------
    ChecksBroken
        A file cannot be written, which is no student's fault.
    """
    attempt = Attempt(kernel, [], "")
    try:
        _prepare(kernel, forbidden, files)
        for number, cell in enumerate(notebook.code):
            if kernel.verdict is not None or number in without:
                continue
            if cell.grade_id in show:
                kernel.run(_SHOWING.format("close"), timeout=60)
            answer = kernel.run(cell.source, timeout=kernel.limits.cell)
            if cell.grade_id in show:
                attempt.shown.setdefault(cell.grade_id, _outputs(kernel, answer))
            attempt.output = (attempt.output + answer.output)[:_SHOWN]
            if attempt.lost:
                break
            if kernel.verdict is not None:
                attempt.guilty = number
                attempt.problems.append(_ending(kernel, cell))
            elif answer.error is not None and len(attempt.problems) < MANY:
                attempt.problems += cell.problem(*answer.error)
    except BaseException:
        kernel.close()
        raise
    return attempt


def _outputs(kernel: SandboxedKernel, answer: Answer) -> list[dict[str, Any]]:
    """Return what a cell showed, as nbformat has it."""
    drawn = kernel.run(_SHOWING.format("show"), timeout=60) if kernel.verdict is None else answer
    pictures = list(dict.fromkeys([*answer.pictures, *drawn.pictures]))[:PICTURES]
    outputs: list[dict[str, Any]] = []
    if answer.output:
        text = answer.output[:_SHOWN]
        outputs.append({"output_type": "stream", "name": "stdout", "text": text})
    for picture in pictures:
        shown = {"output_type": "display_data", "metadata": {}, "data": {"image/png": picture}}
        outputs.append(shown)
    if answer.error is not None:
        name, message = answer.error
        told = {"ename": name, "evalue": message, "traceback": [f"{name}: {message}"]}
        outputs.append({"output_type": "error", **told})
    return outputs


def _prepare(kernel: SandboxedKernel, forbidden: Sequence[str], files: Mapping[str, bytes]) -> None:
    """Run what comes before the notebook: a clear word on what is barred, the files beside it."""
    forbid = "__import__('course_lib.checks.forbidding', fromlist=['forbid']).forbid"
    kernel.run(f"{forbid}({list(forbidden)!r})", timeout=60)
    for name, content in files.items():
        for start in range(0, max(1, len(content)), _LARGE):
            part = base64.b64encode(content[start : start + _LARGE]).decode()
            answer = kernel.run(_WRITE.format(name=name, part=part), timeout=60)
            if kernel.verdict is not None and kernel.verdict.reason == "lost":
                return
            if kernel.verdict is not None or answer.error is not None:
                why = _ending(kernel) if answer.error is None else ": ".join(answer.error)
                raise ChecksBroken(f"the file {name} cannot be given to a submission: {why}")


_SHOWING = "__import__('course_lib.checks.showing', fromlist=['close_figures']).{}_figures()"

_WRITE = """
import base64 as _base64, os as _os
_os.makedirs(_os.path.dirname({name!r}) or ".", exist_ok=True)
with open({name!r}, "ab") as _file:
    _file.write(_base64.b64decode({part!r}))
del _base64, _os, _file
"""


def _ending(kernel: SandboxedKernel, cell: CodeCell | None = None) -> str:
    """Return why a kernel ended, and what becomes of the cells after the one that ended it."""
    reason = kernel.verdict.reason if kernel.verdict else "lost"
    where = "The notebook" if cell is None else cell.subject
    rest = "" if cell is None or reason == "wall" else " The rest is run without it."
    return f"{where} {_why(kernel, reason)}.{rest}"


def _why(kernel: SandboxedKernel, reason: str) -> str:
    limits = kernel.limits
    if reason in _REASONS:
        amounts = {
            "memory": limits.memory // 2**20,
            "output": limits.output // 2**20,
            "cpu": limits.cpu,
            "wall": limits.wall,
            "processes": limits.processes,
        }
        return f"{_REASONS[reason].format(**amounts)}, and was ended"
    if reason == "silent":
        why = kernel.exceeded.removeprefix("it ") or "gave no answer"
        return f"{why}, and could not be interrupted, so it was ended"
    return "ended the kernel that it ran in"
