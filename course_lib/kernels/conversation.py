"""What is said to a kernel that must not be trusted, and what of its messages is listened to."""

from __future__ import annotations

import contextlib
import json
import select
import time
from dataclasses import dataclass
from typing import Any

from jupyter_client.session import Session

from course_lib.kernels.zmtp import Connection, ConnectionLost

__all__ = ["ConnectionLost", "Conversation", "Message"]

LARGEST = 128 * 2**20  # bytes of one message
_HEADER = 2**17
_MARKS = 1_000_000
_DELIMITER = b"<IDS|MSG>"
_HEARD = ("iopub", "shell")


@dataclass(frozen=True)
class Message:
    """What a kernel said about the code that it was asked to run.

    Parameters
    ----------
    channel : str
        ``"shell"`` or ``"iopub"``.
    kind : str
        Type of the message in Jupyter's protocol.
    content : dict
        Of unknown origin, but not large.
    """

    channel: str
    kind: str
    content: dict[str, Any]


class Conversation:
    """Asks a kernel over its sockets, and bounds whatever comes back.

    The student's code knows the key that signs messages, so no signature is looked at: every
    message may be forged.

    Parameters
    ----------
    folder : str
        Where the sockets are, with the beginning of their names.
    key : str
        The connection's key.
    ports : dict of str to int
        Numbers of ``"shell"``, ``"iopub"`` and ``"control"``.
    timeout : float
        Seconds until the kernel must have answered.

    Raises
    ------
    ConnectionLost
        It does not answer.
    """

    def __init__(self, folder: str, key: str, ports: dict[str, int], timeout: float) -> None:
        self._session = Session(key=key.encode(), digest_history_size=0)
        self._connections: dict[str, Connection] = {}
        end = time.monotonic() + timeout
        try:
            for name, kind in (("iopub", "SUB"), ("shell", "DEALER"), ("control", "DEALER")):
                self._connections[name] = Connection(
                    f"{folder}-{ports[name]}", kind, largest=LARGEST, timeout=timeout
                )
            self._greet(end)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connections; a second time does nothing."""
        for connection in self._connections.values():
            connection.close()

    def execute(self, code: str, timeout: float) -> str:
        """Ask the kernel to run code.

        Parameters
        ----------
        code : str
            Python.
        timeout : float
            Seconds until it must have taken the request.

        Returns
        -------
        str
            What `listen` needs to know its answer by.
        """
        request = {"code": code, "silent": False, "store_history": False}
        options = {"user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        return self._say("shell", "execute_request", {**request, **options}, timeout)

    def interrupt(self) -> None:
        """Ask the kernel to stop what it is doing; it may not listen."""
        with contextlib.suppress(ConnectionLost):
            self._say("control", "interrupt_request", {}, 0.5)

    def listen(self, asked: str, timeout: float, also: int = -1) -> list[Message]:
        """Return what the kernel says next about one request.

        Parameters
        ----------
        asked : str
            From `execute`.
        timeout : float
            Seconds to wait.
        also : int
            A file descriptor that ends the wait.

        Returns
        -------
        list of Message
            At most one of each channel; empty if there was none, or only talk of other things.

        Raises
        ------
        ConnectionLost
            It sent too much or what is not a message, or has gone.
        """
        arrived, answers = self._heard(asked)
        if arrived:
            return answers
        poll = select.poll()
        for name in _HEARD:
            poll.register(self._connections[name], select.POLLIN)
        if also >= 0:
            poll.register(also, select.POLLIN)
        poll.poll(max(0.0, timeout) * 1000)
        return self._heard(asked)[1]

    def _heard(self, asked: str) -> tuple[bool, list[Message]]:
        """Return whether anything was there, and what of it is about the request."""
        arrived = {name: self._connections[name].receive() for name in _HEARD}
        messages = {name: parts for name, parts in arrived.items() if parts is not None}
        answers = [_read(name, parts, asked) for name, parts in messages.items()]
        return bool(messages), [answer for answer in answers if answer is not None]

    def _say(self, channel: str, kind: str, content: dict[str, Any], timeout: float) -> str:
        message = self._session.msg(kind, content)
        self._connections[channel].send(self._session.serialize(message), timeout)
        return str(message["msg_id"])

    def _greet(self, end: float) -> None:
        """Wait for answers on both channels: a subscription takes a moment to be heard."""
        heard: set[str] = set()
        while heard != set(_HEARD):
            asked = self._say("shell", "kernel_info_request", {}, end - time.monotonic())
            wait = time.monotonic() + 0.5
            while heard != set(_HEARD) and (left := wait - time.monotonic()) > 0:
                heard |= {message.channel for message in self.listen(asked, left)}
            if time.monotonic() > end:
                raise ConnectionLost("the kernel did not answer")


def _read(channel: str, parts: list[bytes], asked: str) -> Message | None:
    """Read a message, unless it answers something else."""
    if _DELIMITER not in parts:
        raise ConnectionLost("not a valid message")
    start = parts.index(_DELIMITER) + 2
    if len(parts) < start + 4:
        raise ConnectionLost("not a valid message")
    header, parent = _object(parts[start], _HEADER), _object(parts[start + 1], _HEADER)
    if parent.get("msg_id") != asked:
        return None
    return Message(channel, str(header.get("msg_type")), _object(parts[start + 3], LARGEST))


def _object(data: bytes, largest: int) -> dict[str, Any]:
    # A list costs two characters and many times that in memory.
    if len(data) > largest or sum(data.count(mark) for mark in (b"[", b"{", b",")) > _MARKS:
        raise ConnectionLost("a message that is too large", too_large=True)
    try:
        found = json.loads(data)
    except (ValueError, RecursionError, MemoryError):
        raise ConnectionLost("not a valid message") from None
    if type(found) is not dict:
        raise ConnectionLost("not a valid message")
    return found
