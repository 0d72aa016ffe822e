"""A warm parent forks, tells how its children end, and is missed when it dies."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from course_lib.kernels import ParentDied, WarmParent
from course_lib.kernels.warm import MODULES, SharedParent


def request(code="pass", **environment):
    """Return the request for a kernel that has no connection file and so ends at once."""
    return {"argv": ["-f", "/nowhere/kernel.json"], "cwd": "/", "env": {**environment}}


@pytest.fixture
def nowhere():
    descriptor = os.open(os.devnull, os.O_RDWR)
    yield [descriptor] * 3
    os.close(descriptor)


def test_children_are_numbered_and_their_ends_are_told(light, nowhere):
    first, one = light.fork(request(), nowhere)
    second, other = light.fork(request(), nowhere)
    assert first != second
    assert one != other
    for number, process in ((first, one), (second, other)):
        os.kill(process, signal.SIGKILL)
        status = light.status(number, 20)
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    assert light.alive


def test_a_living_child_has_no_status(light, nowhere):
    number, process = light.fork(request(), nowhere)
    os.kill(process, signal.SIGSTOP)
    assert light.status(number) is None
    assert light.status(number, 0.1) is None
    os.kill(process, signal.SIGKILL)
    assert light.status(number, 20) == signal.SIGKILL


def test_a_large_environment_harms_nobody(light, nowhere):
    number, process = light.fork(request(COURSE_LARGE="x" * 100_000), nowhere)
    os.kill(process, signal.SIGKILL)
    assert light.status(number, 20) is not None
    with pytest.raises(OSError, match="too long"):
        light.fork(request(COURSE_LARGE="x" * 1_000_000), nowhere)
    assert light.alive


def test_a_dead_parent_is_noticed_and_takes_its_children_with_it(nowhere):
    parent = WarmParent(modules=["ipykernel.kernelapp"])
    number, process = parent.fork(request(), nowhere)
    while os.getsid(process) != process:  # it has come so far as to be itself
        time.sleep(0.001)
    os.kill(process, signal.SIGSTOP)
    os.kill(parent._process.pid, signal.SIGKILL)
    assert parent.status(number, 20) == -1
    end = time.monotonic() + 10
    while parent.alive and time.monotonic() < end:
        time.sleep(0.01)
    assert not parent.alive
    with pytest.raises(ParentDied):
        parent.fork(request(), nowhere)
    while os.path.exists(f"/proc/{process}") and time.monotonic() < end:
        time.sleep(0.01)
    assert not os.path.exists(f"/proc/{process}")
    parent.close()


def test_a_parent_whose_socket_is_kept_open_by_a_child_is_missed_all_the_same(nowhere):
    parent = WarmParent(modules=["ipykernel.kernelapp"])
    number, process = parent.fork(request(), nowhere)
    os.kill(process, signal.SIGSTOP)  # most often before it has closed anything
    os.kill(parent._process.pid, signal.SIGKILL)
    assert parent.status(number, 20) == -1
    parent.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def test_a_parent_that_dies_before_it_is_ready_is_no_parent(nowhere):
    parent = WarmParent(modules=["tensorflow"])
    parent._process.kill()
    with pytest.raises(ParentDied):
        parent.fork(request(), nowhere)
    parent.close()


def test_a_parent_is_shared_and_ends_the_children_of_a_client_that_goes(light, nowhere, tmp_path):
    light.share(str(tmp_path / "parent"))
    shared = [SharedParent(str(tmp_path / "parent"), confined=False) for _ in range(2)]
    children = [parent.fork(request(), nowhere) for parent in (light, *shared)]
    for _, process in children:
        os.kill(process, signal.SIGSTOP)
    shared[0].close()
    assert light.status(children[0][0], 0.2) is None
    assert shared[1].status(children[2][0], 0.2) is None
    end = time.monotonic() + 20
    while alive(children[1][1]):
        assert time.monotonic() < end
        time.sleep(0.01)
    for parent, (number, process) in ((light, children[0]), (shared[1], children[2])):
        os.kill(process, signal.SIGKILL)
        assert parent.status(number, 20) == signal.SIGKILL
    shared[1].close()


def alive(process):
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_shared_parent_that_dies_is_missed_by_all(nowhere, tmp_path):
    parent = WarmParent(modules=["ipykernel.kernelapp"])
    parent.share(str(tmp_path / "parent"))
    shared = SharedParent(str(tmp_path / "parent"), confined=False)
    number, process = shared.fork(request(), nowhere)
    os.kill(process, signal.SIGSTOP)
    os.kill(parent._process.pid, signal.SIGKILL)
    assert shared.status(number, 20) == -1
    with pytest.raises(ParentDied):
        shared.fork(request(), nowhere)
    shared.close()
    parent.close()
    with pytest.raises(ParentDied, match="cannot be asked"):
        SharedParent(str(tmp_path / "parent"), confined=False)


def test_closing_twice_is_as_good_as_once(nowhere):
    parent = WarmParent(modules=[])
    parent.close()
    parent.close()
    assert not parent.alive
    with pytest.raises(ParentDied):
        parent.fork(request(), nowhere)


@pytest.mark.parametrize(
    "error", [MemoryError, RuntimeError("no more threads"), OSError(24, "files")]
)
def test_whatever_stops_the_start_is_told_and_nobody_waits(monkeypatch, error):
    def fails(*arguments, **options):
        raise error

    monkeypatch.setattr("course_lib.kernels.warm.subprocess.Popen", fails)
    with pytest.raises(OSError, match="the warm parent cannot be started"):
        WarmParent(modules=[])


def test_a_listener_that_fails_counts_as_a_dead_parent(monkeypatch, nowhere):
    def fails(self, message):
        raise MemoryError

    monkeypatch.setattr(WarmParent, "_heard", fails)
    monkeypatch.setattr("threading.excepthook", lambda arguments: None)
    with WarmParent(modules=[]) as parent, pytest.raises(ParentDied):
        parent.fork(request(), nowhere)


def test_what_cannot_be_started_is_an_error_of_the_system(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(OSError, match="the warm parent cannot be started"):
        WarmParent(modules=[])


def asked(*arguments):
    """Start a parent by hand and return what it says when it is ready, and its modules."""
    import socket

    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        module = "course_lib.kernels.parent"
        command = [sys.executable, "-m", module, str(theirs.fileno()), *arguments]
        with subprocess.Popen(command, pass_fds=[theirs.fileno()]) as process:
            ours.settimeout(60)
            ready = json.loads(ours.recv(2**16))
            ours.shutdown(socket.SHUT_RDWR)
            assert process.wait(20) == 0
    return ready


def test_missing_modules_are_left_out():
    assert asked("json", "nowhere_to_be_found")["missing"] == ["nowhere_to_be_found"]


def test_barred_modules_are_in_no_memory_and_take_with_them_what_needs_them():
    assert asked("colorsys", "json", "-colorsys")["missing"] == ["colorsys"]
    assert asked("wave", "html.parser", "-html")["missing"] == ["html.parser"]


def test_what_is_imported_beforehand_starts_no_thread_and_holds_no_part_of_the_course():
    ready = asked("ipykernel.kernelapp", "pandas")
    assert ready["threads"] == 1
    assert not any(module.startswith("course_lib") for module in MODULES)


def test_who_asks_for_a_shared_parent_that_was_killed_hears_so_at_once(tmp_path):
    path = str(tmp_path / "parent")
    parent = WarmParent(modules=["json"])
    parent.share(path)
    earlier = SharedParent(path, confined=False)
    os.kill(parent._process.pid, signal.SIGKILL)
    start = time.monotonic()
    with pytest.raises(ParentDied):
        SharedParent(path, confined=False).fork({}, [])
    with pytest.raises(ParentDied):
        earlier.fork({}, [])
    while parent.alive:
        assert time.monotonic() < start + 10
    with pytest.raises(ParentDied):
        SharedParent(path, confined=False)
    assert time.monotonic() < start + 10
    parent.close()
