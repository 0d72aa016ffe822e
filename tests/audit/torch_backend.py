"""Keras on PyTorch, in a process of its own: the backend is chosen where Keras is imported.

PyTorch's packages are gigabytes: ``make torch`` installs them into an environment of its own, and
runs this file with it. It is the one file of tests that ``make test`` does not run.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "pytorch"
CODE = """
import json, sys
from course_lib.audit.running import audit_notebook
report = audit_notebook(sys.argv[1])
found = [(one.name, one.severity, one.place.cell) for one in report.findings]
print(json.dumps([report.error, found, list(report.unfollowed)]))
"""


def audited(name):
    environment = {**os.environ, "KERAS_BACKEND": "torch", "PYTHONPATH": os.getcwd()}
    command = [os.environ["TORCH_PYTHON"], "-c", CODE, str(FOLDER / f"{name}.py")]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    error, found, lost = json.loads(done.stdout.splitlines()[-1])
    assert error == ""
    return [tuple(one) for one in found], lost


@pytest.mark.parametrize("name", ["fair_call", "fair_fit", "fair_loop"])
def test_what_is_fair_is_left_in_peace(name):
    found, lost = audited(name)
    assert {severity for _, severity, _ in found} <= {"note"}, found
    assert lost == []


def test_flaws_of_a_loop_are_found():
    found, _ = audited("flawed_loop")
    assert {(name, cell) for name, _, cell in found} == {
        ("training-score-only", 3),
        ("weights-inherited", 3),
    }, found
