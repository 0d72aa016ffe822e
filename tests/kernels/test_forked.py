"""A forked kernel is as its asker wants it, and like no other of the same parent."""

import json
import os

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

STATE = """
import json, os, random, signal, sys, uuid
import numpy as np
print(json.dumps({
    "random": random.random(), "numpy": np.random.random(), "new": np.random.default_rng().random(),
    "uuid": str(uuid.uuid4()), "cwd": os.getcwd(), "environment": dict(os.environ),
    "argv": sys.argv[0], "path": sys.path[0], "main": __name__,
    "session": os.getsid(0) == os.getpid(),
    "interrupt": signal.getsignal(signal.SIGINT) is signal.default_int_handler,
    "course": [name for name in sys.modules if name.startswith("course_lib")],
}))
"""


@pytest.fixture
def kernel(light, tmp_path):
    """Start kernels and run one piece of code in each."""
    clients = []

    def start(code, **environment):
        path, connection = write_connection_file(str(tmp_path / f"{len(clients)}.json"))
        nowhere = os.open(os.devnull, os.O_RDWR)
        asked = {"argv": ["-f", path], "cwd": str(tmp_path), "env": {"HOME": str(tmp_path)}}
        asked["env"].update(environment)
        number, process = light.fork(asked, [nowhere] * 3)
        os.close(nowhere)
        client = BlockingKernelClient()
        client.load_connection_info(connection)
        client.start_channels(hb=False, stdin=False)
        client.wait_for_ready(timeout=30)
        clients.append((client, number))
        said = []
        reply = client.execute_interactive(
            code, timeout=30, output_hook=lambda m: said.append(m["content"].get("text", ""))
        )
        return "".join(said), reply["content"], (client, number, process)

    yield start
    for client, number in clients:
        client.shutdown()
        assert light.status(number, 20) is not None
        client.stop_channels()


def test_kernels_of_one_parent_draw_different_numbers(kernel):
    first, second = (json.loads(kernel(STATE)[0]) for _ in range(2))
    for name in ("random", "numpy", "new", "uuid"):
        assert first[name] != second[name], name


def test_a_kernel_has_the_folder_and_the_environment_of_its_asker_and_no_other(
    kernel, tmp_path, monkeypatch
):
    monkeypatch.setenv("COURSE_OF_THE_PARENT", "1")
    said = json.loads(kernel(STATE, COURSE_OF_THE_ASKER="yes")[0])
    assert said["cwd"] == str(tmp_path)
    assert said["environment"]["COURSE_OF_THE_ASKER"] == "yes"
    assert "COURSE_OF_THE_PARENT" not in said["environment"]


def test_a_kernel_looks_as_if_it_had_been_started_from_nothing(kernel):
    said = json.loads(kernel(STATE)[0])
    assert said["argv"].endswith("ipykernel_launcher")
    assert said["path"] == ""
    assert said["main"] == "__main__"
    assert said["session"]
    assert said["interrupt"]
    # The course's library must be as it is on disk now: nothing of it but what starts kernels.
    assert all(name.startswith(("course_lib.kernels", "course_lib.arg")) or name == "course_lib"
               for name in said["course"])  # fmt: skip


def test_a_kernel_ends_with_a_status_and_its_parent_goes_on(kernel, light):
    _, _, (client, number, _) = kernel("1")
    client.execute("import os; os._exit(7)")
    assert os.waitstatus_to_exitcode(light.status(number, 20)) == 7
    assert light.alive
    assert kernel("print(6 * 7)")[0] == "42\n"
