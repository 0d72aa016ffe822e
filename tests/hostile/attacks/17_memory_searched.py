"""Reads its own memory, which was forked from the parent's, for keys, paths and canaries."""

EXPECT = {"limits": {"cpu": 6, "wall": 10}, "seconds": 25}

import only_in_the_sandbox

import ctypes
import gc

found = set()
for thing in gc.get_objects():
    if isinstance(thing, dict):
        for key, value in list(thing.items()):
            if isinstance(value, str) and ("solutions" in value or "canary" in value[:40]):
                found.add((str(key), value[:40]))
found -= {pair for pair in found if "found.add" in pair[1] or "solutions" in pair[0]}
names = {value for _, value in found if value.startswith("/")}
names and print("SEEN", names)
