"""A kernel in a sandbox, and the one who asks it to run code."""

from __future__ import annotations

import array
import contextlib
import json
import os
import secrets
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from course_lib.allowance import Allowance, wall
from course_lib.kernels.conversation import ConnectionLost, Conversation, Message
from course_lib.kernels.limits import Limits
from course_lib.kernels.warm import Parent, ParentDied
from course_lib.text import encodable

__all__ = ["Answer", "SandboxedKernel", "Verdict"]

REPLY = "application/vnd.course.reply"
STARTING = 120.0
PICTURE, PICTURES = 1_000_000, 5  # characters of one, and how many of them one cell may show
GRACE = 2.0  # seconds of computing that interrupted code may take to stop
PATIENCE = 5.0  # seconds until the supervisor must have said how it stands
_SAID = 2000
_LOST = {"verdict": {"reason": "lost"}}
_PORTS = {
    f"{name}_port": i + 1 for i, name in enumerate(("shell", "iopub", "stdin", "hb", "control"))
}


@dataclass(frozen=True)
class Verdict:
    """How a sandboxed kernel ended.

    Parameters
    ----------
    reason : str
        ``"closed"`` by us, ``"exited"`` by itself, the limit that it passed (``"wall"``,
        ``"cpu"``, ``"memory"``, ``"processes"``, ``"output"``), ``"silent"`` or ``"lost"``.
    cpu, wall : float
        Seconds.
    memory : int
        Bytes at the most, beyond what the parent had loaded.
    """

    reason: str
    cpu: float = 0.0
    wall: float = 0.0
    memory: int = 0


@dataclass
class Answer:
    """What a piece of code gave.

    Parameters
    ----------
    done : bool
        Whether the kernel finished it; if not, it is stuck or dead.
    error : tuple of str, optional
        Name and message of the exception that the code raised.
    output : str
        What it printed.
    replies : list of str
        What it displayed as `REPLY`.
    pictures : list of str
        What it displayed as PNG, in base64 as it says; the first few that are not too large.
    """

    done: bool = False
    error: tuple[str, str] | None = None
    output: str = ""
    replies: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


