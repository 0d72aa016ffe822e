"""Puts links to the host's files and sockets in the place of the sockets that it is reached by."""

EXPECT = {"least": 0}

import only_in_the_sandbox

import os
import shutil

SOCKETS = "/scratch/.socket"


def replace(target):
    for name in os.listdir(SOCKETS):
        os.unlink(f"{SOCKETS}/{name}")
        os.symlink(target, f"{SOCKETS}/{name}")


replace("/tmp/course-hostile-bait")


def minmax(x):
    kernel = get_ipython().kernel
    kernel.shell_stream.socket.close(linger=0) if hasattr(kernel, "shell_stream") else None
    return x


def hue(red, green, blue):
    shutil.rmtree(SOCKETS)
    os.symlink("/", SOCKETS)
    return 0.0
