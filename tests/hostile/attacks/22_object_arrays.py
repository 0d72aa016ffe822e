"""Returns arrays of objects, of records, of dates, and arrays within arrays."""

import only_in_the_sandbox

import numpy as np


class Trap:
    def __reduce__(self):
        return (exec, ("open('/tmp/left-behind', 'w')",))


KINDS = [
    np.array([Trap()], object),
    np.zeros(3, [("a", "O"), ("b", "f8")]),
    np.array(["2020-01-01"], "M8[D]"),
    np.array([np.array([Trap(), None], object), 1], object),
    np.ma.masked_all(3),
    np.array([b"bytes"], "S5"),
]


def minmax(x):
    KINDS.append(KINDS.pop(0))
    return KINDS[0]


def secret(text):
    return np.array([text[::-1], Trap()], object)


def hue(red, green, blue):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (10**6, 10**6), (0, 0))
