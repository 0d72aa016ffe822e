"""Prints without end."""

EXPECT = {"problem": "more output"}

import only_in_the_sandbox

while True:
    print("x" * 10_000)
