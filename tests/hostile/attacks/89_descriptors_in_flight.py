"""Sends descriptors that nobody receives, of which a user may have only so many under way."""

EXPECT = {"seconds": 20}

import only_in_the_sandbox

import array
import os
import socket
import threading


def send():
    pairs = []
    try:
        while len(pairs) < 8:
            pairs.append(socket.socketpair())
            numbers = array.array("i", [pairs[-1][0].fileno()] * 250)
            passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)]
            for _ in range(50):
                pairs[-1][0].sendmsg([b"x"], passed)
    except OSError:
        pass
    threading.Event().wait(3)


for _ in range(3):
    if os.fork() == 0:
        for _ in range(10):
            threading.Thread(target=send).start()
        os._exit(send() or 0)
send()
