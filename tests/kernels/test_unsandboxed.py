"""A kernel without a sandbox: the same answers, the bounds that hold all the same, no remains."""

import glob
import os
import sys
import tempfile
import time

import pytest

from course_lib.kernels import Limits, SandboxedKernel

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
MIB = 2**20
ROOMY = {"wall": 40.0, "cpu": 30.0, "memory": 400 * MIB, "processes": 64}


@pytest.fixture
def start(light):
    kernels = []

    def started(**limits):
        kernels.append(SandboxedKernel(light, Limits(**{**ROOMY, **limits})))
        return kernels[-1]

    yield started
    for kernel in kernels:
        kernel.close()
    assert light.alive


def folders():
    return set(glob.glob(f"{tempfile.gettempdir()}/course-kernel-*"))


def running(number):
    try:
        with open(f"/proc/{number}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_answers_in_a_folder_of_its_own_and_without_our_environment(start):
    before = folders()
    kernel = start()
    kernel.run("x = 41", timeout=20)
    assert kernel.run("print(x + 1)", timeout=20).output == "42\n"
    place = kernel.run("import os; print(os.getcwd())", timeout=20).output.strip()
    assert os.path.dirname(place) in folders() - before
    shown = kernel.run("print('PYTEST_CURRENT_TEST' in os.environ)", timeout=20).output
    assert shown == "False\n"
    assert kernel.close().reason == "closed"
    assert not os.path.exists(place)


@pytest.mark.parametrize(
    ("limits", "code", "reason"),
    [
        ({"wall": 3.0}, "import time; time.sleep(30)", "wall"),
        ({"cpu": 2.0}, "while True: pass", "cpu"),
        (
            {"memory": 300 * MIB},
            "import os, time\nfor _ in range(4):\n    if not os.fork():\n"
            "        x = bytearray(b'x' * (100 << 20)); time.sleep(60)\ntime.sleep(60)",
            "memory",
        ),
        (
            {"processes": 20},
            "import subprocess, time\nfor _ in range(40): subprocess.Popen(['sleep', '30'])\n"
            "time.sleep(20)",
            "processes",
        ),
        ({"output": MIB}, "print('x' * 2**22)", "output"),
        ({}, "import os; os._exit(0)", "exited"),
    ],
)
def test_limits_hold_without_walls(start, limits, code, reason):
    kernel = start(**limits)
    answer = kernel.run(code, timeout=30)
    assert not answer.done, answer
    assert kernel.verdict.reason == reason


def test_one_process_gets_no_more_memory_than_its_bound(start):
    kernel = start(memory=300 * MIB)
    answer = kernel.run("x = bytearray(700 * 2**20)", timeout=30)
    assert answer.error[0] == "MemoryError"
    assert kernel.run("print(1)", timeout=20).output == "1\n"


def test_what_is_left_behind_ends_with_the_kernel(start):
    kernel = start()
    code = """
import os, time
read, write = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(write, str(os.getpid()).encode())
        time.sleep(60)
    os._exit(0)
print(os.read(read, 20).decode())
"""
    orphan = int(kernel.run(code, timeout=20).output)
    assert running(orphan)
    kernel.close()
    end = time.monotonic() + 5
    while running(orphan):
        assert time.monotonic() < end, "an orphan outlives its kernel"
        time.sleep(0.02)


def test_interrupted_code_leaves_the_kernel_alive(start):
    kernel = start()
    answer = kernel.run("while True: pass", timeout=1)
    assert answer.error[0] == "TimeoutError"
    assert kernel.run("print(1)", timeout=20).output == "1\n"
