"""A class, graded once without disturbance, for all tests that grade it in other ways."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from coursework import EXAMPLE, NAME, STUDENTS, course

collect_ignore = ["conftest.py", "coursework.py", "systems.py", "example"]


@pytest.fixture(scope="module")
def solutions(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("solutions")
    shutil.copytree(EXAMPLE, folder / NAME)
    return folder


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory) -> Path:
    """Return a class: right solutions, a late one, half of one, a broken file, nothing of value."""
    folder = tmp_path_factory.mktemp("submitted")
    source = json.loads((EXAMPLE / "scaling.ipynb").read_text("utf-8"))
    for number in range(STUDENTS):
        place = folder / f"student{number}" / NAME
        place.mkdir(parents=True)
        notebook = json.loads(json.dumps(source))
        own = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        notebook["cells"].append(
            {**own, "id": "own", "source": f"print({number})\nopen('data/heights.csv')"}
        )
        if number == 2:
            notebook["cells"].append({**own, "id": "late", "source": "def minmax(x): return x"})
        text = json.dumps(notebook) if number != 4 else "no notebook"
        (place / "scaling.ipynb").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def graded(solutions, handed_in, tmp_path_factory) -> Path:
    """Return the folder of an undisturbed run."""
    folder = tmp_path_factory.mktemp("grades")
    done = course("grade", handed_in, "--solutions", solutions, "--into", folder, "--workers", 2)
    assert done.returncode == 0, done.stderr
    assert f"{STUDENTS} graded, 0 known already" in done.stdout
    return folder
