"""Makes folders in folders, deeper than any path is long, to trip whoever cleans up."""

EXPECT = {"seconds": 20, "least": 0}

import only_in_the_sandbox

import os

for _ in range(30_000):
    try:
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    except OSError:
        break
