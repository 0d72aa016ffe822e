"""The exercises of the course: what solution, empty release and wrong answers earn."""

import ast
import contextlib
import copy
import functools
import sys
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from course_lib import notebook
from course_lib.checks import values
from course_lib.checks.answering import in_process
from course_lib.checks.notebooks import cells_of, read_notebook
from course_lib.checks.scoring import grade
from course_lib.checks.student import Student
from course_lib.checks.values import wire
from course_lib.grading.exercise import Exercise
from course_lib.grading.release import released_differs, released_files

ROOT = Path(__file__).parents[2]
NAMES = [path.parent.name for path in sorted((ROOT / "solutions").glob("*/exercise.toml"))]
WRONG = sorted((ROOT / "solutions").glob("*/wrong/*.py"))
RIGHT = sorted((ROOT / "solutions").glob("*/right/*.py"))  # but not as the solution does it
ODD = [None, "text", 3, float("nan"), 1j, [], {}, [[1, 2], [3]], {"mean": [1]}, (None, None)]


@functools.cache
def exercise(name):
    return Exercise.read(ROOT / "solutions" / name)


def automatic(name):
    return [question for question in exercise(name).questions if not question.manual]


def opening(name):
    """Return the notebook's first code cell, which imports and prepares."""
    return next(cell for cell in exercise(name).cells if cell.kind == "code")


def trainers(name):
    """Return the functions that are asked for where a question may take longer than others do."""
    patient = {one.function.__name__ for one in automatic(name) if one.timeout > 30}
    tree = ast.parse((exercise(name).folder / "checks.py").read_text("utf-8"))
    return {
        call.args[0].value
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name in patient
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "student.call"
    }


def run(cells, names):
    """Run the code cells that earn nothing by themselves, as the grader does: errors go on."""
    errors = []
    for cell in cells:
        if cell.kind == "code" and not cell.grade:
            try:
                exec(compile(cell.source, cell.grade_id or "cell", "exec"), names)
            except Exception as error:
                errors.append(f"{cell.grade_id}: {error!r}")
    plt.close("all")
    return errors


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch):
    """Keep a notebook's first cell from changing this process for other tests."""
    monkeypatch.setattr(notebook, "prepare", lambda **settings: None)
    with warnings.catch_warnings():
        yield


def remembered(function):
    """Return a function that trains once for the same arguments, since that takes seconds."""
    known = {}

    def call(*args, **kwargs):
        key = wire.write({"args": values.encode([list(args), kwargs])})
        if key not in known:
            known[key] = function(*args, **kwargs)
        return copy.deepcopy(known[key])

    return call


@pytest.fixture(scope="module")
def solved():
    """Return the names of a solution that has run, once for each exercise."""
    known = {}

    def names_of(name):
        if name not in known:
            names = {}
            assert run(exercise(name).cells, names) == []
            known[name] = names | {key: remembered(names[key]) for key in trainers(name)}
        names = dict(known[name])
        run([opening(name)], names)  # what it does to warnings ends with each test
        return names

    return names_of


