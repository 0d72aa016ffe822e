"""Fills memory that it shares with nobody and lets go of the pages, which stay all the same."""

import only_in_the_sandbox

import mmap

SIZE, MANY = 32 << 20, 30
kept, taken = [], 0


def share():
    yield lambda: mmap.mmap(-1, SIZE, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
    with open("/dev/zero", "r+b") as file:
        yield lambda: mmap.mmap(file.fileno(), SIZE, mmap.MAP_SHARED)


def fill(make):
    global taken
    for _ in range(MANY):
        kept.append(make())
        kept[-1].write(b"x" * SIZE)
        kept[-1].madvise(mmap.MADV_DONTNEED)
        taken += kept[-1][SIZE // 2 : SIZE // 2 + 1] == b"x"


try:
    for make in share():
        try:
            fill(make)
        except (OSError, ValueError):
            pass
except OSError:
    pass
taken > 12 and print("SEEN", taken * SIZE >> 20, "MB")
