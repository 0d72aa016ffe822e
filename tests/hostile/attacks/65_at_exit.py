"""Goes on when it is asked to end: exit handlers, finalisers, threads that must be waited for."""

EXPECT = {"least": 2}

import only_in_the_sandbox

import atexit
import signal
import threading
import time
import weakref


def linger(*_):
    while True:
        time.sleep(1)


class Last:
    def __del__(self):
        linger()


atexit.register(linger)
last = Last()
weakref.finalize(last, linger)
threading.Thread(target=linger, daemon=False).start()
signal.signal(signal.SIGTERM, linger)
