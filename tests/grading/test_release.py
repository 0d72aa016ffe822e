"""What students get holds no solution, no output and no hidden check, and is always the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
from typer.testing import CliRunner

from course_lib.checks.loading import load_checks
from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.notebooks import cells_of
from course_lib.checks.released import read_released
from course_lib.cli import app
from course_lib.grading.exercise import Exercise, ExerciseError
from course_lib.grading.release import release, released_differs, released_files

SOURCE = Path(__file__).parent / "example" / "01-scaling"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SOURCE, tmp_path / "solutions" / "01-scaling"))


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_no_secret_is_released():
    texts = {
        name: content.decode() for name, content in released_files(Exercise.read(SOURCE)).items()
    }
    assert texts.keys() == {"scaling.ipynb", "checks.py", "data/heights.csv"}
    source = "".join((SOURCE / name).read_text() for name in ("scaling.ipynb", "checks.py"))
    secrets = {word.strip("\",.:'\\n#()") for word in source.split() if "SECRET" in word.upper()}
    assert len(secrets) >= 8
    for text in texts.values():
        assert "secret" not in text.lower()
        assert "SOLUTION" not in text
        assert "math" not in text


def test_the_notebook_is_valid_for_jupyter_and_nbgrader():
    text = released_files(Exercise.read(SOURCE))["scaling.ipynb"].decode()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    MetadataValidatorV3().validate_nb(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if cell.metadata}
    assert cells["minmax-answer"].source == (
        'def minmax(x):\n    """Scale each column to 0 to 1."""\n'
        "    # YOUR CODE HERE\n    raise NotImplementedError()"
    )
    assert cells["why"].source == "YOUR ANSWER HERE"
    assert cells["minmax"].source == 'check("minmax")'
    assert cells["minmax"].metadata.nbgrader.points == 4
    assert all(not cell.get("outputs") for cell in notebook.cells)
    points = sum(cell.metadata.nbgrader.get("points", 0) for cell in cells.values())
    assert points == 13


def test_the_released_checks_are_the_visible_ones(tmp_path):
    release(SOURCE, tmp_path / "01-scaling")
    released = load_checks(tmp_path / "01-scaling" / "checks.py")
    source = Exercise.read(SOURCE).questions
    assert [one.name for one in released] == [one.name for one in source]
    for mine, theirs in zip(source, released, strict=True):
        assert (mine.points, mine.hidden, mine.manual, mine.extra) == (
            theirs.points,
            theirs.hidden,
            theirs.manual,
            theirs.extra,
        )


def test_the_same_source_gives_the_same_bytes_in_any_process():
    code = (
        "import hashlib, sys\n"
        "from course_lib.grading.exercise import Exercise\n"
        "from course_lib.grading.release import released_files\n"
        "files = released_files(Exercise.read(sys.argv[1]))\n"
        "print(hashlib.sha256(repr(files).encode()).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code, str(SOURCE)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_a_visible_question_cannot_use_a_private_file(folder):
    edit(folder / "checks.py", "SAMPLES = 20", 'SAMPLES = len("factor.txt") + 10')
    with pytest.raises(ExerciseError, match=r"a visible question uses factor\.txt, which students"):
        released_files(Exercise.read(folder))


def test_releasing_again_changes_nothing_and_differences_are_named(folder, tmp_path):
    target = tmp_path / "exercises" / "01-scaling"
    assert len(released_differs(folder, target)) == 3
    assert len(release(folder, target).written) == 3
    assert released_differs(folder, target) == ()
    assert release(folder, target) == ((), ())
    edit(target / "checks.py", "0 / 0", "1 / 0")
    (target / "solution.py").write_text("x = 1")
    (target / "data/heights.csv").unlink()
    assert [text.removeprefix(f"{target}/") for text in released_differs(folder, target)] == [
        "data/heights.csv is missing",
        "solution.py is not made by release",
        "checks.py is not what release makes",
    ]
    made = release(folder, target)
    assert {path.name for path in made.written} == {"checks.py", "heights.csv"}
    assert made.strays == (target / "solution.py",)
    assert (target / "solution.py").exists()
    assert not list(target.glob("*.partial"))


def test_the_command_names_what_an_older_release_has_left(folder, tmp_path):
    exercises = tmp_path / "exercises"
    command = ["release", "--solutions", str(folder.parent), "--exercises", str(exercises)]
    made = CliRunner().invoke(app, command)
    assert made.exit_code == 0
    assert "delete it" not in made.output
    (folder / "scaling.ipynb").rename(folder / "standardising.ipynb")
    again = CliRunner().invoke(app, command)
    assert again.exit_code == 0
    assert "scaling.ipynb is not released: delete it" in again.output
    assert (exercises / folder.name / "scaling.ipynb").exists()


def test_releasing_onto_the_source_is_refused(folder):
    before = {path.name: path.read_bytes() for path in folder.glob("*.*")}
    with pytest.raises(ExerciseError, match="itself"):
        release(folder, folder)
    assert {path.name: path.read_bytes() for path in folder.glob("*.*")} == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    ### END SOLUTION", "    ### THE END", "has no END SOLUTION"),
        ("    ### BEGIN SOLUTION", "    ### BEGIN", "do not alternate"),
        (
            "# Scaling",
            "### BEGIN SOLUTION\\n### END SOLUTION",
            "in a cell that is not one for solutions",
        ),
        ("# Scaling", "### BEGIN HIDDEN TESTS", "belong into checks.py"),
    ],
)
def test_markers_that_do_not_fit_release_nothing(folder, tmp_path, old, new, said):
    edit(folder / "scaling.ipynb", old, new)
    with pytest.raises(ExerciseError, match=said):
        release(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("SAMPLES = 20", "for SAMPLES in [20]:\n    pass", "only imports"),
        ("SAMPLES = 20", "SAMPLES = 20; SECRET_TOO = 3", "one statement a line"),
        ("import math", "from math import *", "not \\*"),
        (
            'assert_equal(student.value("course_mean"), 2.5)',
            "minmax_hidden.function(student)",
            "uses the check of question 'minmax-hidden'",
        ),
        (
            '@question("mean", points=1)\ndef mean',
            'if SAMPLES:\n  @question("mean", points=1)\n  def mean',
            "only imports",
        ),
    ],
)
def test_checks_that_cannot_be_cut_are_refused(folder, tmp_path, old, new, said):
    edit(folder / "checks.py", old, new)
    if "if SAMPLES" in new:
        edit(
            folder / "checks.py", '    assert_equal(student.value("course_mean"), 2.5)', "    pass"
        )
    with pytest.raises(ChecksBroken, match=said):
        release(folder, tmp_path / "out")


def test_what_a_visible_check_uses_comes_along(folder, tmp_path):
    extra = """
