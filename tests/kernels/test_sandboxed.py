"""A kernel in a sandbox: what it can do, each of its limits, and how its end is told."""

import ast
import os
import re
import signal
import textwrap
import threading
import time
from pathlib import Path

import pytest

from course_lib.kernels import Limits, ParentDied, SandboxedKernel, WarmParent
from course_lib.kernels.sandboxed import REPLY
from course_lib.kernels.supervisor import descendants
from course_lib.kernels.warm import MODULES

MIB = 2**20
ROOMY = {"wall": 40.0, "cpu": 30.0, "memory": 400 * MIB, "scratch": 16 * MIB, "file": 8 * MIB}


@pytest.fixture
def start(confined):
    """Start kernels with limits of their own."""
    kernels = []

    def started(masked=(), **limits):
        kernels.append(SandboxedKernel(confined, Limits(**{**ROOMY, **limits}), masked))
        return kernels[-1]

    yield started
    for kernel in kernels:
        kernel.close()
    assert confined.alive


def said(kernel, code, timeout=20):
    answer = kernel.run(code, timeout=timeout)
    assert answer.done, (answer, kernel.verdict)
    assert answer.error is None, answer
    return answer.output


def ended(kernel, code, timeout=30):
    """Run what ends the kernel and return its verdict."""
    begin = time.monotonic()
    answer = kernel.run(code, timeout=timeout)
    assert not answer.done
    assert time.monotonic() - begin < timeout + 40
    assert kernel.run("print('alive')", timeout=5).output == ""
    return kernel.verdict


# What it can do.


def test_names_stay_from_one_piece_of_code_to_the_next(start):
    kernel = start()
    assert said(kernel, "x = 41") == ""
    assert said(kernel, "x += 1\nprint(x)") == "42\n"
    assert said(kernel, "x") == "42\n"


def test_errors_have_a_name_and_a_message_and_end_nothing(start):
    kernel = start()
    answer = kernel.run("print('before')\n1 / 0", timeout=20)
    assert answer.done
    assert answer.error == ("ZeroDivisionError", "division by zero")
    assert answer.output == "before\n"
    assert said(kernel, "print(1)") == "1\n"


def test_what_is_displayed_as_a_reply_is_no_output(start):
    show = f"from IPython.display import display\ndisplay({{{REPLY!r}: 'yes'}}, raw=True)"
    answer = start().run(show, timeout=20)
    assert answer.replies == ["yes"]
    assert answer.output == ""


def test_replies_that_nobody_asked_for_are_counted_and_not_kept(start):
    show = f"""
from IPython.display import display
for _ in range(9):
    display({{{REPLY!r}: "x" * 9999}}, raw=True)
"""
    answer = start().run(show, timeout=20)
    assert len(answer.replies) == 2
    assert sum(map(len, answer.replies)) == 9999


def test_code_that_is_no_text_is_an_error_of_its_own(start):
    kernel = start()
    assert kernel.run("'\ud800", timeout=20).error[0] == "SyntaxError"
    assert kernel.run("x = '\0'", timeout=20).error is not None
    assert said(kernel, "print(1)") == "1\n"


def test_a_large_answer_arrives(start):
    text = said(start(output=60 * MIB), "print('x' * 20_000_000)")
    assert len(text) == 20_000_001


def test_code_that_takes_too_long_is_interrupted_and_the_kernel_goes_on(start):
    kernel = start()
    answer = kernel.run("import time\ntime.sleep(60)", timeout=0.5)
    assert answer.done
    assert answer.error == ("TimeoutError", "it waited for 5 s without computing")
    assert said(kernel, "print(1)") == "1\n"


def test_computing_is_counted_and_not_waiting_for_a_turn(start):
    others = descendants(os.getpid())
    kernel = start()
    now = float(said(kernel, "import time\nprint(time.process_time())"))
    threading.Thread(target=hold_up, args=[others, 3.0]).start()
    code = f"while time.process_time() < {now + 1}: pass\nprint('done')"
    begin = time.monotonic()
    assert said(kernel, code, timeout=2.0) == "done\n"
    assert time.monotonic() - begin > 3
    answer = kernel.run("while True: pass", timeout=0.7)
    assert answer.error == ("TimeoutError", "it computed for longer than 0.7 s")
    assert kernel.spent() > 1


