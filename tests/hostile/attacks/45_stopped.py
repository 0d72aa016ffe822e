"""Stops itself, so that it neither answers nor ends."""

EXPECT = {"seconds": 40, "limits": {"wall": 6}}

import only_in_the_sandbox

import os
import signal


def minmax(x):
    os.kill(os.getpid(), signal.SIGSTOP)


def hue(red, green, blue):
    os.killpg(0, signal.SIGSTOP)
