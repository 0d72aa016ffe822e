"""The exercises of the course: what solution, empty release and wrong answers earn."""

import ast
import contextlib
import functools
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
from course_lib.grading.proof.cells import Cells
from course_lib.grading.release import released_differs, released_files

pytestmark = pytest.mark.no_cover  # most of it is training, which tracing makes a quarter slower

ROOT = Path(__file__).parents[2]
CAPSTONE = "13-a-trial-of-your-own"
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


@pytest.fixture(scope="module")
def solved():
    """Return the names of a solution that has run, once for each exercise."""
    known = {}

    def names_of(name):
        if name not in known:
            names = {}
            assert run(exercise(name).cells, names) == []
            known[name] = names
        names = dict(known[name])
        run([opening(name)], names)  # what it does to warnings ends with each test
        return names

    return names_of


REPLIES = {}


def remembering(name, names, fresh):
    """Return a channel that answers for the solution from memory, since some of it trains.

    What an answer reaches is asked anew; so no name and no question needs to be known here.
    """
    ask = in_process(names)

    def remembered(request):
        if fresh is None or request["name"] in fresh:
            return ask(request)
        plain = {key: value for key, value in request.items() if key != "timeout"}
        key = name, wire.write(plain)
        if key not in REPLIES:
            REPLIES[key] = ask(request)
        return REPLIES[key]

    return remembered


def reached(name, source):
    """Return the names that an answer binds, and those that cells of the notebook make of them."""
    code = [cell.source for cell in exercise(name).cells if cell.kind == "code" and not cell.grade]
    return Cells([*code, source]).reached({len(code)})


def scores(name, names, only=None, seed=1, fresh=None):
    student = Student(remembering(name, names, fresh), seed=seed)
    return {
        question.name: grade(question, student).score
        for question in automatic(name)
        if only is None or question.name in only
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_has_five_to_eight_questions_and_twenty_points(name):
    questions = exercise(name).questions
    assert 5 <= len(questions) <= 8, "an exercise of this course fits into an afternoon"
    points = 40 if name == CAPSTONE else 20
    assert exercise(name).points == points, "all exercises but the last count the same"
    assert any(one.manual for one in questions), "a person reads at least one answer"


@pytest.mark.parametrize("name", NAMES)
def test_each_question_states_its_points_in_the_notebook(name):
    texts = "\n".join(c.source for c in exercise(name).cells if c.kind == "markdown")
    for question in exercise(name).questions:
        told = f"({question.points:g} point"
        assert told in texts, f"a text of the notebook tells students the points: {told}s)"


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_earns_all_points(name, solved):
    names = solved(name)
    full = {question.name: question.points for question in automatic(name)}
    assert scores(name, names, fresh=()) == full


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
    fresh = reached(name, source)
    assert scores(name, names, only=expected, fresh=fresh) == expected
    quick = {one.name for one in automatic(name) if one.timeout <= 30}
    other = {question: points for question, points in expected.items() if question in quick}
    assert scores(name, names, only=other, seed=2_000_000_000, fresh=fresh) == other


@pytest.mark.parametrize("slip", ["ddof=1", "ddof=2"])
def test_a_slip_is_not_accused_of_leaking(slip):
    names = {"np": np}
    exec(
        f"""
def scale_splits(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0, {slip})
    deviation = np.where(train.max(axis=0) == train.min(axis=0), 1, deviation)
    return [(part - mean) / deviation for part in (train, *others)]
""",
        names,
    )
    (question,) = [one for one in automatic("01-normalisation") if one.name == "splits"]
    result = grade(question, Student(in_process(names), seed=1))
    assert result.score == 1  # for a constant column, and for what does not leak
    assert not [hint for hint in result.hints if "leak" in hint or "enter" in hint]


@pytest.mark.parametrize("name", NAMES)
def test_each_question_has_wrong_answers(name):
    stated = [earns(path) for path in WRONG if path.parents[1].name == name]
    for question in automatic(name):
        below = [one for one in stated if one.get(question.name, question.points) < question.points]
        wanted = f"{question.name}: put two wrong answers to it into {name}/wrong, with EARNS"
        assert len(below) >= 2, wanted


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
        told = f"{question.name} gives points for {odd!r}, whatever was asked for"
        assert grade(question, Student(ask, seed=2)).score == 0, told


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
            grade(question, Student(remembering(name, names, ()), seed=1))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("name", NAMES)
def test_a_table_that_is_mostly_gaps_is_not_filled(name, solved, monkeypatch):
    number, pivot = np.arange(50_000), pd.DataFrame.pivot
    asked = pivots(name, solved(name))
    source = (exercise(name).folder / "checks.py").read_text("utf-8")
    told = "checks.py pivots a table that this test does not see: the solution does not give it"
    assert bool(asked) == (".pivot(" in source), told

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
