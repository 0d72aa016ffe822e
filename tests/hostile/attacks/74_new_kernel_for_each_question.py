"""Ends its kernel in every question after a long wait, so that the notebook runs many times."""

EXPECT = {"limits": {"wall": 8}, "seconds": 45, "least": 0}

import only_in_the_sandbox

import os
import time

time.sleep(2)


def double(x):
    time.sleep(2)
    os._exit(0)


minmax = secret = hue = double