def hold_up(others, seconds):
    """Keep from computing, for a while, the one process of a kernel that computes."""

    def spent(process):
        try:
            return sum(map(int, Path(f"/proc/{process}/stat").read_text().split()[13:15]))
        except OSError:
            return 0

    before = {process: spent(process) for process in descendants(os.getpid()) - others}
    while not (busy := [one for one, ticks in before.items() if spent(one) > ticks + 15]):
        time.sleep(0.02)
    (kernel,) = busy
    os.kill(kernel, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(kernel, signal.SIGCONT)


def test_shells_and_children_can_be_used(start):
    kernel = start()
    assert "hello" in said(kernel, "!echo hello")
    assert (
        said(kernel, "import subprocess\nprint(subprocess.check_output(['echo', 'hi']))")
        == "b'hi\\n'\n"
    )


# What it sees.

FILES = """
import os, stat
for number in range(256):
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        continue
    if stat.S_ISSOCK(mode):
        import socket
        line = socket.socket(fileno=os.dup(number))
        print(line.type.name, repr(line.getsockname()))
        line.close()
"""


def test_no_line_to_the_parent_or_the_warden_is_inherited(start):
    text = said(start(), FILES)
    assert "SEQPACKET" not in text
    own = {f"/scratch/.socket/k-{port}" for port in range(1, 6)}
    assert set(re.findall(r"'([^']*)'", text)) <= {"", "127.0.0.1", *own}


def test_kernels_see_nothing_of_each_other(start):
    first, second = start(), start()
    names = ("x", "/tmp/x", "/dev/shm/x", "/scratch/x")
    said(first, f"for name in {names}: open(name, 'w')")
    assert said(second, f"import os\nprint([n for n in {names} if os.path.exists(n)])") == "[]\n"
    number = "import os\nprint(os.getpid(), os.getppid())"
    assert said(second, number) == said(first, number)
    assert first.run("os.kill(-1, 9)", timeout=20).error[0] == "ProcessLookupError"
    assert said(second, "print(1)") == "1\n"


def test_nothing_outside_of_the_scratch_folder_can_be_written(start):
    code = """
import os
for place, folders, files in os.walk("/"):
    if place.count("/") > 3:
        folders.clear()
    for name in ("left-behind", *files[:3]):
        path = os.path.join(place, name)
        if path.startswith(("/scratch", "/tmp", "/dev/shm", "/dev/pts")):
            continue
        if os.path.exists(path) and not os.path.isfile(path):
            continue
        try:
            open(path, "a")
            print("WRITTEN", path)
        except OSError:
            pass
"""
    assert said(start(), code) == ""


def test_masked_files_and_folders_are_empty(start, tmp_path):
    import colorsys
    import json

    folder = os.path.dirname(json.__file__)
    kernel = start(masked=[colorsys.__file__, folder, "/nowhere/at/all"])
    look = f"import os\nprint(open({colorsys.__file__!r}).read(), os.listdir({folder!r}))"
    assert said(kernel, look) == " []\n"
    assert kernel.run(f"open({folder + '/x'!r}, 'w')", timeout=20).error[0] == "OSError"


# Its limits, one by one.


def test_memory(start):
    kernel = start(memory=300 * MIB)
    answer = kernel.run("x = bytearray(b'x' * (600 << 20))", timeout=20)
    assert kernel.verdict is None
    assert answer.error[0] == "MemoryError"
    assert said(kernel, "x = bytearray(b'x' * (20 << 20))\nprint(len(x))") == f"{20 * MIB}\n"


def test_memory_of_all_processes_together(start):
    code = """
import os, time
for _ in range(4):
    if not os.fork():
        x = bytearray(b"x" * (100 << 20))
        time.sleep(60)
time.sleep(60)
"""
    verdict = ended(start(memory=250 * MIB), code)
    assert verdict.reason == "memory"
    assert 250 * MIB < verdict.memory < 1500 * MIB


def test_time(start):
    verdict = ended(start(wall=2.0), "import time\ntime.sleep(60)")
    assert verdict.reason == "wall"
    assert 2 <= verdict.wall < 12


def test_computing(start):
    burn = "import os\nos.fork()\nwhile True: pass"
    verdict = ended(start(cpu=2.0), burn)
    assert verdict.reason in ("cpu", "exited")  # the system counts a single process to the second
    assert verdict.wall < 30


def test_processes(start):
    code = """
import os, time
for _ in range(60):
    if not os.fork():
        time.sleep(60)
time.sleep(60)
"""
    assert ended(start(processes=40, memory=2000 * MIB), code).reason == "processes"


def test_threads_and_processes_that_have_ended_count_no_more(start):
    code = """
import os, threading
for _ in range(40):
    end = threading.Event()
    threads = [threading.Thread(target=end.wait) for _ in range(30)]
    for thread in threads:
        thread.start()
    end.set()
    for thread in threads:
        thread.join()
for _ in range(600):
    process = os.fork()
    if not process:
        os._exit(0)
    os.waitpid(process, 0)
print("all")
"""
    assert said(start(processes=50, memory=2000 * MIB), code, timeout=60) == "all\n"


def test_threads_are_counted_as_processes(start):
    code = """
import threading, time
threading.stack_size(65536)
for _ in range(60):
    threading.Thread(target=time.sleep, args=(60,)).start()
time.sleep(60)
"""
    assert ended(start(processes=40), code).reason == "processes"


def test_all_files_together(start):
    kernel = start(scratch=12 * MIB)
    code = """
import os
for name in os.listdir():
    os.remove(name)
for i in range(9):
    with open(f"{FOLDER}/{i}", "wb") as file:
        file.write(b"x" * (4 << 20))
"""
    for folder in (".", "/tmp", "/dev/shm"):
        answer = kernel.run(f"FOLDER = {folder!r}\n{code}", timeout=20)
        assert answer.error == ("OSError", "[Errno 28] No space left on device")


def test_one_file(start):
    kernel = start(file=MIB)
    assert kernel.run("open('a', 'wb').write(b'x' * (2 << 20))", timeout=20).error[0] == "OSError"
    assert said(kernel, "open('b', 'wb').write(b'x' * 1000) and None") == ""


def test_open_files(start):
    code = """
kept = []
try:
    while True:
        kept.append(open("/dev/null"))
except OSError as error:
    number, why = len(kept), error.errno
kept.clear()
print(number < 100, why)
"""
    assert said(start(open_files=100), code) == "True 24\n"


def test_output(start):
    assert ended(start(output=10_000), "while True: print('x' * 1000)").reason == "output"


def test_output_is_counted_over_all_code(start):
    kernel = start(output=10_000)
    assert len(said(kernel, "print('x' * 8000)")) == 8001
    assert not kernel.run("print('x' * 8000)", timeout=20).done
    assert kernel.verdict.reason == "output"


# Its end.


def test_a_kernel_that_ends_itself_is_told_from_one_that_was_ended(start):
    assert ended(start(), "import os\nos._exit(0)").reason == "exited"
    assert start().close().reason == "closed"


def test_a_kernel_that_does_not_listen_is_ended(start):
    code = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    assert ended(start(), code, timeout=1).reason == "silent"


def test_a_stopped_kernel_is_ended(start):
    code = "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"
    assert ended(start(), code, timeout=1).reason == "silent"


def test_closing_ends_everything_at_once(start):
    kernel = start()
    said(kernel, "import subprocess\nsubprocess.Popen(['sleep', '1000'])\nNone")
    begin = time.monotonic()
    assert kernel.close() == kernel.close()
    assert time.monotonic() - begin < 10


def test_what_was_used_is_told(start):
    kernel = start()
    said(kernel, "x = bytearray(b'x' * (60 << 20))\nimport time\ntime.sleep(0.3)")
    verdict = kernel.close()
    assert 60 * MIB < verdict.memory < 200 * MIB
    assert 0 < verdict.cpu <= verdict.wall * 2 + 1


def test_the_death_of_the_parent_is_the_death_of_its_kernels(sandbox):
    parent = WarmParent(confined=True, modules=["ipykernel.kernelapp"])
    with SandboxedKernel(parent, Limits(**ROOMY)) as kernel:
        said(kernel, "x = 1")
        os.kill(parent._process.pid, signal.SIGKILL)
        answer = kernel.run("import time\ntime.sleep(30)", timeout=20)
        assert not answer.done
        assert kernel.verdict.reason in ("lost", "silent")
    with pytest.raises(ParentDied):
        SandboxedKernel(parent)
    parent.close()


def test_the_one_who_asks_needs_no_answer_to_leave(start):
    kernel = start()
    kernel._talk.execute("while True: pass", 5)
    begin = time.monotonic()
    kernel.close()
    assert time.monotonic() - begin < 10


def test_scikit_learn_finds_neighbours_though_no_process_can_be_seen(start):
    code = """
    import numpy as np
    from sklearn.neighbors import NearestNeighbors
    points = np.random.default_rng(0).normal(size=(500, 64))
    print((NearestNeighbors().fit(points).kneighbors(points)[1][:, 0] == range(500)).all())
    """
    assert said(start(), textwrap.dedent(code)) == "True\n"


# How soon it is ready.


@pytest.mark.usefixtures("confined")
def test_a_kernel_has_next_to_nothing_left_to_import():
    # A module's place among all tells when it came: after the last that the parent was asked for.
    kernels = ("ipykernel", "IPython", "tornado", "encodings", "stack_data", "pygments")
    modules = [name for name in MODULES if name.partition(".")[0] in kernels]
    code = "import sys; list(sys.modules)[list(sys.modules).index('sndhdr'):]"
    with (
        WarmParent(confined=True, modules=[*modules, "sndhdr"], barred=["debugpy"]) as parent,
        SandboxedKernel(parent, Limits(**ROOMY)) as kernel,
    ):
        own = ast.literal_eval(said(kernel, code))
        assert kernel.run("1 / 0", timeout=20).error == ("ZeroDivisionError", "division by zero")
        after = ast.literal_eval(said(kernel, code))
    late = {name.partition(".")[0] for name in own}
    assert not late & {"debugpy", "ipykernel", "tornado", "zmq", "http", "stack_data", "executing"}
    assert after == own
