"""How long a check may take, in whichever thread it runs."""

import subprocess
import sys
import threading
import time

import pytest

from course_lib.checks.mistakes import CheckOverran
from course_lib.grading.overrun import bounded_time

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


def bounded(function, seconds=0.3, wall=20.0):
    with bounded_time(seconds, wall=wall):
        return function()


@pytest.mark.parametrize("where", [here, in_a_thread])
def test_what_takes_too_long_ends_and_the_next_is_not_touched(where):
    for function in (forever, forever_and_deaf):
        caught.clear()
        with pytest.raises(CheckOverran, match=r"computed for longer than 0\.3 s"):
            where(lambda function=function: bounded(function))
    with pytest.raises(CheckOverran, match=r"took longer than 0\.4 s"):
        where(lambda: bounded(lambda: [time.sleep(0.01) for _ in range(2000)], 30, 0.4))
    assert where(lambda: bounded(lambda: 3)) == 3
    assert where(lambda: sum(range(10**6))) == 499999500000
    with pytest.raises(KeyError):
        where(lambda: bounded(lambda: {}["x"]))


def test_what_never_comes_back_to_python_ends_its_process():
    code = "import itertools\nfrom course_lib.grading.overrun import bounded_time\n"
    code += "with bounded_time(0.2, wall=60): all(itertools.repeat(1))"
    done = subprocess.run([sys.executable, "-c", code], timeout=60, capture_output=True)
    assert done.returncode < 0


TRACED = """
import sys, threading, time
from course_lib.checks.mistakes import CheckOverran
from course_lib.grading.overrun import bounded_time

def check(pause):
    try:
        with bounded_time(5, wall=0.3):
            end = time.monotonic() + pause
            while time.monotonic() < end:
                pass
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
