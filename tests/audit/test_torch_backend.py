"""Keras on PyTorch, in a process of its own: the backend is chosen where Keras is imported.

PyTorch is in no lock (its wheels are gigabytes): ``pip install torch`` beside the course, or name
with COURSE_TORCH_PYTHON the program of an environment that has it.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.audit.tensors import plain

FOLDER = Path(__file__).parent / "pytorch"
PYTHON = os.environ.get("COURSE_TORCH_PYTHON", sys.executable)
needs_torch = pytest.mark.skipif(
    sys.executable == PYTHON and importlib.util.find_spec("torch") is None,
    reason="needs PyTorch, which no lock of the course holds: pip install torch",
)
CODE = """
import json, sys
from course_lib.audit.running import audit_notebook
report = audit_notebook(sys.argv[1])
found = [(one.name, one.severity, one.place.cell) for one in report.findings]
print(json.dumps([report.error, found, list(report.unfollowed)]))
"""


def audited(name):
    environment = {**os.environ, "KERAS_BACKEND": "torch", "PYTHONPATH": os.getcwd()}
    command = [PYTHON, "-c", CODE, str(FOLDER / f"{name}.py")]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    error, found, lost = json.loads(done.stdout.splitlines()[-1])
    assert error == ""
    return [tuple(one) for one in found], lost


@needs_torch
@pytest.mark.parametrize("name", ["fair_call", "fair_fit", "fair_loop"])
def test_what_is_fair_is_left_in_peace(name):
    found, lost = audited(name)
    assert {severity for _, severity, _ in found} <= {"note"}, found
    assert lost == []


@needs_torch
def test_flaws_of_a_loop_are_found():
    found, _ = audited("flawed_loop")
    assert {(name, cell) for name, _, cell in found} == {
        ("training-score-only", 3),
        ("weights-inherited", 3),
    }, found


class Asked:
    """A tensor of PyTorch that gradients are asked of."""

    dtype = "float32"

    def detach(self):
        return Detached()

    def numpy(self):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


class Detached:
    def cpu(self):
        return self

    def numpy(self):
        return [1.0]


def test_a_tensor_that_gradients_are_asked_of_is_read():
    assert plain(Asked()) == [1.0]
