"""A Jupyter kernel on the student's own machine, in which a notebook runs as grading runs it."""

from __future__ import annotations

import os
import queue
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_lib.allowance import Allowance
from course_lib.checks.asking import read_reply, request_code
from course_lib.checks.outcomes import Unanswered
from course_lib.checks.submitted import CodeCell
from course_lib.checks.values.limits import NotPlain

__all__ = ["LocalKernel"]

_REPLY = "application/vnd.course.reply"
_STARTING = 120.0
_GRACE = 2.0  # seconds that interrupted code may take to stop
_LOOK = 0.5  # seconds between looks whether the kernel is alive
_GONE = "ended the kernel that it ran in."
# A sixth of the time that imports take is the collector's.
_BEGIN = """
__import__('course_lib.checks.forbidding', fromlist=['forbid']).forbid({!r})
__import__('gc').set_threshold(50_000, 20, 100)
"""


@dataclass
class _Answer:
    error: tuple[str, str] | None = None
    replies: list[str] = field(default_factory=list)
    ended: str = ""


class LocalKernel:
    """A kernel of this Python, without a sandbox; use as a context.

    Parameters
    ----------
    folder : path
        Where it works.
    forbidden : sequence of str
        Modules that cannot be imported in it.
    """

    def __init__(self, folder: Path | str, forbidden: Sequence[str] = ()) -> None:
        from jupyter_client.manager import KernelManager

        self.ended = ""
        self.forbidden = tuple(forbidden)
        self._manager = KernelManager(kernel_name="python3")
        self._manager.start_kernel(
            cwd=str(folder),
            extra_arguments=["--log-level=ERROR"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._client: Any = self._manager.client()
        self._ready = False

    def __enter__(self) -> LocalKernel:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def run(self, cell: CodeCell, seconds: float) -> tuple[str, ...]:
        """Run a cell; where it ends the kernel, `ended` says so.

        Parameters
        ----------
        cell : CodeCell
            Of a notebook.
        seconds : float
            What it may take.

        Returns
        -------
        tuple of str
            What went wrong, a sentence each.
        """
        answer = self._execute(cell.source, seconds)
        if answer.ended:
            return (f"{cell.subject} {answer.ended} The rest is run without it.",)
        return cell.problem(*answer.error) if answer.error else ()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Put one request to the code in the kernel.

        Parameters
        ----------
        request : dict
            For `course_lib.checks.answering`.

        Returns
        -------
        dict
            The reply.

        Raises
        ------
        Unanswered
            The kernel ended, or took too long.
        NotPlain
            What came back is not an answer.
        """
        answer = self._execute(request_code(request, _REPLY), float(request.get("timeout", 60.0)))
        if answer.ended:
            raise Unanswered(f"The notebook {answer.ended}", timeout=answer.ended != _GONE)
        if answer.error is not None and answer.error[0] == "TimeoutError":
            raise Unanswered(f"no answer: {answer.error[1]}", timeout=True)
        if len(answer.replies) != 1:
            raise NotPlain("the answer did not arrive")
        return read_reply(answer.replies[0])

    def _execute(self, code: str, seconds: float) -> _Answer:
        self._begin()
        allowed, answer = Allowance(seconds), _Answer()
        used = self.computed()
        asked = self._client.execute(code, store_history=False, allow_stdin=False)
        while not self._heard(asked, answer, allowed.end):
            if answer.ended:
                return answer
            if allowed.extended(self.computed() - used):
                continue
            self._manager.interrupt_kernel()
            if self._heard(asked, answer, time.monotonic() + _GRACE):
                answer.error = ("TimeoutError", allowed.exceeded)
                return answer
            why = allowed.exceeded.removeprefix("it ")
            self.ended = f"{why}, and could not be interrupted, so it was ended."
            answer.ended = self.ended
            return answer
        return answer

    def _begin(self) -> None:
        """Wait for the kernel to come up, once; meanwhile its caller had other things to do."""
        if self._ready:
            return
        self._ready = True
        self._client.start_channels()
        self._client.wait_for_ready(timeout=_STARTING)
        self._execute(_BEGIN.format(list(self.forbidden)), _STARTING)

    def _heard(self, asked: str, answer: _Answer, end: float) -> bool:
        """Listen until the code is done (True), the time is over or the kernel has ended."""
        while (left := end - time.monotonic()) > 0:
            try:
                message = self._client.get_iopub_msg(timeout=min(left, _LOOK))
            except queue.Empty:
                if not self._manager.is_alive():
                    self.ended = answer.ended = _GONE
                    return False
                continue
            if message["parent_header"].get("msg_id") != asked:
                continue
            content = message["content"]
            match message["msg_type"]:
                case "error":
                    answer.error = str(content.get("ename")), str(content.get("evalue"))
                case "display_data" if _REPLY in content["data"]:
                    answer.replies.append(str(content["data"][_REPLY]))
                case "status" if content.get("execution_state") == "idle":
                    return True
        return False

    def computed(self) -> float:
        """Return the seconds that the kernel has computed.

        Returns
        -------
        float
            The wall's where the system does not tell.
        """
        process = getattr(self._manager.provisioner, "pid", None)
        try:
            fields = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return time.monotonic()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
