"""Takes all watches, timers, locks and terminals of the user, of which there are only so many."""

EXPECT = {"least": 0, "seconds": 20}

import only_in_the_sandbox

import ctypes
import fcntl
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)
watchers = []
while (number := libc.inotify_init()) >= 0 and len(watchers) < 200:
    watchers.append(number)
len(watchers) > 20 and print("SEEN", len(watchers))
event = ctypes.create_string_buffer(64)
timer = ctypes.c_void_p()
timers = 0
while timers < 100_000 and libc.timer_create(1, None, ctypes.byref(timer)) == 0:
    timers += 1
timers > 5_000 and print("SEEN", timers)
terminals = []
try:
    for _ in range(200):
        terminals.append(os.openpty())
except OSError:
    pass
file = open("locked", "w")
for offset in range(5_000):
    fcntl.lockf(file, fcntl.LOCK_EX, 1, 2 * offset)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
signal.signal(signal.SIGALRM, lambda *_: None)
