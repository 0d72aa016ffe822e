"""Closes every file that it did not open itself."""

EXPECT = {"least": 0}

import only_in_the_sandbox

import os


def minmax(x):
    os.closerange(0, 256)
    return x


def hue(red, green, blue):
    for number in range(256):
        try:
            os.dup2(0, number)
        except OSError:
            pass
    return 0.0