from dataclasses import dataclass as data, field
import os.path


@data
class Range:
    low: "Number" = 0


Number = int
LOW, HIGH = 0, 1


def bounds() -> Range:
    return Range(LOW)
"""
    edit(folder / "checks.py", "SAMPLES = 20", f"SAMPLES = 20\n{extra}")
    edit(
        folder / "checks.py",
        'assert_equal(student.value("course_mean"), 2.5)',
        "assert bounds().low == 0 and os.path",
    )
    release(folder, tmp_path / "out")
    text = (tmp_path / "out" / "checks.py").read_text()
    for part in ("dataclass as data", "import os.path", "class Range", "Number = int", "LOW, HIGH"):
        assert part in text
    assert "field" not in text
    assert load_checks(tmp_path / "out" / "checks.py")


def test_solutions_keep_their_indentation_and_their_order(folder):
    path = folder / "scaling.ipynb"
    document = json.loads(path.read_text())
    cell = next(one for one in document["cells"] if one["id"] == "c2")
    cell["source"] = (
        "class A:\n    def f(self):\n        ### BEGIN SOLUTION\n        return 1\n"
        "        ### END SOLUTION\n\n    x = 3\n# BEGIN SOLUTION\ny = 4\n# END SOLUTION\n"
    )
    path.write_text(json.dumps(document))
    released = json.loads(released_files(Exercise.read(folder))["scaling.ipynb"])
    source = "".join(released["cells"][2]["source"])
    assert source == (
        "class A:\n    def f(self):\n        # YOUR CODE HERE\n"
        "        raise NotImplementedError()\n"
        "\n    x = 3\n# YOUR CODE HERE\nraise NotImplementedError()\n"
    )
    compile(source, "cell", "exec")


def cells_by_id(target):
    document = json.loads((target / "scaling.ipynb").read_text("utf-8"))
    return {cell["id"]: cell for cell in document["cells"]}


def test_locked_cells_and_checks_can_be_neither_edited_nor_deleted(tmp_path):
    release(SOURCE, tmp_path)
    for cell in cells_by_id(tmp_path).values():
        marks = cell["metadata"].get("nbgrader", {})
        locked = {cell["metadata"].get(what) for what in ("editable", "deletable")}
        assert locked == ({False} if marks.get("locked") else {None})


def test_run_all_goes_on_behind_what_is_not_solved_yet(tmp_path):
    """Jupyter goes on behind a cell of this tag; nbclient keeps to it as JupyterLab does."""
    import nbclient

    release(SOURCE, tmp_path)
    notebook = nbformat.read(tmp_path / "scaling.ipynb", as_version=4)
    cheat = (
        "try:\n    from course_lib import normalize\nexcept ImportError as error:\n    print(error)"
    )
    notebook.cells.append(nbformat.v4.new_code_cell(f"import os\nos.chdir('/')\n{cheat}"))
    notebook.cells.append(nbformat.v4.new_code_cell("check('why')"))
    client = nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    said = [
        output["data"]["text/plain"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if cell.metadata.get("nbgrader", {}).get("grade") and "data" in output
    ]
    assert [line.partition(" ")[0].rstrip(":") for line in said] == [
        *("minmax", "minmax-hidden", "mean", "curve", "bonus")
    ]
    *_, cheating, elsewhere = notebook.cells
    assert cheating.outputs[0].text == "this exercise forbids course_lib.normalize\n"
    assert elsewhere.outputs[0].data["text/plain"].startswith("why (3 points): read by a person")
    tagged = {name for name, cell in cells_by_id(tmp_path).items() if cell["metadata"].get("tags")}
    assert "code-02" not in tagged
    assert not any(name in tagged for name in ("minmax", "mean", "curve"))


def test_the_released_checks_carry_what_the_check_of_a_notebook_needs(folder, tmp_path):
    edit(folder / "exercise.toml", "files", "limits = { cell = 9 }\nfiles")
    release(folder, tmp_path / "out")
    told = read_released(tmp_path / "out" / "checks.py")
    assert (told.forbidden, told.seconds) == (("course_lib.normalize",), 9)
    cells = cells_of(json.loads((tmp_path / "out" / "scaling.ipynb").read_text("utf-8")))
    assert [(c.kind, c.grade_id, c.points, c.locked, c.solution) for c in told.cells] == [
        (c.kind, c.grade_id, c.points, c.locked, c.solution) for c in cells
    ]
    assert [c.source for c in told.cells if c.grade_id] == [c.source for c in cells if c.grade_id]


@pytest.mark.parametrize("content", ["", "RELEASED = 3", "RELEASED = {'cells': [3]}", "(", "x = 1"])
def test_checks_that_release_did_not_write_tell_nothing(tmp_path, content):
    (tmp_path / "checks.py").write_text(content)
    assert read_released(tmp_path / "checks.py") is None
    assert read_released(tmp_path / "nowhere.py") is None


@pytest.mark.parametrize(
    ("source", "solution", "told"),
    [
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", False, "BEGIN SOLUTION stands in it"),
        ("x = 1", True, "its cell 'warm-up' holds a solution"),
        ("# YOUR CODE HERE", True, None),
    ],
)
def test_a_further_notebook_holds_no_solution(folder, source, solution, told):
    edit(folder / "exercise.toml", '"data/heights.csv"', '"data/heights.csv", "data/warm.ipynb"')
    mark = {"grade_id": "warm-up", "solution": solution, "grade": False, "locked": False}
    cell = {"cell_type": "code", "id": "a", "metadata": {"nbgrader": mark}, "source": source}
    cell |= {"outputs": [], "execution_count": None}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (folder / "data/warm.ipynb").write_text(json.dumps(notebook))
    if told is None:
        assert "data/warm.ipynb" in released_files(Exercise.read(folder))
    else:
        with pytest.raises(ExerciseError, match=told):
            released_files(Exercise.read(folder))