def scores(name, names, only=None, seed=1):
    student = Student(in_process(names), seed=seed)
    return {
        question.name: grade(question, student).score
        for question in automatic(name)
        if only is None or question.name in only
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_has_five_to_eight_questions_and_twenty_points(name):
    assert 5 <= len(exercise(name).questions) <= 8
    assert exercise(name).points == 20
    assert any(question.manual for question in exercise(name).questions)


@pytest.mark.parametrize("name", NAMES)
def test_each_question_states_its_points_in_the_notebook(name):
    texts = "\n".join(c.source for c in exercise(name).cells if c.kind == "markdown")
    for question in exercise(name).questions:
        assert f"({question.points:g} point" in texts, question.name


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_earns_all_points(name, solved):
    names = solved(name)
    full = {question.name: question.points for question in automatic(name)}
    assert scores(name, names) == full


@pytest.mark.parametrize("name", NAMES)
def test_the_empty_release_earns_none(name):
    names = {}
    document = read_notebook(ROOT / "exercises" / name / exercise(name).notebook.name)
    assert run(cells_of(document), names)
    assert set(scores(name, names).values()) == {0.0}


@pytest.mark.parametrize("name", NAMES)
def test_exercises_are_what_release_makes(name):
    assert released_differs(ROOT / "solutions" / name, ROOT / "exercises" / name) == ()


@pytest.mark.parametrize("name", NAMES)
def test_right_and_wrong_answers_are_not_released(name):
    assert {path.parents[1].name for path in [*RIGHT, *WRONG]} >= {name}
    files = released_files(exercise(name))
    assert not [path for path in files if {"right", "wrong"} & set(Path(path).parts)]


def earns(path):
    """Return what an answer states at its top."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EARNS":
            return ast.literal_eval(node.value)
    raise AssertionError(f"{path} does not state what it EARNS")


def given_again(name, names, bound):
    """Run the given cells that use what an answer defines, as its notebook would."""
    for cell in exercise(name).cells:
        if cell.kind == "code" and cell.locked and not cell.grade:
            loaded = {node.id for node in ast.walk(ast.parse(cell.source)) if is_load(node)}
            if loaded & bound:
                with contextlib.suppress(Exception):
                    exec(cell.source, names)


def is_load(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


@pytest.mark.parametrize(
    "path", [*RIGHT, *WRONG], ids=lambda path: "/".join([*path.parts[-3:-1], path.stem])
)
def test_an_answer_earns_what_it_should(path, solved):
    name, expected = path.parents[1].name, earns(path)
    names = solved(name)
    source = path.read_text(encoding="utf-8")
    bound = {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    exec(compile(source, str(path), "exec"), names)
    given_again(name, names, bound)
    plt.close("all")
    assert scores(name, names, only=expected) == expected


@pytest.mark.parametrize("name", NAMES)
def test_each_question_has_wrong_answers(name):
    stated = [earns(path) for path in WRONG if path.parents[1].name == name]
    for question in automatic(name):
        below = [one for one in stated if one.get(question.name, question.points) < question.points]
        assert len(below) >= 2, question.name


NOTHING = {
    "its input": lambda *args, **kwargs: args[0],
    "all its inputs": lambda *args, **kwargs: args,
    "None": lambda *args, **kwargs: None,
    "0": lambda *args, **kwargs: 0,
    "1": lambda *args, **kwargs: 1,
    "nothing": lambda *args, **kwargs: [],
    "zeros": lambda *args, **kwargs: np.zeros_like(args[0]),
    "an empty figure": lambda *args, **kwargs: plt.subplots()[0],
}


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("name", NAMES)
def test_doing_nothing_earns_nothing(name, nothing):
    """Every function of the exercise does nothing, and no variable is more than it was."""
    cells = exercise(name).cells
    tasks = [cell for cell in cells if cell.solution and cell.kind == "code"]
    written = {cell.grade_id: source_of(cell, name) for cell in tasks}
    names = {}
    for cell in cells:
        if cell.kind == "code" and not cell.grade:
            with contextlib.suppress(Exception):
                exec(written.get(cell.grade_id, cell.source), names)
            for one in functions(written.get(cell.grade_id, "")):
                names[one] = NOTHING[nothing]
    plt.close("all")
    earned = {question: score for question, score in scores(name, names).items() if score}
    assert earned == {}


def source_of(cell, name):
    """Return what students get in the place of a cell, without the error that it raises."""
    released = read_notebook(ROOT / "exercises" / name / exercise(name).notebook.name)
    (found,) = [one for one in cells_of(released) if one.grade_id == cell.grade_id]
    return found.source.replace("raise NotImplementedError()", "pass")


def functions(source):
    return [one.name for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)]


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("name", NAMES)
def test_odd_answers_break_no_check(name, odd):
    def ask(request):
        return {"value": values.encode(odd), "output": ""}

    for question in automatic(name):
        assert grade(question, Student(ask, seed=2)).score == 0, question.name


def pivots(name, names):
    """Return what each question pivots of the solution's tables: their columns, and the keys."""
    found, pivot = [], pd.DataFrame.pivot

    def noted(table, **options):
        keys = [options[axis] for axis in ("index", "columns")]
        found.append((question, tuple(table.columns), tuple(np.ravel(keys))))
        return pivot(table, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pd.DataFrame, "pivot", noted)
        for question in automatic(name):
            grade(question, Student(in_process(names), seed=1))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("name", NAMES)
def test_a_table_that_is_mostly_gaps_is_not_filled(name, solved, monkeypatch):
    number, pivot = np.arange(50_000), pd.DataFrame.pivot
    asked = pivots(name, solved(name))
    source = (exercise(name).folder / "checks.py").read_text("utf-8")
    assert bool(asked) == (".pivot(" in source)

    def small(table, **options):
        if len(table) == len(number):
            pytest.fail("it would need 20 GB")
        return pivot(table, **options)

    monkeypatch.setattr(pd.DataFrame, "pivot", small)
    for question, columns, keys in asked:
        table = pd.DataFrame({one: number if one in keys else 0.5 for one in columns})
        reply = {"value": values.encode(table), "output": ""}
        student = Student(lambda request, reply=reply: reply, seed=2)
        assert grade(question, student).score == 0, question.name


def taken_from(tree, modules):
    """Return what code takes from modules, as ``name.attribute``, and the data that it loads."""
    attributes = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    ]
    taken = {ast.unparse(node) for node in attributes if node.value.id in modules}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    loads = [node for node in calls if ast.unparse(node.func) == "datasets.load"]
    known = [node for node in loads if all(isinstance(one, ast.Constant) for one in node.args)]
    return taken | {ast.unparse(node) for node in known}


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_without_its_forbidden_modules(name, monkeypatch):
    assert exercise(name).forbidden
    for module in [one for one in sys.modules if one.split(".")[0] == "course_lib"]:
        monkeypatch.delitem(sys.modules, module)
    for module in exercise(name).forbidden:
        monkeypatch.setitem(sys.modules, module, None)
    imports = [
        node
        for node in ast.parse(opening(name).source).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = {}
    exec(ast.unparse(ast.Module(imports, [])), names)
    ours = {
        alias.asname or alias.name
        for node in imports
        if isinstance(node, ast.ImportFrom) and node.module == "course_lib"
        for alias in node.names
    }
    code = "\n".join(cell.source for cell in exercise(name).cells if cell.kind == "code")
    taken = taken_from(ast.parse(code), ours)
    assert taken
    for expression in sorted(taken):
        exec(expression, names)
    for module in exercise(name).forbidden:
        with pytest.raises(ImportError):
            exec(f"import {module}", names)
