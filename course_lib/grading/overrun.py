"""Bounds how long a check may take, which an answer may have sent into an endless loop."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

from course_lib.checks.mistakes import CheckOverran

__all__ = ["bounded"]

_AGAIN = 0.5  # seconds until a check that has caught the exception gets another
_LAST = 3  # times the seconds, and `_MORE`, until the system ends a process that does not listen
_MORE = 2.0
_CLOCKS = (
    (
        (signal.ITIMER_PROF, time.process_time),
        (signal.ITIMER_REAL, time.monotonic),
        (signal.ITIMER_VIRTUAL, time.process_time),
    )
    if hasattr(signal, "setitimer")
    else ()
)
T = TypeVar("T")


def bounded(call: Callable[[], T], *, seconds: float, wall: float) -> T:
    """Return what a call returns, and raise CheckOverran in it once it has had its time.

    In a process's first thread the system's timers do it, elsewhere (in a worker of Dask) another
    thread. What never comes back to Python, such as an endless ``all``, ends its process: what is
    graded in it is then left ungraded. Once the call is over nothing is raised any more.

    Parameters
    ----------
    call : callable
        Without parameters.
    seconds : float
        Of computing: of the process in its first thread, else of the thread.
    wall : float
        Seconds in all, in which it may also wait for answers.

    Returns
    -------
    object
        What the call returned.

    Raises
    ------
    CheckOverran
        It took longer.

    Examples
    --------
    >>> bounded(lambda: sum(range(10)), seconds=1.0, wall=60.0)
    45
    """
    first = threading.current_thread() is threading.main_thread()
    if first and hasattr(signal, "setitimer"):
        return _by_timers(call, seconds, wall)
    if sys.platform.startswith("linux"):
        return _by_another_thread(call, seconds, wall)
    return call()


def _told(seconds: float, wall: float, *, computed: bool) -> CheckOverran:
    if computed:
        return CheckOverran(f"the check computed for longer than {seconds:g} s")
    return CheckOverran(f"the check took longer than {wall:g} s")


def _measured(frame: FrameType | None) -> bool:
    """Whether the thread is in coverage's code, which would keep its lock for ever."""
    return frame is not None and str(frame.f_globals.get("__name__")).startswith("coverage.")


# Below, ``inside = False`` comes first in each ``finally``: Python looks for signals at calls and
# jumps only, so that nothing can be raised between the end of the call and this line.


def _by_timers(call: Callable[[], T], seconds: float, wall: float) -> T:
    inside = True

    def overrun(number: int, frame: FrameType | None) -> None:
        if inside and not _measured(frame):
            raise _told(seconds, wall, computed=number == signal.SIGPROF)

    handlers: dict[int, Any] = {
        signal.SIGPROF: overrun,
        signal.SIGALRM: overrun,
        signal.SIGVTALRM: signal.SIG_DFL,
    }
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    bounds = (seconds, wall, _LAST * seconds + _MORE)
    start = [clock() for _, clock in _CLOCKS]
    theirs = [(0.0, 0.0) for _ in _CLOCKS]
    try:
        for number, ((timer, _), bound) in enumerate(zip(_CLOCKS, bounds, strict=True)):
            theirs[number] = signal.setitimer(timer, bound, _AGAIN)
        return call()
    finally:
        inside = False
        for timer, _ in _CLOCKS:
            signal.setitimer(timer, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
        for (timer, clock), (left, interval), then in zip(_CLOCKS, theirs, start, strict=True):
            if left:  # whose alarm it was, such as pytest-timeout's, still waits for it
                signal.setitimer(timer, max(left - (clock() - then), 0.001), interval)


def _by_another_thread(call: Callable[[], T], seconds: float, wall: float) -> T:
    thread = threading.get_ident()
    clock, over, lock = time.pthread_getcpuclockid(thread), threading.Event(), threading.Lock()
    start, end = time.clock_gettime(clock), time.monotonic() + wall
    raised: list[bool] = []
    inside = False  # until the watcher runs: nothing may be raised in its start

    def watch() -> None:
        while not over.wait(_AGAIN if raised else min(0.2, seconds / 4)):
            try:
                computed = time.clock_gettime(clock) - start >= seconds
            except OSError:  # the thread has ended meanwhile, and its clock with it
                return
            if computed or time.monotonic() >= end:
                with lock:
                    if inside and not _measured(sys._current_frames().get(thread)):
                        raised.append(computed)
                        _raise_in(thread, CheckOverran)

    watcher = threading.Thread(target=watch, name="bounds a check", daemon=True)
    try:
        try:
            watcher.start()
            inside = True
            return call()
        finally:
            inside = False
            while True:
                try:  # the last that was raised may arrive here
                    with lock:
                        pass
                    if raised:
                        _let_arrive(thread)
                    break
                except CheckOverran:
                    continue
            over.set()
    except CheckOverran as error:
        told = _told(seconds, wall, computed=raised[-1])
        raise told.with_traceback(error.__traceback__) from None


class _Arrived(BaseException):
    """Takes the place of what was on its way to a thread."""


def _let_arrive(thread: int) -> None:
    """Leave nothing on its way to the thread that runs this.

    One that is only taken back stays announced: under a tracer, as coverage is one, CPython 3.11
    then looks for it for ever at the beginning of each function.
    """
    with contextlib.suppress(_Arrived):
        _raise_in(thread, _Arrived)
        while True:
            time.sleep(0.001)


def _raise_in(thread: int, error: type[BaseException]) -> None:
    kind = ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), kind)
