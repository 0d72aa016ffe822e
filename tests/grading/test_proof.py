"""What `course prove` finds: mutants, what they reach, what kills them; the course is proved."""

import functools
import shutil
from pathlib import Path

import pytest

from course_lib.grading.exercise import Exercise, ExerciseError
from course_lib.grading.new import new_exercise
from course_lib.grading.proof.answers import Answer, inserted, read_answers
from course_lib.grading.proof.cells import Cells
from course_lib.grading.proof.marks import read_marks
from course_lib.grading.proof.mutants import mutants_of
from course_lib.grading.proof.page import proof_page
from course_lib.grading.proof.proving import prove
from course_lib.grading.workers import worker_pool

ROOT = Path(__file__).parents[2]
NAMES = [path.parent.name for path in sorted((ROOT / "solutions").glob("*/exercise.toml"))]
ONLY_VALUES = "13-a-trial-of-your-own"  # whose checks call no function: all is remembered
SHARE = 0.1  # of the mutants of each exercise; `course prove` tries all


@pytest.fixture(scope="module")
def pool():
    """Return what gives the same two warm processes each time."""
    import contextlib

    with worker_pool(workers=2) as made:
        yield functools.partial(contextlib.nullcontext, made)


def changes(code, operator):
    return {one.after for one in mutants_of(code, "cell") if one.operator == operator}


@pytest.mark.parametrize(
    ("operator", "code", "after"),
    [
        ("axis", "x.mean(axis=0)", {"x.mean(axis=1)", "x.mean(axis=None)"}),
        ("axis", "x.max(axis=(1, 3))", {"x.max(axis=1)", "x.max(axis=3)", "x.max(axis=None)"}),
        ("ddof", "x.std(axis=0)", {"x.std(axis=0, ddof=1)"}),
        ("ddof", "x.std(ddof=1)", {"x.std(ddof=0)"}),
        ("ddof", 'table.groupby("a")["b"].std()', {'table.groupby("a")["b"].std(ddof=0)'}),
        ("epsilon", "np.sqrt(v + e)", {"(np.sqrt(v) + e)", "np.sqrt(v)"}),
        ("comparison", "a > b", {"a < b"}),
        ("comparison", "a not in b", {"a in b"}),
        ("boundary", "a <= b", {"a < b"}),
        ("arithmetic", "(a - b) / c", {"(a + b) / c", "(a - b) * c"}),
        ("order", "(a - b)", {"(b - a)"}),
        ("sign", "-a", {"a"}),
        ("not", "a if not b else c", {"a if b else c"}),
        ("not", "[a for a in b if a]", {"[a for a in b if not a]"}),
        ("logic", "a and b", {"a or b"}),
        ("constant", "a[1]", {"a[2]", "a[0]"}),
        ("constant", "f(epochs=10, rate=0.003)", {"f(epochs=20, rate=0.003)"} | {
            "f(epochs=5, rate=0.003)", "f(epochs=10, rate=0.03)"}),
        ("text", 'axes.set(xlabel="rate")', {'axes.set(xlabel="")'}),
        ("argument", "f(a, dtype=float)", {"f(a)"}),
        ("argument", "f(dtype=float, b=1)", {"f(b=1)", "f(dtype=float)"}),
        ("off by one", "for a in b: f(a)", {"for a in list(b)[:-1]: f(a)"}),
        ("off by one", "range(n)", {"range(n - 1)"}),
        ("off by one", "x[: n * k]", {"x[: (n * k) - 1]"}),
        ("reduction", "np.min(x)", {"np.max(x)"}),
        ("guard", "np.where(a, b, c)", {"b", "c"}),
        ("guard", "np.clip(x, 0, 1)", {"x"}),
        ("rounding", "a // b", {"-(-a // b)"}),
        ("rounding", "-(-a // b)", {"a // b"}),
        ("copy", "x.astype(float)", {"x"}),
        ("leak", 'data["train"]', {'data["test"]'}),
    ],
)  # fmt: skip
def test_a_mistake_of_each_kind(operator, code, after):
    assert changes(code, operator) == after


def test_mistakes_that_need_a_function():
    code = "def f(train, *others):\n    m = train.mean()\n    m = m / 2\n    return train - m"
    assert changes(code, "leak") == {"m = (np.concatenate([train, *others])).mean()"}
    assert changes(code, "in place") == {"train -= m\nreturn train"}
    assert changes(code, "statement") == {"pass  # m = m / 2"}
    assert changes("a = 1\na += 1; b = 2", "statement") == {"pass; b = 2"}


def test_only_the_solution_is_changed_and_nothing_that_does_not_matter():
    code = """a = 1
### BEGIN SOLUTION
b = plot(a, seed=3, color="red", progress=False)
### END SOLUTION
c = 1"""
    assert mutants_of(code, "cell") == ()
    assert mutants_of("%matplotlib inline", "cell") == ()


