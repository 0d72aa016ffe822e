"""Ends code that takes too long in this very process, as Ctrl-C would."""

from __future__ import annotations

import _thread
import contextlib
import signal
import threading
import time
from collections.abc import Iterator

from course_lib.allowance import Allowance

__all__ = ["interrupted"]

_AGAIN = 1.0  # seconds until code is interrupted once more that went on


@contextlib.contextmanager
def interrupted(seconds: float) -> Iterator[Allowance]:
    """Interrupt the code inside when it has taken its time; in the main thread alone.

    Parameters
    ----------
    seconds : float
        Of computing; infinity for as long as it likes.

    Yields
    ------
    Allowance
        Its ``exceeded`` says what was too much.

    Examples
    --------
    >>> with interrupted(30) as allowed:
    ...     sum(range(10))
    45
    >>> allowed.exceeded
    ''
    """
    allowed = Allowance(seconds)
    if seconds == float("inf") or threading.current_thread() is not threading.main_thread():
        yield allowed
        return
    done, turn = threading.Event(), threading.Lock()
    watch = threading.Thread(target=_watch, args=(allowed, done, turn), daemon=True)
    with _heeding_interrupts():
        watch.start()
        try:
            yield allowed
        finally:
            with turn:
                done.set()


@contextlib.contextmanager
def _heeding_interrupts() -> Iterator[None]:
    """Let an interrupt raise also where a shell started this process in the background."""
    before = signal.getsignal(signal.SIGINT)
    if before not in (signal.SIG_IGN, signal.SIG_DFL):
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _watch(allowed: Allowance, done: threading.Event, turn: threading.Lock) -> None:
    began = time.process_time()
    while not done.wait(max(0.0, allowed.end - time.monotonic())):
        if allowed.extended(time.process_time() - began):
            continue
        with turn:
            if not done.is_set():
                _interrupt_main()
        if done.wait(_AGAIN):
            return


def _interrupt_main() -> None:
    if hasattr(signal, "pthread_kill"):  # wakes up a sleep too
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()
