"""Takes memory with many processes, each of which keeps within its own bound."""

EXPECT = {"problem": "more memory"}

import only_in_the_sandbox

import os
import time

for _ in range(8):
    if os.fork() == 0:
        hoard = bytearray(b"x" * (150 << 20))
        time.sleep(60)
time.sleep(60)
