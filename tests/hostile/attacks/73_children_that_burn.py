"""Burns processor time in children that live too briefly to be seen, for as long as it is let."""

EXPECT = {"limits": {"wall": 5, "cpu": 4}, "seconds": 30, "problem": "longer|more"}

import only_in_the_sandbox

import os
import signal
import time

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    try:
        if os.fork() == 0:
            end = time.perf_counter() + 0.02
            while time.perf_counter() < end:
                pass
            os._exit(0)
    except OSError:
        pass
