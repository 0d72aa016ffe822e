"""How long a check may take, in whichever thread it runs."""

import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from course_lib.checks.mistakes import CheckOverran
from course_lib.grading.overrun import bounded

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="grading needs Linux, for its clocks too"
)


def forever():
    while True:
        pass


def forever_and_deaf():
    while True:
        try:
            forever()
        except BaseException as error:
            if caught:
                raise
            caught.append(error)


caught: list[BaseException] = []


def here(function):
    return function()


def in_a_thread(function):
    came = []

    def run():
        try:
            came.append(function())
        except BaseException as error:
            came.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    if isinstance(came[0], BaseException):
        raise came[0]
    return came[0]


def briefly(function, seconds=0.3, wall=20.0):
    return bounded(function, seconds=seconds, wall=wall)


@pytest.mark.parametrize("where", [here, in_a_thread])
def test_what_takes_too_long_ends_and_the_next_is_not_touched(where):
    for function in (forever, forever_and_deaf):
        caught.clear()
        with pytest.raises(CheckOverran, match=r"computed for longer than 0\.3 s"):
            where(lambda function=function: briefly(function))
    with pytest.raises(CheckOverran, match=r"took longer than 0\.4 s"):
        where(lambda: briefly(lambda: [time.sleep(0.01) for _ in range(2000)], 30, 0.4))
    assert where(lambda: briefly(lambda: 3)) == 3
    assert where(lambda: sum(range(10**6))) == 499999500000
    with pytest.raises(KeyError):
        where(lambda: briefly(lambda: {}["x"]))


def test_what_never_comes_back_to_python_ends_its_process():
    code = "import itertools\nfrom course_lib.grading.overrun import bounded\n"
    code += "bounded(lambda: all(itertools.repeat(1)), seconds=0.2, wall=60)"
    done = subprocess.run([sys.executable, "-c", code], timeout=60, capture_output=True)
    assert done.returncode < 0


LIMIT = """
import signal, sys, threading, time
from course_lib.checks.mistakes import CheckOverran
from course_lib.grading import overrun

overrun._AGAIN = 0.0005
sys.setswitchinterval(1e-4)
timers = (signal.ITIMER_PROF, signal.ITIMER_REAL, signal.ITIMER_VIRTUAL)

def busy(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass

def check():
    outcomes, end = set(), time.monotonic() + 2
    while time.monotonic() < end:
        for pause in (0.0004, 0.0005, 0.0006):
            try:
                outcomes.add(overrun.bounded(lambda: busy(pause), **LIMITS))
            except CheckOverran as error:
                outcomes.add(str(error))
            assert not any(signal.getitimer(timer)[0] for timer in timers)
            assert signal.getsignal(signal.SIGPROF) == signal.SIG_DFL
    print(*outcomes, sep="|")

LIMITS = {"seconds": 0.0005, "wall": 0.0005}
if sys.argv[1] == "here":
    LIMITS["seconds"] = 9  # the system counts computing in longer steps
    check()
else:
    thread = threading.Thread(target=check)
    thread.start()
    thread.join()
"""


@pytest.mark.parametrize("where", ["here", "in a thread"])
def test_what_ends_at_its_limit_is_not_hit_afterwards(where):
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-c", LIMIT, where]
    done = subprocess.run(
        command, env=unmeasured, timeout=60, capture_output=True, text=True, check=True
    )
    # Where it meets Python's own tidying up, Python says so and ignores it; it comes again.
    tidying = r"Exception ignored in: <.*>\nTraceback .*\n(?:(?:  .*)?\n)+\S*CheckOverran: \n"
    assert re.sub(tidying, "", done.stderr) == ""
    outcomes = set(done.stdout.strip().split("|"))
    overran = {f"the check {what} longer than 0.0005 s" for what in ("computed for", "took")}
    assert "None" in outcomes
    assert outcomes - {"None"} <= overran
    assert outcomes & overran


MEASURED = """
def measured(lock):
    lock.acquire()
    for number in range(100):
        id(number)
    lock.release()
"""


@pytest.mark.parametrize("where", [here, in_a_thread])
def test_nothing_is_raised_while_coverage_holds_its_lock(where):
    lock, names = threading.Lock(), {"__name__": "coverage.collector"}
    exec(MEASURED, names)

    def busy(end):
        while time.monotonic() < end:
            names["measured"](lock)
            for number in range(100):
                id(number)

    for wall in (0.05, 0.06, 0.07, 0.08, 0.09, 0.1):
        with pytest.raises(CheckOverran):
            where(lambda wall=wall: briefly(lambda: busy(time.monotonic() + 20), 30, wall))
        assert not lock.locked()


def test_the_alarm_of_another_goes_off_in_its_time():
    heard, before = [], signal.getsignal(signal.SIGALRM)
    theirs = signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, lambda *_: heard.append(time.monotonic()))
    try:
        start = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        assert briefly(lambda: time.sleep(0.2)) is None
        assert not heard
        time.sleep(0.6)
        assert 0.45 < heard[0] - start < 0.75
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *theirs)


TRACED = """
import sys, threading, time
from course_lib.checks.mistakes import CheckOverran
from course_lib.grading.overrun import bounded

def busy(pause):
    end = time.monotonic() + pause
    while time.monotonic() < end:
        pass

def check(pause):
    try:
        bounded(lambda: busy(pause), seconds=5, wall=0.3)
    except CheckOverran:
        print("overran")

def trace(*event):
    return trace

sys.settrace(trace)
threading.settrace(trace)
for pause in (0, 1, 0):
    thread = threading.Thread(target=check, args=[pause])
    thread.start()
    thread.join()
print("went on")
"""


def test_nothing_is_left_behind_that_a_tracer_stumbles_over():
    done = subprocess.run(
        [sys.executable, "-c", TRACED], timeout=60, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["overran", "went on"]
