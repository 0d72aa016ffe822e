"""A student installs `fair-trials[student]`: what checks a notebook is there, and nothing more."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_lib.grading.release import release

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests" / "grading" / "example" / "01-scaling"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

# Python runs a sitecustomize in each of its processes, the kernels' too.
REFUSE = """
import json, os, sys

class Refused:
    names = frozenset(json.loads(os.environ["REFUSED"]))

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refused())
"""
CHECKED = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("from course_lib.checks import assert_equal, check, question")
shell.run_cell("def minmax(x): return x")
shell.run_cell("check('minmax')")
"""


def installed(requirements: list[str]) -> set[str]:
    """Return the distributions that requirements bring, by their canonical names."""
    found: dict[tuple[str, str], None] = {}
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            needs = distribution(name).requires or []
        except PackageNotFoundError:  # of another system
            continue
        for one in ("", *requirement.extras):
            if (name, one) not in found:
                found[name, one] = None
                waiting += [(Requirement(text), one) for text in needs]
    return {name for name, _ in found}


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    """Return an environment whose Pythons refuse what the student's installation lacks."""
    there = installed(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["student"])
    refused = [
        module
        for module, owners in packages_distributions().items()
        if not any(canonicalize_name(owner) in there | {"fair-trials"} for owner in owners)
    ]
    assert {"nbgrader", "distributed", "dask", "sqlalchemy", "rapidfuzz", "pytest"} <= set(refused)
    folder = tmp_path_factory.mktemp("refusing")
    (folder / "sitecustomize.py").write_text(REFUSE)
    path = f"{folder}{os.pathsep}{ROOT}"
    return {**os.environ, "PYTHONPATH": path, "REFUSED": json.dumps(refused)}


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