def test_each_mutant_is_another_program():
    code = "def f(x):\n    é = x.min(axis=0) - 1\n    return (x - é) / np.where(x > é, x - é, 1)"
    mutants = mutants_of(code, "cell")
    assert len({one.source for one in mutants}) == len(mutants) > 20
    for one in mutants:
        compile(one.source, "mutant", "exec")
        assert one.after in "\n".join(line.strip() for line in one.source.splitlines())


def test_what_a_change_reaches_and_what_a_name_needs():
    cells = Cells(
        [
            "import numpy as np\nnp.seterr(all='raise')",
            "def f(x):\n    return np.abs(x)",
            "y = [f(1) for f in [abs]]",
            "rows = []",
            "rows.append(f(2))",
            "z = y + rows",
            "f(3);",
        ]
    )
    assert cells.reached({1}) == {"f", "rows", "z"}
    assert cells.needed({"z"}) == {0, 1, 2, 3, 4, 5}
    assert cells.needed({"y"}) == {2}
    assert Cells(["%timeit 1", "a = 1"]).needed({"a"}) == {0, 1}
    assert Cells(["y = train()", "def f(x, y):\n    return [y for x in y]"]).needed({"f"}) == {1}


def test_an_answer_takes_the_place_of_what_it_defines():
    solution = ["import numpy as np", "def f(x): ...", "y = f(1)", "def g(x): ..."]
    source = "import numpy as np\nEARNS = {'f': 0}\ndef f(x): return np.abs(x)"
    trial = inserted(solution, Answer("a", source, {"f": 0}))
    assert trial.code[2] == source
    assert trial.numbers == (0, 1, None, 2, 3)
    assert inserted(solution, Answer("a", "z = 3", {"f": 0})).changed == {4}


@pytest.fixture
def made(tmp_path):
    new_exercise(tmp_path, "04-shares")
    return tmp_path / "04-shares"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 1", "tables"),
        ("[[equivalent]]\nline = 'x'", "line, reason"),
        ("[[equivalent]]\nline = 'x'\nreason = ''", "line, reason"),
        ("[[equivalent]\n", "proof.toml: "),
    ],
)
def test_a_mark_that_cannot_be_read_is_refused(made, text, told):
    (made / "proof.toml").write_text(text, "utf-8")
    with pytest.raises(ExerciseError, match=told):
        read_marks(made)


@pytest.mark.parametrize("text", ["def f(): pass", "EARNS = f(1)", "EARNS = {}"])
def test_an_answer_says_what_it_earns(made, text):
    (made / "wrong" / "silent.py").write_text(text, "utf-8")
    with pytest.raises(ExerciseError, match="does not say what it earns"):
        read_answers(made / "wrong")


def test_what_is_found(made, pool):
    """A hidden check that decides nothing, a weak check, a mark, an answer that varies."""
    source = (made / "checks.py").read_text("utf-8")
    weak = source.replace("counts / counts.sum())", "counts / counts.sum(), atol=0.5)", 1)
    empty = "\n    with student.case('idle'):\n        pass\n"
    weak = weak.replace('\n\n@question("why"', empty + '\n\n@question("why"')
    (made / "checks.py").write_text(weak, "utf-8")
    lucky = "import numpy as np\nEARNS = {'shares': 1}\n\n\ndef shares(counts):\n"
    lucky += "    return counts / counts.sum() if counts.sum() % 2 else counts * 0\n"
    (made / "wrong" / "lucky.py").write_text(lucky, "utf-8")
    marks = '[[equivalent]]\nline = "total = counts.mean()"\nreason = "a trial"\n'
    (made / "proof.toml").write_text(marks + marks.replace("mean", "prod"), "utf-8")
    proof = prove(Exercise.read(made), pool, seeds=4)
    assert proof.remarks == ("proof.toml marks a line that no mutant has: total = counts.prod()",)
    assert ("shares_unseen", "idle") in proof.idle
    assert any("wrong/lucky: the score of shares_unseen changes" in one for one in proof.faults)
    assert {one.state for one in proof.mutants} <= {"killed", "equivalent", "survived"}
    page = proof_page(proof)
    assert "changes with the seed" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_solution_that_falls_short_is_refused(made, pool):
    path = made / "04-shares.ipynb"
    path.write_text(path.read_text("utf-8").replace("counts / total", "2 * counts / total"))
    with pytest.raises(ExerciseError, match="the solution itself earns 0 of 3 points for 'shares'"):
        prove(Exercise.read(made), pool, seeds=1)


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_of_the_course_is_proved(name, pool, tmp_path):
    """A fixed share of the mutants, those that train left out; other tests try the answers."""
    folder = tmp_path / name
    shutil.copytree(ROOT / "solutions" / name, folder)
    for kind in ("right", "wrong"):
        shutil.rmtree(folder / kind)
    seeds = 2 if name == ONLY_VALUES else 1
    proof = prove(Exercise.read(folder), pool, seeds=seeds, share=SHARE, training_share=0)
    assert proof.faults == ()
    assert proof.remarks == ()
    assert [one.mutant.after for one in proof.survivors] == []
