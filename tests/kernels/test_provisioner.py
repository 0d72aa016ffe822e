"""Jupyter starts its kernels through the warm parent, and without it where it must."""

import os
import re
import signal
import sys
import time

import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

from course_lib.kernels import WarmParent, provisioner
from course_lib.kernels.provisioner import WarmProvisioner, cold_reason

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kernels are forked on Linux alone"
)
LIGHT = ("ipykernel.kernelapp", "ipykernel.ipkernel")


@pytest.fixture
def warm(monkeypatch):
    """Choose the provisioner for all kernels, with a parent that is quick to start."""
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "course-warm-provisioner")
    monkeypatch.setattr(provisioner, "WarmParent", lambda: WarmParent(modules=LIGHT))
    monkeypatch.setattr(provisioner, "_shared", [])
    # The factory reads the variable once in a process, so each test takes a new one.
    KernelProvisionerFactory.clear_instance()
    yield provisioner._shared
    KernelProvisionerFactory.clear_instance()
    for parent in provisioner._shared:
        parent.close()


@pytest.fixture
def started(warm):
    """Start kernels; return manager and client."""
    kernels = []

    def start(**options):
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(**options)
        client = manager.blocking_client()
        client.start_channels()
        kernels.append((manager, client))
        client.wait_for_ready(timeout=60)
        return manager, client

    yield start
    for manager, client in kernels:
        client.stop_channels()
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)


def run(client, code):
    said = []
    reply = client.execute_interactive(
        code, timeout=60, output_hook=lambda m: said.append(m["content"].get("text", ""))
    )
    return "".join(said), reply["content"]


def test_kernels_come_from_the_warm_parent(started, warm, tmp_path):
    manager, client = started(cwd=str(tmp_path), env={**os.environ, "COURSE_OWN": "mine"})
    assert isinstance(manager.provisioner, WarmProvisioner)
    said, _ = run(client, "import os; print(os.getcwd(), os.environ['COURSE_OWN'], os.getppid())")
    assert said.split() == [str(tmp_path), "mine", str(warm[0]._process.pid)]
    assert manager.is_alive()


def test_a_kernel_can_be_interrupted(started):
    manager, client = started()
    message = client.execute("import time\ntime.sleep(60)")
    time.sleep(0.5)
    start = time.monotonic()
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=20)
    while reply["parent_header"]["msg_id"] != message:  # a late answer to being asked if it is up
        reply = client.get_shell_msg(timeout=20)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert time.monotonic() - start < 10
    said, reply = run(client, "print(1)")
    while reply["status"] == "aborted":  # after an error a kernel drops what it was sent meanwhile
        said, reply = run(client, "print(1)")
    assert said == "1\n"


def test_a_kernel_can_be_restarted(started):
    manager, client = started()
    run(client, "x = 1; import os")
    before = manager.provisioner.pid
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=60)
    assert run(client, "print('x' in globals())")[0] == "False\n"
    assert manager.provisioner.pid != before


@pytest.mark.parametrize("now", [True, False])
def test_a_kernel_can_be_shut_down(started, now):
    manager, _ = started()
    process = manager.provisioner.pid
    manager.shutdown_kernel(now=now)
    assert not manager.has_kernel
    end = time.monotonic() + 10
    while os.path.exists(f"/proc/{process}") and time.monotonic() < end:
        time.sleep(0.01)
    assert not os.path.exists(f"/proc/{process}")


def test_a_kernel_that_died_is_seen_to_be_dead(started):
    manager, client = started()
    client.execute("import os; os._exit(3)")
    end = time.monotonic() + 20
    while manager.is_alive() and time.monotonic() < end:
        time.sleep(0.05)
    assert not manager.is_alive()
    assert manager.provisioner.process.wait(5) == 3
    manager.provisioner.process.kill()  # as of a Popen: nothing, and surely no other process


def test_a_dead_parent_is_replaced(started, warm):
    started()
    first = warm[0]
    os.kill(first._process.pid, signal.SIGKILL)
    end = time.monotonic() + 20
    while first.alive and time.monotonic() < end:
        time.sleep(0.01)
    _, client = started()
    assert warm[0] is not first
    assert run(client, "print(1)")[0] == "1\n"


def test_a_parent_that_dies_under_the_request_leaves_a_cold_kernel(started, warm, caplog):
    doomed = WarmParent(modules=["tensorflow"])
    warm[:] = [doomed]
    os.kill(doomed._process.pid, signal.SIGKILL)
    with caplog.at_level("WARNING"):
        _, client = started()
    assert run(client, "print(1)")[0] == "1\n"
    cold = "The kernel starts cold: the warm parent" in caplog.text
    assert cold or warm[0] is not doomed


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ([sys.executable, "-m", "ipykernel_launcher", "-f", "x"], None),
        (["/usr/bin/other", "-m", "ipykernel_launcher", "-f", "x"], "another environment"),
        (["R", "--slave", "-e", "IRkernel::main()"], "not a Python kernel"),
        ([], "not a Python kernel"),
    ],
)
def test_only_kernels_of_this_environment_are_forked(command, reason):
    found = cold_reason(command)
    assert found is reason or reason in found


def test_an_environment_of_the_same_interpreter_is_another_one(tmp_path):
    (tmp_path / "python").symlink_to(os.path.realpath(sys.executable))
    command = [str(tmp_path / "python"), "-m", "ipykernel_launcher", "-f", "x"]
    assert cold_reason(command) == "the kernel is of another environment"


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_where_forking_is_unsafe_nothing_is_forked(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "x"]
    assert cold_reason(command) == f"forking a process with threads is unsafe on {platform}"


def test_a_kernel_of_another_interpreter_starts_cold_and_says_so(started, warm, caplog, tmp_path):
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    other.chmod(0o755)
    manager = KernelManager(kernel_name="python3")
    manager.kernel_spec.argv[0] = str(other)
    with caplog.at_level("WARNING"):
        manager.start_kernel()
    try:
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        assert run(client, "print(1)")[0] == "1\n"
        client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
    assert "The kernel starts cold: the kernel is of another environment." in caplog.text
    assert warm == []


def test_tensorflow_is_there_at_once(started, warm):
    parent = WarmParent()
    parent._ready.wait(120)
    warm[:] = [parent]
    started()
    _, client = started()
    said, _ = run(client, "import sys\nprint('tensorflow' in sys.modules)")
    assert said == "True\n"
    said, _ = run(client, "import tensorflow as tf\nprint(int(tf.constant(1) + 1))")
    assert re.search(r"\b2\n", said)
