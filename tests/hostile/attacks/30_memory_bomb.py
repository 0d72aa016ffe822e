"""Takes memory until there is none."""

EXPECT = {"least": 2}

import only_in_the_sandbox

hoard = []


def minmax(x):
    while True:
        hoard.append(bytearray(b"x" * (20 << 20)))
