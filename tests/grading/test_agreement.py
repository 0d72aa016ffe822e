"""`course check` and `course grade` say the same of a notebook, and give it the same points."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course_lib.checks.rehearsing import check_notebook
from course_lib.grading.exercise import Exercise
from course_lib.grading.gradebook.notebook import autograded, written
from course_lib.grading.prepared import PreparedExercise
from course_lib.grading.release import release, released_files
from course_lib.grading.running import Grader
from course_lib.kernels import why_no_sandbox

SOURCE = Path(__file__).parent / "example" / "01-scaling"
MINMAX = (
    "def minmax(x):\n    low, high = x.min(axis=0), x.max(axis=0)\n"
    "    return (x - low) / np.where(high == low, 1, high - low)"
)


@pytest.fixture(scope="module")
def grader():
    if reason := why_no_sandbox():
        pytest.skip(reason)
    modules = ("numpy", "ipykernel.kernelapp", "ipykernel.ipkernel")
    with Grader(modules=modules) as one:
        yield one


def code(source):
    return {"cell_type": "code", "metadata": {}, "source": source}


def forbidden(cells):
    cells[2]["source"] = "from course_lib import normalize\n\nminmax = normalize.minmax"
    return cells


def helper_in_a_check(cells):
    cells[2]["source"] = "def minmax(x):\n    return scaled(x)"
    cells[3]["source"] = MINMAX.replace("minmax", "scaled") + '\n\ncheck("minmax")'
    return cells


def turned_and_stripped(cells):
    cells[2] |= {"cell_type": "markdown", "source": MINMAX}
    cells[10]["source"] = "Because."
    return [{"cell_type": one["cell_type"], "source": one["source"]} for one in cells]


def nothing(cells):
    return cells


def errors(cells):
    cells[2]["source"] = "def minmax(x):\n    return x / [“a”]"
    cells[5]["source"] = "course_mean = 2.5"
    return [*cells, code("1 / 0"), code(MINMAX)]


def ending(cells):
    cells[2]["source"] = MINMAX
    return [*cells, code("import os\nos.kill(os.getpid(), 9)"), code("double = lambda x: 2 * x")]


@pytest.mark.parametrize(
    "change", [nothing, forbidden, helper_in_a_check, turned_and_stripped, errors, ending]
)
def test_check_says_what_grading_says(grader, tmp_path, change):
    release(SOURCE, tmp_path)
    path = tmp_path / "scaling.ipynb"
    document = json.loads(path.read_text("utf-8"))
    for cell in document["cells"]:
        cell["source"] = "".join(cell["source"])
    document["cells"] = change(document["cells"])
    path.write_text(json.dumps(document), "utf-8")
    exercise = PreparedExercise.of(Exercise.read(SOURCE))
    graded = grader.grade(path.read_bytes(), student="ada", exercise=exercise)
    checked = check_notebook(path)
    assert checked.problems == graded.problems
    visible = [one for one in graded.questions if not one.hidden]
    assert [(one.name, one.score, one.state, one.message) for one in visible] == [
        (one.name, None if one.state == "manual" else one.score, one.state, message_of(one))
        for one in checked.results
        if one.state != "hidden"
    ]


def message_of(feedback):
    return "" if feedback.manual else feedback.message


def test_a_reader_sees_the_answer_of_a_cell_without_metadata(grader):
    exercise = Exercise.read(SOURCE)
    source = json.loads(released_files(exercise)["scaling.ipynb"])
    cells = turned_and_stripped(json.loads(json.dumps(source))["cells"])
    content = json.dumps({**source, "cells": cells}).encode()
    result = grader.grade(content, student="ada", exercise=PreparedExercise.of(exercise))
    assert {one.name: one.state for one in result.questions}["why"] == "manual"
    shown = autograded(source, json.loads(content), result)
    assert written(shown, "why") == "Because."
