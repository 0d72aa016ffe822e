"""Ends the first thread of its processes, with which all that is said of their memory is gone."""

EXPECT = {"problem": "more memory"}

import only_in_the_sandbox

import ctypes
import os
import platform
import threading
import time

libc = ctypes.CDLL(None)
EXIT = 60 if platform.machine() == "x86_64" else 93


hoard = []


def fill():
    time.sleep(0.5)
    hoard.append(b"x" * (150 << 20))
    time.sleep(60)


for _ in range(8):
    if os.fork() == 0:
        threading.Thread(target=fill).start()
        libc.syscall(EXIT, 0)
time.sleep(8)
