"""Calls its processes after a line of what the supervisor reads, one that takes memory away."""

EXPECT = {"problem": "more memory"}

import only_in_the_sandbox

import ctypes
import os
import time

libc = ctypes.CDLL(None)
for number in range(8):
    if os.fork() == 0:
        libc.prctl(15, b"\x0cVmPTE: -999999" if number else b"\xff) R 1", 0, 0, 0)
        hoard = bytearray(b"x" * (150 << 20))
        time.sleep(60)
time.sleep(8)
