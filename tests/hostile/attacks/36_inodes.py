"""Makes files and links without end, each of no size."""

EXPECT = {"seconds": 30, "least": 0}

import only_in_the_sandbox

import os

made = 0
for place in (".", "/tmp", "/dev/shm", "/dev"):
    try:
        os.makedirs(f"{place}/left-behind")
        for number in range(100_000):
            os.symlink("x" * 4000, f"{place}/left-behind/{number}")
            made += 1
    except OSError:
        pass
made > 50_000 and print("SEEN", made)
