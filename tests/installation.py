"""A Python in which nothing can be imported but what a student installs."""

from __future__ import annotations

import json
import os
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
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


def of_a_student() -> set[str]:
    """Return the distributions that `fair-trials[student]` brings."""
    return installed(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["student"])


def refusing(folder: Path, library: Path) -> dict[str, str]:
    """Return an environment whose Pythons refuse what the student's installation lacks.

    `folder` is an empty one for what does so, `library` the one that course_lib is in.
    """
    there = of_a_student()
    refused = [
        module
        for module, owners in packages_distributions().items()
        if not any(canonicalize_name(owner) in there | {"fair-trials"} for owner in owners)
    ]
    assert {"nbgrader", "distributed", "dask", "sqlalchemy", "rapidfuzz", "pytest"} <= set(refused)
    (folder / "sitecustomize.py").write_text(REFUSE)
    path = f"{folder}{os.pathsep}{library}"
    return {**os.environ, "PYTHONPATH": path, "REFUSED": json.dumps(refused)}
