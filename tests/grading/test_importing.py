"""Assignments of nbgrader's become exercises: released, and proved with their own solution."""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

from course_lib.checks.loading import load_checks
from course_lib.cli import app
from course_lib.grading.exercise import Exercise
from course_lib.grading.importing import import_nbgrader
from course_lib.grading.importing.names import NotConvertibleError, defined_in
from course_lib.grading.importing.tests import translated
from course_lib.grading.release import release
from course_lib.grading.settings import ExerciseError

KNOWN = defined_in(
    [
        "import numpy as np\nimport pandas as pd",
        "%matplotlib inline\ndef f(x, y=1):\n    return x\ndef g(x): return x\ng2 = lambda x: x",
        "class Tree: pass",
        "rate = 0.1\ntable = pd.DataFrame()\nfor step in range(3): pass",
    ]
)


@pytest.mark.parametrize(
    ("test", "check"),
    [
        ("assert f(1, y=2) == [1]", "assert student.call('f', 1, y=2) == [1]"),
        ("assert f(g(1)) == 1", "assert student.call('f', student.call('g', 1)) == 1"),
        ("assert f(*[1], **{'y': 2})", "assert student.call('f', *[1], **{'y': 2})"),
        (
            "assert g2(1) == rate, 'no'",
            "assert student.call('g2', 1) == student.value('rate'), 'no'",
        ),
        ("assert table.shape == (0, 0)", "assert student.value('table').shape == (0, 0)"),
        (
            "for x in [1, 2]:\n    print(x)\n    y = f(x)\n    assert y == x",
            "for x in [1, 2]:\n    y = student.call('f', x)\n    assert y == x",
        ),
        (
            "x = np.arange(3)\nnp.testing.assert_allclose(f(x), x)",
            "x = np.arange(3)\nnp.testing.assert_allclose(student.call('f', x), x)",
        ),
        (
            "assert all(f(x) > 0 for x in range(3))",
            "assert all((student.call('f', x) > 0 for x in range(3)))",
        ),
        ("y = [f(z) for z in [1]]\nassert y", "y = [student.call('f', z) for z in [1]]\nassert y"),
        ("rate = 3\nassert f(rate) == 3", "rate = 3\nassert student.call('f', rate) == 3"),
        (
            "def near(a, b):\n    return abs(a - b) < 1e-6\nassert near(f(1), 1)",
            "def near(a, b):\n    return abs(a - b) < 1e-06\nassert near(student.call('f', 1), 1)",
        ),
        (
            "if rate > 0:\n    assert f(1)\nelse:\n    assert g(1)",
            "if student.value('rate') > 0:\n    assert student.call('f', 1)\nelse:\n"
            "    assert student.call('g', 1)",
        ),
        (
            "try:\n    f(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError",
            "RAISES",
        ),
        ("try:\n    f(0)\n    assert False\nexcept ValueError:\n    print('ok')", "RAISES"),
        ("import pytest\nwith pytest.raises(ValueError):\n    f(0)", "RAISES"),
        ("from nose.tools import assert_raises\nassert_raises(ValueError, f, 0)", "RAISES"),
        (
            "from nose.tools import assert_equal, ok_\nassert_equal(f(1), 1)\nok_(f(2))",
            "assert student.call('f', 1) == 1\nassert student.call('f', 2)",
        ),
        (
            "from nose.tools import assert_almost_equal\nassert_almost_equal(f(1), 1.0, places=3)",
            "assert round(abs(student.call('f', 1) - 1.0), 3) == 0",
        ),
    ],
)
def test_what_can_be_asked_for(test, check):
    if check == "RAISES":
        check = "assert_raises('ValueError', student.call, 'f', 0)"
    made = translated(test, KNOWN)
    assert made.body == check
    assert ("assert_raises" in made.uses) == check.startswith("assert_raises")


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("old = f\nassert old(1)", "it keeps the function f itself"),
        ("del f", "it replaces f, which the student's code uses"),
        ("def f(x): return 1\nassert g(1) == 1", "it replaces f"),
        ("assert callable(f)", "it looks at the function f itself"),
        ("assert f.__doc__", "it looks at the function f itself"),
        ("import inspect\nassert 'for' in inspect.getsource(f)", "it uses inspect"),
        ("assert list(map(f, [1])) == [1]", "it keeps the function f itself"),
        ("x = [2, 1]\nf(x)\nassert x == [1, 2]", "it calls f for what that does"),
        ("assert Tree().x == 1", "it uses the class Tree"),
        ("np.random.seed(1)\nassert f(1)", "it sets a seed"),
        ("assert open('a.txt').read() == f(1)", "it uses open"),
        ("assert 'f' in globals()", "it uses globals"),
        ("assert h(1) == 1", "h is defined nowhere before it"),
        ("rate += 1\nassert f(rate)", "it changes rate"),
        ("%timeit f(1)", "it is not Python alone"),
        ("### AUTOTEST f(1)", "it tests nothing"),
        ("assert 1 + 1 == 2", "it asserts nothing of what the student wrote"),
        ("x = f(1)", "it asserts nothing of what the student wrote"),
        ("points = f(1)\npoints", "it ends in a value"),
        ("try:\n    x = f(1)\nexcept ValueError:\n    x = 2\nassert x", "its try is no plain test"),
        ("with open('a') as a:\n    assert f(a)", "its with is no plain test"),
        ("from unittest import mock\nassert f(1)", "it uses unittest"),
    ],
)
def test_what_cannot_be_asked_for_is_said(test, reason):
    with pytest.raises(NotConvertibleError) as error:
        translated(test, KNOWN)
    assert str(error.value).startswith(reason)


