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

    from course_lib.kernels.confinement import writable

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = writable() + room
    if soft != resource.RLIM_INFINITY:
        wanted = min(wanted, soft)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
