"""Starts threads without end."""

EXPECT = {"problem": "more"}

import only_in_the_sandbox

import threading
import time

threading.stack_size(65536)
while True:
    try:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except (RuntimeError, MemoryError):
        pass
