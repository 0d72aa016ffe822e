"""Returns functions, generators without end, modules, classes, open files and coroutines."""

import only_in_the_sandbox

import itertools
import sys


def minmax(x):
    return lambda: x


def secret(text):
    return itertools.count()


def hue(red, green, blue):
    return [sys, open("/dev/zero", "rb"), type, (i for i in itertools.count())]
