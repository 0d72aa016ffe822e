"""A kernel in a sandbox, and the one who asks it to run code."""

from __future__ import annotations

import array
import contextlib
import json
import os
import secrets
import socket
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from course_lib.kernels.conversation import ConnectionLost, Conversation, Message
from course_lib.kernels.limits import Limits
from course_lib.kernels.warm import ParentDied, WarmParent
from course_lib.text import encodable

__all__ = ["Answer", "SandboxedKernel", "Verdict"]

REPLY = "application/vnd.course.reply"
STARTING = 60.0
GRACE = 2.0  # seconds that interrupted code may take to stop
_SAID = 2000
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
    """

    done: bool = False
    error: tuple[str, str] | None = None
    output: str = ""
    replies: list[str] = field(default_factory=list)


class SandboxedKernel:
    r"""One kernel for one submission; use as a context.

    Parameters
    ----------
    parent : WarmParent
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
    >>> from course_lib.kernels import why_no_sandbox
    >>> def answer():
    ...     with WarmParent(confined=True, modules=[]) as parent, SandboxedKernel(parent) as kernel:
    ...         return kernel.run("print(6 * 7)", timeout=30).output
    >>> why_no_sandbox() is not None or answer() == "42\n"
    True
    """

    def __init__(
        self, parent: WarmParent, limits: Limits | None = None, masked: Sequence[str] = ()
    ) -> None:
        self.limits = limits or Limits()
        self.verdict: Verdict | None = None
        self._printed = 0
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
            Seconds; then the code is interrupted, and if it goes on, the kernel is ended.

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
        end = time.monotonic() + timeout
        try:
            asked = self._talk.execute(text, timeout)
            if self._collect(answer, asked, end):
                return answer
            if self.verdict is None:
                self._talk.interrupt()
                if self._collect(answer, asked, time.monotonic() + GRACE):
                    answer.error = ("TimeoutError", f"it took longer than {timeout:g} s")
                    return answer
                self._end("silent")
        except ConnectionLost as error:
            # Often the first sign of a kernel that the supervisor has just ended.
            if error.too_large or not self._ended_within(1.0):
                self._end("output" if error.too_large else "silent")
        return answer

    def _collect(self, answer: Answer, asked: str, end: float) -> bool:
        """Listen until the code is done (True), the time is over or the kernel ended."""
        replied = idle = False
        while not (replied and idle):
            left = end - time.monotonic()
            if left < 0 or self._ended():
                return False
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
            elif "text/plain" in data:
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
        try:
            message = self._channel.recv(2**16)
        except BlockingIOError:
            return False
        except OSError:
            message = b""
        self.verdict = Verdict("lost")
        if message:
            said = json.loads(message)["verdict"]
            said.pop("status", None)
            self.verdict = Verdict(**said)
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
