"""Doubles its processes, each in a session of its own, which is a share of the processors."""

EXPECT = {"seconds": 40, "problem": "more"}

import only_in_the_sandbox

import os

while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass
