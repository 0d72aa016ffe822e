"""Crashes the interpreter: a null pointer, an endless recursion in C, a broken code object."""

import only_in_the_sandbox

import ctypes
import sys


def minmax(x):
    ctypes.string_at(0)


def secret(text):
    sys.setrecursionlimit(10**9)

    def deeper(n):
        return deeper(n + 1) + str(n)

    return deeper(0)


def hue(red, green, blue):
    ctypes.memset(id(None), 255, 64)
    return 0.0
