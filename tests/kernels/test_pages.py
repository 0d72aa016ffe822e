"""Joining a process's memory into large pages changes none of it."""

import mmap
import os
import sys
from pathlib import Path

import pytest

from course_lib.kernels.pages import join_pages

LARGE = 2**21
SIZE = 8 * LARGE


def large() -> int:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("AnonHugePages"))


@pytest.fixture
def block():
    if not sys.platform.startswith("linux"):
        pytest.skip("pages are joined on Linux alone")
    with mmap.mmap(-1, SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as block:
        block.madvise(mmap.MADV_NOHUGEPAGE)
        block.write(b"fair trials " * (SIZE // 12))
        block.madvise(mmap.MADV_HUGEPAGE)
        yield block


def test_what_is_in_them_stays(block):
    before, content = large(), block[:]
    joined = join_pages()
    assert block[:] == content
    assert large() - before >= min(joined, 6) * LARGE


def test_a_child_changes_its_own_copy_alone(block):
    join_pages()
    content = block[:]
    child = os.fork()
    if child == 0:
        block[:LARGE] = bytes(LARGE)
        os._exit(int(any(block[:LARGE]) or block[LARGE:] != content[LARGE:]))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert block[:] == content
