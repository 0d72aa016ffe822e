"""Ignores every signal that can be ignored, and never comes to an end."""

EXPECT = {"seconds": 40}

import only_in_the_sandbox

import signal


def minmax(x):
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        try:
            signal.signal(number, signal.SIG_IGN)
        except OSError:
            pass
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
