"""A notebook that has run in a kernel, and the questions that are put to what it defines."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.checks.student import Unanswered
from course_lib.checks.submitted import CodeCell, SubmittedNotebook
from course_lib.checks.values import wire
from course_lib.checks.values.limits import NotPlain
from course_lib.kernels.sandboxed import REPLY, SandboxedKernel

__all__ = ["MANY", "Attempt", "run_notebook"]

MANY = 50  # what goes wrong more often than this is not told
_SHOWN = 20_000

_REASONS = {
    "memory": "more memory than the {memory} MB that a submission may use",
    "cpu": "more than the {cpu:.0f} s of computing that a submission may use",
    "wall": "longer than the {wall:.0f} s that a submission may take",
    "processes": "more than the {processes} processes and threads that a submission may start",
    "output": "more output than the {output} MB that a submission may print",
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
    """

    kernel: SandboxedKernel
    problems: list[str]
    output: str

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
        text = json.dumps(wire.write(request))
        # In base64 an answer of any kind is one plain text on its way.
        code = (
            "__import__('IPython.display', fromlist=['display']).display({"
            f"{REPLY!r}: __import__('base64').b64encode("
            "__import__('course_lib.checks.answering', fromlist=['answer_text'])"
            f".answer_text({text}, globals()).encode()).decode()}}, raw=True)"
        )
        answer = self.kernel.run(code, timeout=seconds)
        if self.kernel.verdict is not None:
            ended = self.kernel.verdict.reason
            raise Unanswered(_ending(self.kernel), timeout=ended in ("silent", "wall", "cpu"))
        if answer.error is not None and answer.error[0] == "TimeoutError":
            raise Unanswered(f"no answer within {seconds:.0f} s", timeout=True)
        if len(answer.replies) != 1:
            raise NotPlain("the answer did not arrive")
        return wire.read(_decoded(answer.replies[0]))


def run_notebook(
    kernel: SandboxedKernel,
    notebook: SubmittedNotebook,
    forbidden: Sequence[str],
    files: dict[str, bytes],
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
    files : dict of str to bytes
        What lies beside it.

    Returns
    -------
    Attempt
        With the kernel.
    """
    problems: list[str] = []
    output = ""
    try:
        kernel.run(_prelude(forbidden, files), timeout=60)
        for cell in notebook.code:
            answer = kernel.run(cell.source, timeout=kernel.limits.cell)
            output = (output + answer.output)[:_SHOWN]
            if kernel.verdict is not None:
                problems.append(_ending(kernel, cell))
                break
            if answer.error is not None and len(problems) < MANY:
                problems += cell.problem(*answer.error)
    except BaseException:
        kernel.close()
        raise
    return Attempt(kernel, problems, output)


def _prelude(forbidden: Sequence[str], files: dict[str, bytes]) -> str:
    """Return what runs before the notebook: the files beside it, a clear word on what is barred."""
    lines = ["import base64 as _base64"]
    forbid = "__import__('course_lib.checks.forbidding', fromlist=['forbid']).forbid"
    lines.append(f"{forbid}({list(forbidden)!r})")
    for name, content in files.items():
        text = base64.b64encode(content).decode()
        lines.append(f"open({name!r}, 'wb').write(_base64.b64decode({text!r})) and None")
    return "\n".join([*lines, "del _base64"])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise NotPlain("the answer cannot be read") from None


def _ending(kernel: SandboxedKernel, cell: CodeCell | None = None) -> str:
    """Return a sentence on why a kernel ended."""
    reason = kernel.verdict.reason if kernel.verdict else "lost"
    where = "The notebook" if cell is None else cell.subject
    limits = kernel.limits
    if reason in _REASONS:
        amounts = {
            "memory": limits.memory // 2**20,
            "output": limits.output // 2**20,
            "cpu": limits.cpu,
            "wall": limits.wall,
            "processes": limits.processes,
        }
        return f"{where} took {_REASONS[reason].format(**amounts)}, and was ended."
    if reason == "silent":
        return f"{where} gave no answer in time and could not be interrupted; it was ended."
    return f"{where} ended the kernel that it ran in."
