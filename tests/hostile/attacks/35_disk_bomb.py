"""Writes everywhere until every disk is full."""

EXPECT = {"seconds": 20, "least": 2}

import only_in_the_sandbox

import os

PLACES = (
    ".",
    "/tmp",
    "/dev/shm",
    "/dev",
    "/",
    "/scratch",
    "/var/tmp",
    "/run",
    os.path.expanduser("~"),
)
written = 0
for place in PLACES:
    for number in range(50):
        try:
            with open(f"{place}/left-behind-{number}", "wb") as file:
                written += file.write(b"x" * (4 << 20))
        except OSError:
            break
written > (40 << 20) and print("SEEN", written)
