"""Watches one submission from outside its sandbox, and ends it when it takes too much."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import time
from dataclasses import dataclass

from course_lib.kernels.limits import Limits

__all__ = ["Supervisor", "descendants"]

INTERVAL = 0.05
SOCKETS = 512  # each can hold a quarter of a megabyte that belongs to no process
_TICKS = os.sysconf("SC_CLK_TCK")
_COUNTED = (b"RssAnon:", b"RssShmem:", b"VmPTE:", b"VmSwap:")


@dataclass
class _Usage:
    tasks: int = 0
    memory: int = 0
    cpu: float = 0.0


class Supervisor:
    """Bounds a whole process tree: time, processor time, memory, number of processes.

    Parameters
    ----------
    first : int
        Process 1 of the submission's own process table; with it all others end.
    limits : Limits
        The bounds.
    channel : socket.socket
        To the one who asked for the kernel; when it closes, the submission ends. A number that
        comes from there is answered with what has been computed.
    alone : bool
        Whether the submission has a network of its own, whose sockets can be counted.
    """

    def __init__(
        self,
        first: int,
        limits: Limits,
        channel: socket.socket,
        *,
        alone: bool = True,
    ) -> None:
        self._first, self._limits, self._alone = first, limits, alone
        self._channel = channel
        # The libraries, which every process shares with the parent, as this one does.
        self._baseline = _anonymous(os.getpid())
        self._spent: dict[int, float] = {}
        self._peak = 0

    def watch(self) -> dict[str, object]:
        """Wait for the end, or bring it about.

        Returns
        -------
        dict
            ``reason`` (``"exited"``, ``"closed"`` or the limit that was passed), ``status`` as
            `os.waitpid` gives it, ``cpu`` and ``wall`` seconds, ``memory`` bytes at the most.
        """
        start = time.monotonic()
        ended = os.pidfd_open(self._first)
        reason = ""
        while not reason:
            ready, _, _ = select.select([ended, self._channel.fileno()], [], [], INTERVAL)
            asked = self._channel.recv(64) if self._channel.fileno() in ready else b""
            if ended in ready:
                reason = "exited"
            elif ready and not asked:
                reason = "closed"
            else:
                reason = self._excess(time.monotonic() - start)
                if asked:
                    self._tell(asked)
        os.kill(self._first, signal.SIGKILL)
        _, status = os.waitpid(self._first, 0)
        return {
            "reason": reason,
            "status": status,
            "cpu": round(sum(self._spent.values()), 3),
            "wall": round(time.monotonic() - start, 3),
            "memory": self._peak,
        }

    def _tell(self, asked: bytes) -> None:
        """Say how much has been computed, to a question by its number."""
        said = {"asked": int(asked), "cpu": sum(self._spent.values())}
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            self._channel.send(json.dumps(said).encode(), socket.MSG_DONTWAIT)

    def _excess(self, seconds: float) -> str:
        usage = self._usage()
        self._peak = max(self._peak, usage.memory)
        if seconds > self._limits.wall:
            return "wall"
        if usage.cpu > self._limits.cpu:
            return "cpu"
        if usage.memory > self._limits.memory or (self._alone and _sockets() > SOCKETS):
            return "memory"
        return "processes" if usage.tasks > self._limits.processes else ""

    def _usage(self) -> _Usage:
        usage = _Usage()
        for process in descendants(os.getpid()):
            try:
                fields = _fields(process)
                anonymous = _anonymous(process)
            except (FileNotFoundError, ProcessLookupError):
                continue
            self._spent[process] = (int(fields[11]) + int(fields[12])) / _TICKS
            usage.tasks += int(fields[17])
            usage.memory += max(0, anonymous - self._baseline)
        # Those that have ended keep what they spent.
        usage.cpu = sum(self._spent.values())
        return usage


def descendants(process: int) -> set[int]:
    """Return the processes that come from one, itself left out.

    Parameters
    ----------
    process : int
        Its number.

    Returns
    -------
    set of int
        Those that live, and those that nobody has asked for their end.
    """
    parents: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parents[int(name)] = int(_fields(int(name))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    tree, grew = {process}, True
    while grew:
        more = {child for child, parent in parents.items() if parent in tree} - tree
        tree |= more
        grew = bool(more)
    return tree - {process}


def _sockets() -> int:
    """Return how many sockets the network has that the supervisor shares with the kernel."""
    with open("/proc/net/sockstat") as file:
        return int(file.readline().split()[2])


def _fields(process: int) -> list[bytes]:
    """Return what ``stat`` says after the name, which the process chooses itself: any bytes."""
    with open(f"/proc/{process}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].split()


def _anonymous(process: int) -> int:
    """Return a process's bytes of private memory, also where its first thread has ended."""
    kilobytes = _kilobytes(f"/proc/{process}/status")
    if kilobytes:
        return sum(kilobytes) * 1024
    for thread in os.listdir(f"/proc/{process}/task"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if kilobytes := _kilobytes(f"/proc/{process}/task/{thread}/status"):
                return sum(kilobytes) * 1024
    return 0


def _kilobytes(path: str) -> list[int]:
    # Lines end with a newline alone: a process may have the other ends of lines in its name.
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    return [int(line.split()[1]) for line in lines if line.startswith(_COUNTED)]
