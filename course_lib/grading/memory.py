"""Bounds what a check may take of the grader's own memory for an answer that it did not foresee."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

__all__ = ["ROOM", "bounded_memory"]

ROOM = 4 * 2**30


@contextlib.contextmanager
def bounded_memory(room: int = ROOM) -> Iterator[None]:
    """Let what is inside take so much memory more, and raise MemoryError when it wants more.

    The size of an answer is bounded, what a check makes of it is not: the table of all pairs of
    60,000 rows is 27 GB. Where the system has no such limit (it is Linux's), nothing is bounded.

    Parameters
    ----------
    room : int
        Bytes, on top of what the process has.

    Examples
    --------
    >>> with bounded_memory(2**30):
    ...     len(bytes(10))
    10
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = _data() + room
    for bound in (soft, hard):
        if bound != resource.RLIM_INFINITY:
            wanted = min(wanted, bound)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data() -> int:
    """Return the bytes of private writable memory, as the limit counts them."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0
