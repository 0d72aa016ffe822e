"""A student installs `fair-trials[student]`: what checks a notebook is there, and nothing more."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from installation import ROOT, refusing

from course_lib.grading.release import release

EXAMPLE = ROOT / "tests" / "grading" / "example" / "01-scaling"

CHECKED = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("from course_lib.checks import assert_equal, check, question")
shell.run_cell("def minmax(x): return x")
shell.run_cell("check('minmax')")
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    return refusing(tmp_path_factory.mktemp("refusing"), ROOT)


@pytest.fixture(scope="module")
def exercise(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("exercises") / EXAMPLE.name
    release(EXAMPLE, target)
    return target


def run(environment: dict[str, str], exercise: Path, *arguments: str, status: int = 0) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, env=environment, cwd=exercise, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == status, done.stderr
    return done.stdout


def test_what_is_not_a_students_is_refused(environment, exercise):
    code = "import nbclient\ntry:\n    import nbgrader\nexcept ImportError:\n    print('refused')"
    assert run(environment, exercise, "-c", code) == "refused\n"


def test_a_cell_checks_its_question(environment, exercise):
    shown = run(environment, exercise, "-c", CHECKED)
    assert "minmax: not yet right, 0 of 4 points" in shown


def test_the_command_checks_a_notebook(environment, exercise):
    command = ("-m", "course_lib.cli", "check", "scaling.ipynb")
    shown = run(environment, exercise, *command, status=1)
    assert "minmax" in shown
    assert "YOUR" not in shown
    assert "checked after you hand in" in shown


def test_jupyterlab_shows_no_button_of_nbgraders(tmp_path):
    """Its Validate said of an unsolved exercise that it passes all tests."""
    (line,) = re.findall(r"jupyter (labextension disable .+) 2>", (ROOT / "Makefile").read_text())
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path)}

    def lab(arguments: str) -> str:
        command = [sys.executable, "-m", "jupyterlab.labextensions", *arguments.split()[1:]]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=200, check=True
        )
        return done.stdout + done.stderr

    lab(line.replace("--level=sys_prefix", "--level=user"))
    assert re.search(r"@jupyter/nbgrader v\S+ \S*disabled", lab("labextension list"))