def cell(kind, text, **mark):
    metadata = {"nbgrader": {"schema_version": 3, "task": False, **mark}} if mark else {}
    made = {"cell_type": kind, "metadata": metadata, "source": text}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def code(name, text, **mark):
    given = {"grade": False, "solution": True, "locked": False} | mark
    return cell("code", text, grade_id=name, **given)


def graded(name, text, points, **mark):
    return code(name, text, grade=True, solution=False, locked=True, points=points, **mark)


CELLS = [
    cell("markdown", "# Squares\n\n![](square.png)"),
    code("start", "import numpy as np\nlargest = 4", solution=False, locked=True),
    code(
        "squares",
        "def squares(n):\n    ### BEGIN SOLUTION\n    if n < 1:\n        raise ValueError('n')\n"
        "    return [i**2 for i in range(1, n + 1)]\n    ### END SOLUTION",
    ),
    graded(
        "Correct squares",
        '"""Several inputs."""\nassert squares(1) == [1]\nassert squares(2) == [1, 4]\n'
        "### BEGIN HIDDEN TESTS\nassert squares(largest) == [1, 4, 9, 16]\n### END HIDDEN TESTS",
        3,
    ),
    graded(
        "invalid",
        "try:\n    squares(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError",
        1,
    ),
    graded("uses", "kept = squares\ndel squares\nassert kept(1)", 2),
    graded("wrong", "assert squares(3) == (1, 4, 8)", 1),
    {**code("formula", "$i^2$", grade=True, points=2), "cell_type": "markdown"},
    code("use", "total = sum(squares(3))", grade=True, points=1),
    cell(
        "markdown",
        "State a formula.\n\n=== BEGIN MARK SCHEME ===\nOne point each.\n=== END MARK SCHEME ===",
        **{"grade_id": "9-state", "grade": False, "solution": False, "locked": True},
        points=4,
    ),
]
CELLS[-1]["metadata"]["nbgrader"]["task"] = True


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("imported")
    source = folder / "source" / "ps1"
    (source / ".ipynb_checkpoints").mkdir(parents=True)
    (source / ".ipynb_checkpoints" / "old.txt").write_text("old")
    (source / "data").mkdir()
    (source / "data" / "a.csv").write_text("a\n1\n")
    (source / "square.png").write_bytes(b"png")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = {"cells": CELLS, "metadata": {"kernelspec": kernel}, "nbformat": 4}
    (source / "problem.ipynb").write_text(json.dumps(document | {"nbformat_minor": 2}))
    run = ["import", "nbgrader", str(source), "--solutions", str(folder / "solutions")]
    done = CliRunner().invoke(app, run, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return folder, done.output


def test_what_was_converted_and_what_was_not_is_said(imported):
    lines = imported[1].splitlines()
    assert lines[0].endswith(
        "solutions/01-ps1: 01-ps1.ipynb, checks.py, exercise.toml, data/a.csv, square.png"
    )
    assert lines[1] == "3 checks, 4 points: correct-squares, correct-squares-hidden, invalid"
    assert lines[2] == "3 answers for a person to read, 7 points: formula, use, q-9-state"
    rows = [[part.strip() for part in line.split("│")[1:-1]] for line in lines if "│" in line]
    assert [row[:3] for row in rows] == [
        ["correct-squares", "3", "otherwise"],
        ["uses", "2", "not converted"],
        ["wrong", "1", "not converted"],
        ["q-9-state", "4", "otherwise"],
    ]
    assert "keeps the function squares itself" in rows[1][3]
    assert "its own solution does not pass the check that was made of it" in rows[2][3]
    assert lines[-1].startswith("3 points are not in it; the tests stand as comments in")


def test_it_is_an_exercise_with_the_same_points(imported):
    exercise = Exercise.read(imported[0] / "solutions" / "01-ps1")
    assert exercise.title == "Squares"
    assert exercise.points == 3 + 1 + 2 + 1 + 4
    kinds = {one.name: (one.points, one.hidden, one.manual) for one in exercise.questions}
    assert kinds == {
        "correct-squares": (1.5, False, False),
        "correct-squares-hidden": (1.5, True, False),
        "invalid": (1, False, False),
        "formula": (2, False, True),
        "use": (1, False, True),
        "q-9-state": (4, False, True),
    }
    assert {one.name: one.rubric for one in exercise.questions}["q-9-state"] == "One point each."


def test_students_get_no_solution_no_hidden_test_and_all_files(imported):
    folder = imported[0]
    release(folder / "solutions" / "01-ps1", folder / "exercises" / "01-ps1")
    given = folder / "exercises" / "01-ps1"
    assert (given / "data" / "a.csv").is_file()
    checks = (given / "checks.py").read_text("utf-8")
    notebook = (given / "01-ps1.ipynb").read_text("utf-8")
    assert "[1, 4]" in checks
    for secret in ("9, 16", "kept", "(1, 4, 8)", "One point each"):
        assert secret not in checks
        assert secret not in notebook
    assert "range(1" not in notebook
    assert "$i^2$" not in notebook
    shown = [one.name for one in load_checks(given / "checks.py") if one.visible]
    assert shown == ["correct-squares", "invalid"]


def test_its_own_solution_is_right_and_nothing_earns_nothing(imported):
    folder = imported[0]
    source = folder / "solutions" / "01-ps1" / "01-ps1.ipynb"
    done = CliRunner().invoke(app, ["check", str(source)])
    assert done.exit_code == 0, done.output
    assert "4 of 4 points; 7 are read by a person." in done.output
    given = folder / "exercises" / "01-ps1" / "01-ps1.ipynb"
    done = CliRunner().invoke(app, ["check", str(given)])
    assert done.exit_code == 1
    assert "0 of 2.5 points" in done.output


def test_what_is_no_assignment_is_one_sentence(imported, tmp_path):
    source = imported[0] / "source" / "ps1"
    solutions = imported[0] / "solutions"
    for call, said in [
        ((source, solutions, "01-ps1"), "there is .*01-ps1 already"),
        ((source, solutions, "ps1"), "named like 05-squares, not ps1"),
        ((tmp_path, solutions), "holds no notebook"),
    ]:
        with pytest.raises(ExerciseError, match=said):
            import_nbgrader(*call)
    two = shutil.copytree(source, tmp_path / "two")
    shutil.copy(two / "problem.ipynb", two / "other.ipynb")
    with pytest.raises(ExerciseError, match=r"holds other\.ipynb, problem\.ipynb: import each by"):
        import_nbgrader(two, tmp_path / "solutions")
    text = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (two / "other.ipynb").write_text(text)
    with pytest.raises(ExerciseError, match="no cell that nbgrader would grade"):
        import_nbgrader(two / "other.ipynb", tmp_path / "solutions")
    alone = json.dumps({**json.loads(text), "cells": [graded("made", "### AUTOTEST f(1)", 1)]})
    (two / "other.ipynb").write_text(alone)
    with pytest.raises(ExerciseError, match="nothing of it can be converted: made: it tests noth"):
        import_nbgrader(two / "other.ipynb", tmp_path / "solutions")
    assert not list((tmp_path / "solutions").glob("*"))
    done = CliRunner().invoke(app, ["import", "otter", str(two)])
    assert done.exit_code == 1
    assert "course import reads what nbgrader has, not otter" in done.output
