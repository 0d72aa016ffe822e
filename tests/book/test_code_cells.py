"""Code cells fit the column of the page, and need nothing that course_lib does not bring along."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys

import pytest
from altering import code_cells
from chapters import NOTEBOOKS, THROUGH

WIDTH = 78
NAME = re.compile(r"[\w.-]+")


@pytest.mark.parametrize("chapter", THROUGH)
def test_code_fits_the_page(chapter):
    wide = [
        f"{cell.id}, {len(line)}: {line}"
        for cell in code_cells(chapter)
        for line in cell.source.splitlines()
        if len(line) > WIDTH
    ]
    assert wide == []


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_a_chapter_imports_only_what_comes_with_the_package(chapter):
    """Kernels of book/conftest.py work in an empty folder, but in an environment that has all."""
    requirements = importlib.metadata.requires("fair-trials") or []
    needed = {NAME.match(line)[0].lower() for line in requirements if "extra ==" not in line}
    providers = importlib.metadata.packages_distributions()
    for name in _imported(chapter) - set(sys.stdlib_module_names) - {"course_lib"}:
        assert {one.lower() for one in providers[name]} & needed, f"{name} is not brought along"


def _imported(chapter):
    names = set()
    for cell in code_cells(chapter):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module.split(".")[0])
    return names
