"""Doubles its processes until nothing else runs."""

EXPECT = {"seconds": 40, "problem": "more"}

import only_in_the_sandbox

import os

while True:
    try:
        os.fork()
    except OSError:
        pass