class SandboxedKernel:
    r"""One kernel for one submission; use as a context.

    Parameters
    ----------
    parent : Parent
        Confined.
    limits : Limits
        What it may use.
    masked : sequence of str
        Files and folders that it must not see.

    Raises
    ------
    ParentDied
        The parent is gone, or its kernel did not come up, before any student's code has run.

    Examples
    --------
    >>> from course_lib.kernels import WarmParent, why_no_sandbox
    >>> def answer():
    ...     with WarmParent(confined=True, modules=[]) as parent, SandboxedKernel(parent) as kernel:
    ...         return kernel.run("print(6 * 7)", timeout=30).output
    >>> why_no_sandbox() is not None or answer() == "42\n"
    True
    """

    def __init__(
        self, parent: Parent, limits: Limits | None = None, masked: Sequence[str] = ()
    ) -> None:
        self.limits = limits or Limits()
        self.verdict: Verdict | None = None
        self.exceeded = ""
        self._printed = 0
        self._questions = 0
        self._readings: dict[int, float] = {}
        key = secrets.token_hex(16)
        connection = {
            **_PORTS,
            "transport": "ipc",
            "key": key,
            "signature_scheme": "hmac-sha256",
            "kernel_name": "python3",
        }
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        request = {"limits": asdict(self.limits), "masked": list(masked), "connection": connection}
        with theirs:
            parent.fork(request, [theirs.fileno()])
        try:
            self._talk = self._connected(connection)
        except BaseException:
            self._channel.close()
            raise

    def _connected(self, connection: dict[str, Any]) -> Conversation:
        """Connect to the kernel; no student's code has run yet, so the folder is as we made it."""
        self._channel.settimeout(STARTING)
        try:
            message, ancillary, _, _ = self._channel.recvmsg(2**16, socket.CMSG_SPACE(4))
        except TimeoutError:
            raise ParentDied(f"the sandbox was not ready in {STARTING:.0f} s") from None
        if not ancillary:
            said = json.loads(message) if message else {}
            raise ParentDied(f"the sandbox could not be made: {said.get('verdict', 'no reason')}")
        folder = array.array("i", ancillary[0][2])[0]
        try:
            self._wait_for_sockets(folder)
            ports = {name: connection[f"{name}_port"] for name in ("shell", "iopub", "control")}
            return Conversation(f"/proc/self/fd/{folder}/k", connection["key"], ports, STARTING)
        except ConnectionLost as error:
            raise ParentDied(f"the kernel did not come up: {error}") from None
        finally:
            os.close(folder)

    def _wait_for_sockets(self, folder: int) -> None:
        end = time.monotonic() + STARTING
        wanted = {f"k-{port}" for port in _PORTS.values()}
        while not wanted <= set(os.listdir(f"/proc/self/fd/{folder}")):
            if time.monotonic() > end or self._ended():
                raise ConnectionLost("it opened no sockets")
            time.sleep(0.005)

    def __enter__(self) -> SandboxedKernel:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def run(self, code: str, *, timeout: float) -> Answer:
        """Run code and collect what it gives.

        Parameters
        ----------
        code : str
            Python, as in a cell.
        timeout : float
            Seconds of computing, with `wall` of them behind for what waits; then the code is
            interrupted, and if it goes on, the kernel is ended. `exceeded` says what was too much.

        Returns
        -------
        Answer
            With ``done`` False when the kernel has ended; `verdict` then says why.
        """
        answer = Answer()
        if self._ended():
            return answer
        # Half of a character cannot be sent; Python would not accept it either.
        text = encodable(code)
        allowed = Allowance(timeout)
        try:
            self._readings.clear()
            began = self._ask()
            asked = self._talk.execute(text, wall(timeout))
            if self._collect(answer, asked, began, allowed):
                return answer
            self.exceeded = allowed.exceeded
            if self.verdict is None:
                self._talk.interrupt()
                if self._collect(answer, asked, self._ask(), Allowance(GRACE)):
                    answer.error = ("TimeoutError", allowed.exceeded)
                    return answer
                self._end("silent")
        except ConnectionLost as error:
            # Often the first sign of a kernel that the supervisor has just ended.
            if error.too_large or not self._ended_within(PATIENCE):
                self._end("output" if error.too_large else "silent")
        return answer

    def spent(self) -> float:
        """Return the seconds that everything in the kernel has computed since it started.

        Returns
        -------
        float
            The last that is known where nobody answers any more.
        """
        number, end = self._ask(), time.monotonic() + PATIENCE
        while not self._ended() and number not in self._readings:
            left = end - time.monotonic()
            if left < 0:
                break
            select.select([self._channel], [], [], left)
        if self.verdict is not None:
            return self.verdict.cpu
        return max(self._readings.values(), default=0.0)

    def _ask(self) -> int:
        """Ask the supervisor what has been computed, and wait for nothing."""
        self._questions += 1
        with contextlib.suppress(OSError):
            self._channel.send(b"%d" % self._questions, socket.MSG_DONTWAIT)
        return self._questions

    def _collect(self, answer: Answer, asked: str, began: int, allowed: Allowance) -> bool:
        """Listen until the code is done (True), its time is over or the kernel ended."""
        replied = idle = False
        while not (replied and idle):
            if self._ended():
                return False
            left = allowed.end - time.monotonic()
            if left < 0:
                spent = self.spent()
                if not allowed.extended(spent - self._readings.get(began, spent)):
                    return False
                continue
            for message in self._talk.listen(asked, left, also=self._channel.fileno()):
                if message.channel == "shell":
                    replied = True
                    answer.error = _error(message.content)
                elif message.kind == "status":
                    idle = message.content.get("execution_state") == "idle"
                else:
                    self._take(answer, message)
            if self._printed > self.limits.output:
                self._end("output")
                return False
        answer.done = True
        return True

    def _ended_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not self._ended():
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True

    def _take(self, answer: Answer, message: Message) -> None:
        if message.kind == "stream":
            self._print(answer, message.content.get("text"))
        elif message.kind in ("display_data", "execute_result"):
            data = message.content.get("data")
            if not isinstance(data, dict):
                return
            if REPLY in data:
                if len(answer.replies) < 2:  # two are as wrong as a thousand
                    answer.replies.append("" if answer.replies else str(data[REPLY]))
                return
            picture = data.get("image/png")
            if isinstance(picture, str) and len(picture) <= PICTURE:
                answer.pictures += [picture] if len(answer.pictures) < PICTURES else []
            if "text/plain" in data:
                self._print(answer, f"{data['text/plain']}\n")

    def _print(self, answer: Answer, text: object) -> None:
        plain = encodable(str(text))
        self._printed += len(plain.encode())
        answer.output += plain

    def _ended(self) -> bool:
        """Read the verdict if the supervisor has given one."""
        if self.verdict is not None:
            return True
        self._channel.setblocking(False)
        while self.verdict is None:
            try:
                message = self._channel.recv(2**16)
            except BlockingIOError:
                return False
            except OSError:
                message = b""
            said: dict[str, Any] = json.loads(message) if message else _LOST
            if "cpu" in said:
                self._readings[said["asked"]] = said["cpu"]
            else:
                verdict = {
                    name: value for name, value in said["verdict"].items() if name != "status"
                }
                self.verdict = Verdict(**verdict)
        return True

    def _end(self, reason: str) -> None:
        """End the kernel for a reason of ours, and keep what the supervisor says it used."""
        if self.verdict is None:
            with contextlib.suppress(OSError):
                self._channel.shutdown(socket.SHUT_WR)
            self._ended_within(10.0)
            said = self.verdict or Verdict("lost")
            self.verdict = replace(said, reason=reason) if said.reason == "closed" else said

    def close(self) -> Verdict:
        """End the kernel and everything that came from it.

        Returns
        -------
        Verdict
            Why it ended, and what it used.
        """
        self._talk.close()
        self._end("closed")
        self._channel.close()
        return self.verdict or Verdict("lost")


def _error(content: dict[str, Any]) -> tuple[str, str] | None:
    if content.get("status") == "ok":
        return None
    name, message = content.get("ename", "aborted"), content.get("evalue", "")
    return _clean(name), _clean(message)


def _clean(text: object) -> str:
    return encodable(str(text)[:_SAID])
