"""Writes without end to the descriptors of output and error, and to a terminal of its own."""

EXPECT = {"limits": {"wall": 4, "cpu": 3}, "seconds": 25, "problem": "longer|more"}

import only_in_the_sandbox

import os

own, other = os.openpty()
os.set_blocking(other, False)
while True:
    for number in (1, 2, other):
        try:
            os.write(number, b"x" * 65536)
        except OSError:
            pass
