"""The little of ZMTP 3.0, ZeroMQ's protocol, that asks a peer who must not be trusted.

libzmq takes in what a peer sends before anybody reads it, messages of endless parts included, and a
send to a peer that is gone waits for ever. Here what is not read stays with the peer, and every
step has a limit.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Sequence

__all__ = ["Connection", "ConnectionLost"]

_GREETING = (
    b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(1) + bytes(31)
)
_MORE, _LONG, _COMMAND = 1, 2, 4
_CHUNK = 2**20
_PARTS = 64
_HANDSHAKE = 2**10


class ConnectionLost(OSError):  # noqa: N818
    """The connection is of no more use.

    Parameters
    ----------
    message : str
        Why.
    too_large : bool
        Whether the peer sent more than may be.
    """

    def __init__(self, message: str, *, too_large: bool = False) -> None:
        super().__init__(message)
        self.too_large = too_large


class Connection:
    """A connection to one socket of ZeroMQ.

    Parameters
    ----------
    path : str
        The Unix socket.
    kind : str
        ``"DEALER"``, or ``"SUB"`` for everything that is published.
    largest : int
        Bytes of the largest message that is taken.
    timeout : float
        Seconds that making the connection may take.

    Raises
    ------
    ConnectionLost
        Nobody listens, or what answers speaks another protocol.
    """

    def __init__(self, path: str, kind: str, *, largest: int, timeout: float) -> None:
        self._largest = largest
        self._buffer = bytearray()
        self._parts: list[bytes] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.setblocking(False)
        end = time.monotonic() + timeout
        try:
            self._connect(path, end)
            self._shake_hands(kind, end)
        except BaseException:
            self._socket.close()
            raise

    def fileno(self) -> int:
        """Return the number of its file descriptor, to wait for."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close it; a second time does nothing."""
        self._socket.close()

    def send(self, parts: Sequence[bytes], timeout: float) -> None:
        """Send a message.

        Parameters
        ----------
        parts : sequence of bytes
            At least one.
        timeout : float
            Seconds that it may take.

        Raises
        ------
        ConnectionLost
            The peer does not take it in time, or has gone.
        """
        last = len(parts) - 1
        frames = [_frame(part, _MORE if at < last else 0) for at, part in enumerate(parts)]
        self._write(b"".join(frames), time.monotonic() + timeout)

    def receive(self) -> list[bytes] | None:
        """Return the next message, or None where none has arrived whole; never waits.

        Returns
        -------
        list of bytes or None
            Its parts.

        Raises
        ------
        ConnectionLost
            The peer has gone, sent too much, or speaks another protocol.
        """
        while True:
            while (frame := self._frame(self._largest)) is not None:
                flags, body = frame
                if flags & _COMMAND:
                    raise ConnectionLost("a command where a message belongs")
                self._parts.append(body)
                if not flags & _MORE:
                    parts, self._parts = self._parts, []
                    return parts
                if len(self._parts) >= _PARTS:
                    raise ConnectionLost("a message of too many parts", too_large=True)
            if not self._read():
                return None

    def _connect(self, path: str, end: float) -> None:
        while True:
            try:
                return self._socket.connect(path)
            except OSError as error:
                # The socket's file is there a moment before anybody listens to it.
                soon = isinstance(error, ConnectionRefusedError | BlockingIOError)
                if not soon or time.monotonic() > end:
                    raise ConnectionLost(f"nobody listens: {error.strerror}") from error
            time.sleep(0.005)

    def _shake_hands(self, kind: str, end: float) -> None:
        self._write(_GREETING, end)
        while len(self._buffer) < len(_GREETING):
            self._wait(end)
        greeting = bytes(self._buffer[: len(_GREETING)])
        del self._buffer[: len(_GREETING)]
        if (greeting[0], greeting[9]) != (0xFF, 0x7F) or greeting[10] < 3:
            raise ConnectionLost("it does not speak ZMTP 3")
        ready = (
            b"\x05READY" + _property(b"Socket-Type", kind.encode()) + _property(b"Identity", b"")
        )
        self._write(_frame(ready, _COMMAND), end)
        while (frame := self._frame(_HANDSHAKE)) is None:
            self._wait(end)
        flags, body = frame
        if not flags & _COMMAND or not body.startswith(b"\x05READY"):
            raise ConnectionLost("it refused the connection")
        if kind == "SUB":
            self._write(_frame(b"\x01", 0), end)

    def _frame(self, largest: int) -> tuple[int, bytes] | None:
        """Take one frame out of what has arrived."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        flags = buffer[0]
        if flags & ~(_MORE | _LONG | _COMMAND):
            raise ConnectionLost("a frame of unknown kind")
        start = 9 if flags & _LONG else 2
        if len(buffer) < start:
            return None
        size = struct.unpack_from("!Q", buffer, 1)[0] if flags & _LONG else buffer[1]
        if size + sum(map(len, self._parts)) > largest:
            raise ConnectionLost("a message that is too large", too_large=True)
        if len(buffer) < start + size:
            return None
        body = bytes(buffer[start : start + size])
        del buffer[: start + size]
        return flags, body

    def _read(self) -> bool:
        try:
            data = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return False
        except OSError as error:
            raise ConnectionLost(f"the connection broke: {error.strerror}") from error
        if not data:
            raise ConnectionLost("the peer closed the connection")
        self._buffer += data
        return True

    def _wait(self, end: float) -> None:
        if not self._ready(select.POLLIN, end) or not self._read():
            raise ConnectionLost("the peer said nothing in time")

    def _write(self, data: bytes, end: float) -> None:
        rest = memoryview(data)
        while rest:
            if not self._ready(select.POLLOUT, end):
                raise ConnectionLost("the peer took no message in time")
            try:
                rest = rest[self._socket.send(rest[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise ConnectionLost(f"the connection broke: {error.strerror}") from error

    def _ready(self, what: int, end: float) -> bool:
        poll = select.poll()
        poll.register(self._socket, what)
        return bool(poll.poll(max(0.0, end - time.monotonic()) * 1000))


def _frame(body: bytes, flags: int) -> bytes:
    if len(body) > 255:
        return struct.pack("!BQ", flags | _LONG, len(body)) + body
    return struct.pack("!BB", flags, len(body)) + body


def _property(name: bytes, value: bytes) -> bytes:
    return struct.pack("!B", len(name)) + name + struct.pack("!I", len(value)) + value
