"""Prints without end."""

EXPECT = {"problem": "more output|MemoryError"}

import only_in_the_sandbox

while True:
    print("x" * 10_000)
