"""Fills memory with page tables, which are counted for no process's own pages."""

EXPECT = {"problem": "more memory"}

import only_in_the_sandbox

import ctypes

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
SIZE = 1 << 42
start = libc.mmap(None, SIZE, 1, 0x4022, -1, 0)
libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(SIZE), 15)
for offset in range(0, SIZE, 2 << 20):
    ctypes.string_at(start + offset, 1)
