"""Ends the kernel with the code of success, in the middle of an answer."""

import only_in_the_sandbox

import os
import sys


def minmax(x):
    sys.exit(0)


def secret(text):
    os._exit(0)


def hue(red, green, blue):
    raise SystemExit("passed")
