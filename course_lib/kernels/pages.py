"""Joins a process's memory into large pages, of which a fork copies the tables in half the time."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["join_pages"]

_LARGE = 2**21
_MADV_COLLAPSE = 25


def join_pages() -> int:
    """Join what this process has of private memory, wherever the system can.

    Returns
    -------
    int
        How many large pages there are more; 0 where the system (before Linux 6.1) cannot.

    Examples
    --------
    >>> join_pages() >= 0
    True
    """
    if not sys.platform.startswith("linux"):
        return 0
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    joined = 0
    for start, end in _private():
        for place in range(-(-start // _LARGE) * _LARGE, end - _LARGE + 1, _LARGE):
            joined += advise(place, _LARGE, _MADV_COLLAPSE) == 0
    return joined


def _private() -> list[tuple[int, int]]:
    """Return where memory lies that this process may write and that is of no file."""
    found = []
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        for line in maps:
            place, allowed, _, _, inode, *_ = line.split()
            if allowed == "rw-p" and inode == "0":
                start, _, end = place.partition("-")
                found.append((int(start, 16), int(end, 16)))
    return found
