"""Sends every deadly signal to its parent, to process 1, to all, and to every number there is."""

import only_in_the_sandbox

import os
import signal

DEADLY = (signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV, signal.SIGSTOP, signal.SIGKILL)
ME = os.getpid()
for number in DEADLY:
    for target in (os.getppid(), 1, *range(2, 400), 2**15, 2**22 - 1):
        if target not in (0, ME):
            try:
                os.kill(target, number)
            except OSError:
                pass


def minmax(x):
    for number in DEADLY:
        os.kill(-1, number)
    return x


def hue(red, green, blue):
    os.kill(1, signal.SIGINT)
    os.killpg(0, signal.SIGKILL)
