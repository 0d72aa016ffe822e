"""Fills the queues of thousands of sockets, which are memory of no process."""

EXPECT = {"problem": "more"}

import only_in_the_sandbox

import os
import socket
import time


def fill():
    kept = []
    try:
        while True:
            pair = socket.socketpair()
            kept += pair
            for end in pair:
                end.setblocking(False)
                try:
                    while True:
                        end.send(b"x" * 65536)
                except BlockingIOError:
                    pass
    except OSError:
        time.sleep(60)


for _ in range(20):
    if os.fork() == 0:
        fill()
time.sleep(60)
