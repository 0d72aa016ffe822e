"""The grader on real kernels: what a submission earns, and what becomes of one that goes wrong."""

import base64
import contextlib
import dataclasses
import json
import os
import re
import signal
import threading
import time

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib.checks import assert_allclose, assert_equal
from course_lib.checks.answering import in_process
from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.notebooks import Cell
from course_lib.checks.questions import Question
from course_lib.checks.scoring import grade
from course_lib.checks.student import Student
from course_lib.grading.forbidding import masked, modules_without
from course_lib.grading.keys import submission_key
from course_lib.grading.prepared import PreparedExercise
from course_lib.grading.running import Grader
from course_lib.kernels import Limits, why_no_sandbox

LIGHT = ("numpy", "ipykernel.kernelapp", "ipykernel.ipkernel")
LIMITS = Limits(wall=120, cpu=20, memory=512 * 2**20)


def double(student):
    x = np.random.default_rng(student.seed).normal(size=(3, 2))
    with student.case("arrays", hint="Times two."):
        assert_allclose(student.call("double", x), 2 * x)
    with student.case("numbers", hint="Of any kind."):
        assert_equal(student.call("double", 4), 8)


def three(student):
    assert_equal(student.value("three"), 3)


def secret(student):
    with student.case("a text", hint="Not to be shown"):
        assert_equal(student.call("secret", "hidden-input"), "tupni-neddih")


def shape(student):
    assert student.call("shape").shape == (2,)


DOUBLE = Question("double", 2, double, timeout=2)
THREE = Question("three", 1, three, timeout=2)
SECRET = Question("secret", 3, secret, hidden=True, timeout=2)
ALL = (DOUBLE, THREE, SECRET)
ESSAY = Question("essay", 4, print, manual=True, rubric="Read it.")
GOOD = "double = lambda x: 2 * x\nthree = 3\nsecret = lambda text: text[::-1]"


@pytest.fixture(scope="module")
def grader():
    if reason := why_no_sandbox():
        pytest.skip(reason)
    with Grader(LIMITS, modules=LIGHT) as grader:
        yield grader


@pytest.fixture
def graded(grader):
    def grade(*sources, questions=(DOUBLE, THREE, SECRET), released=(), raw=None, **more):
        cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
        document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
        content = raw if raw is not None else json.dumps(document).encode()
        return grader.grade(
            content,
            student="ada",
            exercise=PreparedExercise("01-trial", "0", questions, released, **more),
        )

    yield grade
    grader.limits = LIMITS


def outcome(result):
    return {question.name: (question.score, question.state) for question in result.questions}


def test_the_right_solution_earns_everything(graded):
    result = graded(GOOD, "print('done')")
    assert result.score == result.points == 6
    assert (result.student, result.exercise) == ("ada", "01-trial")
    assert result.output == "done\n"
    assert result.problems == ()
    assert all(question.state == "passed" for question in result.questions)


def test_a_part_earns_a_part_with_its_hint(graded):
    result = graded("double = lambda x: x + x if hasattr(x, 'shape') else x")
    assert outcome(result)["double"] == (1, "partial")
    assert "Of any kind." in result.questions[0].hints[0]
    assert outcome(result)["three"] == (0, "missing")


def test_an_error_in_one_cell_leaves_the_others(graded):
    result = graded("1 / 0", GOOD, "raise KeyError('x' * 1000)")
    assert result.score == 6
    assert result.problems[0] == "The cell that begins `1 / 0`: ZeroDivisionError: division by zero"
    assert result.problems[1].startswith(
        "The cell that begins `raise KeyError('x' * 1000)`: KeyError: 'xx"
    )
    assert all(len(problem) < 400 for problem in result.problems)


ENDS = {"returned": "return plt.gcf()", "module": "return plt", "shown": "plt.show()"}
ENDS |= {"closed": "plt.close()"}


def curves(student):
    for name in ENDS:
        panel = student.figure(name, [1.0, 4.0]).panel
        assert_equal(len(panel.lines), 1)
        assert_allclose(panel.curve("a").y, [1, 4])
        panel.assert_legend("a")


def test_a_figure_that_an_earlier_cell_left_open_costs_nothing(graded):
    body = "plt.plot(y, label='a')\n    plt.legend()"
    drawing = [f"def {name}(y):\n    {body}\n    {end}" for name, end in ENDS.items()]
    sources = ["import matplotlib.pyplot as plt", *drawing, "plt.plot([3, 3])\nreturned([5, 5]);"]
    question, names = Question("curves", 2, curves), {}
    assert graded(*sources, questions=(question,)).score == 2
    for source in sources:
        exec(source, names)
    assert plt.get_fignums()
    assert grade(question, Student(in_process(names))).score == 2  # as `check` does
    plt.close("all")


def test_the_same_submission_has_the_same_result(graded):
    noisy = "import random\ndouble = lambda x: 2 * x if random.random() < 2 else None\nthree = 4"
    first, second = (
        dataclasses.asdict(dataclasses.replace(graded(noisy), seconds=0)) for _ in range(2)
    )
    for result in (first, second):
        for question in result["questions"]:
            question.pop("seconds")
    assert first == second


def test_each_submission_has_its_own_inputs(graded):
    seen = []
    question = Question("seed", 1, lambda student: seen.append(student.seed))
    for source in ("a = 1", "a = 2", "a = 1"):
        graded(source, questions=(question,))
    graded("a = 1", questions=(dataclasses.replace(question, points=2, timeout=3),))
    assert seen[0] == seen[2] == seen[3] != seen[1]
    graded("a = 1", questions=(question,), secret="another solution")
    assert seen[4] != seen[0]


def test_keys_depend_on_content_and_exercise():
    keys = {submission_key(content, digest) for content in (b"", b"a") for digest in "xy"}
    assert len(keys) == 4
    assert submission_key(b"a", "x") == submission_key(b"a", "x")


def test_of_a_hidden_question_nothing_is_told_but_its_outcome(graded):
    code = "def secret(text):\n    print(text)\n    raise ValueError(text)"
    result = graded(GOOD, code)
    assert outcome(result)["secret"] == (0, "error")
    assert "hidden-input" not in result.to_json()
    assert result.questions[2].message == result.questions[2].output == ""


def test_what_a_visible_question_says_is_told(graded):
    result = graded("def double(x):\n    print('called')\n    raise ValueError('why not')")
    assert result.questions[0].message.startswith("ValueError: why not")
    assert result.questions[0].output == "called\ncalled\n"


def test_hidden_questions_are_asked_last_and_reported_in_their_place(graded):
    asked = "names = []\nsecret = lambda text: names.append('secret')\n"
    asked += "double = lambda x: names.append('double')\nthree = 3\n"
    result = graded(asked, questions=(SECRET, DOUBLE, THREE))
    assert [question.name for question in result.questions] == ["secret", "double", "three"]
    order = graded(
        asked + "def double(x):\n    names.append('double')\n    print(names)\n",
        questions=(SECRET, DOUBLE),
    )
    assert "secret" not in order.questions[1].output
    assert "double" in order.questions[1].output


def test_after_a_hidden_question_no_kernel_tells_anything(graded):
    again = dataclasses.replace(SECRET, name="again")
    apart = dataclasses.replace(SECRET, name="apart", forbidden=("colorsys",))
    three = dataclasses.replace(THREE, forbidden=("fractions",))
    result = graded(
        GOOD,
        "import os\nprint(os.urandom(8))\nraise ValueError(os.urandom(8).hex())",
        "def secret(text): os._exit(0)",
        questions=(apart, SECRET, again, DOUBLE, three),
    )
    assert [question.score for question in result.questions] == [0, 0, 0, 2, 1]
    # A word from each of the two kernels that began before a hidden question was asked.
    assert len(result.problems) == 2


def test_an_answer_that_takes_too_long_costs_its_question(graded):
    start = time.monotonic()
    result = graded(GOOD, "def double(x):\n    while True: pass")
    assert outcome(result)["double"] == (0, "timeout")
    assert result.questions[0].message == "no answer: it computed for longer than 2 s"
    assert result.score == 4
    assert time.monotonic() - start < 40


@pytest.mark.parametrize("end", ["os._exit(0)", "os.abort()", "os.kill(os.getpid(), 9)"])
def test_an_answer_that_ends_the_kernel_costs_its_question(graded, end):
    result = graded(GOOD, f"import os\ndef double(x):\n    {end}")
    assert outcome(result) == {
        "double": (0, "error"),
        "three": (1, "passed"),
        "secret": (3, "passed"),
    }
    assert result.questions[0].message == "The notebook ended the kernel that it ran in."


def test_a_cell_that_ends_the_kernel_is_left_out_and_the_rest_earns_its_points(graded):
    strict = dataclasses.replace(THREE, name="strict", forbidden=("colorsys",))
    result = graded(
        "two = 2\nopen('kernels', 'a').write('x') and None",
        "import os\nthree = 4\nos._exit(0)",
        GOOD,
        "x = bytearray(1)\nimport os, signal\nos.kill(os.getpid(), 9)",
        "four = two + two",
        questions=(*ALL, strict, Question("four", 1, lambda s: assert_equal(s.value("four"), 4))),
    )
    assert result.score == result.points == 8
    assert result.problems == (
        "The cell that begins `import os` ended the kernel that it ran in. The rest is run "
        "without it.",
        "The cell that begins `x = bytearray(1)` ended the kernel that it ran in. The rest is run "
        "without it.",
    )


def test_a_notebook_of_which_every_cell_ends_its_kernel_comes_to_an_end(graded):
    start = time.monotonic()
    result = graded(*["import os\nos._exit(0)"] * 9, "three = 3")
    assert result.score == 0
    assert result.questions[0].message == "The notebook did not run to its end."
    assert time.monotonic() - start < 60


@pytest.mark.parametrize(
    ("code", "limits", "told"),
    [
        ("import time; time.sleep(60)", {"cell": 1}, "TimeoutError: it waited for 5 s without"),
        ("while True: pass", {"cell": 1}, "TimeoutError: it computed for longer than 1 s"),
        (
            "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
            {"cell": 1},
            "computed for longer than 1 s, and could not be interrupted, so it was ended",
        ),
    ],
)
def test_the_limit_that_a_cell_passes_is_named_and_the_next_cell_runs(
    graded, grader, code, limits, told
):
    grader.limits = dataclasses.replace(LIMITS, **limits)
    result = graded(code, "three = 3", questions=(THREE,))
    assert result.score == 1
    assert told in result.problems[0]


def test_kernels_are_not_started_for_ever(graded, grader):
    grader.limits = Limits(wall=3, cpu=20, memory=512 * 2**20)
    code = "import os, time\ntime.sleep(1)\ndef f(x):\n    time.sleep(1)\n    os._exit(0)\n"
    many = [Question(f"q{n}", 1, lambda s: s.call("f", 1), timeout=2) for n in range(12)]
    start = time.monotonic()
    result = graded(code, questions=many)
    assert time.monotonic() - start < 25
    assert result.score == 0
    assert result.questions[-1].message == "The notebook did not run to its end."


@pytest.mark.parametrize(
    ("code", "wall", "reason"),
    [
        ("import time\ntime.sleep(60)", 2, "longer than the 2 s"),
        ("import os\nfor _ in range(9): os.fork()\nwhile True: pass", 20, "more"),
        ("while True: print('x' * 9999)", 20, "more output than"),
    ],
)
def test_a_limit_that_is_passed_is_named(graded, grader, code, wall, reason):
    grader.limits = Limits(wall=wall, cpu=20, memory=512 * 2**20, processes=40, output=100_000)
    result = graded(code)
    assert result.score == 0
    # On a slow machine what waits to be printed may fill the memory before it is counted.
    assert re.search(
        f"^The cell that begins `.*`(: MemoryError| took .*{reason})", result.problems[-1]
    )


def test_files_beside_the_notebook_are_there(graded):
    code = "three = len(open('data/more/text.txt').read() + open('b').read())\nopen('b', 'w')"
    for _ in range(2):
        files = {"data/more/text.txt": b"ab", "data/empty": b"", "b": b"c"}
        result = graded(code, questions=(THREE,), files=files)
        assert result.score == 1
        assert result.problems == ()


def test_a_file_that_cannot_be_given_is_told_to_the_instructor(graded, grader):
    grader.limits = dataclasses.replace(LIMITS, scratch=2 * 2**20)
    with pytest.raises(ChecksBroken, match=r"the file data/large cannot be given .* No space left"):
        graded("three = 3", questions=(THREE,), files={"data/large": bytes(3 * 2**20)})


def test_what_is_forbidden_is_not_there(graded):
    code = "from course_lib import normalize\nthree = 3"
    result = graded(code, questions=(THREE,), forbidden=["course_lib.normalize"])
    assert result.score == 0
    assert result.problems[0].endswith("ImportError: this exercise forbids course_lib.normalize")
    assert graded(code, questions=(THREE,)).score == 1


def test_what_one_question_forbids_another_may_use(graded):
    code = "try:\n    import colorsys\n    three = 3\nexcept ImportError:\n    three = 0"
    strict = dataclasses.replace(THREE, name="strict", forbidden=("colorsys",))
    result = graded(code, questions=(THREE, strict))
    assert outcome(result) == {"three": (1, "passed"), "strict": (0, "failed")}


def test_parents_stay_warm_for_both_kinds_of_questions(graded, grader):
    strict = dataclasses.replace(THREE, name="strict", forbidden=("colorsys",))
    graded("three = 3", questions=(THREE, strict))
    before = set(grader._parents._running.values())
    graded("three = 3", questions=(strict, THREE))
    assert set(grader._parents._running.values()) == before
    other = dataclasses.replace(THREE, name="other", forbidden=("wave",))
    graded("three = 3", questions=(THREE, other))
    assert len(grader._parents._running) == 2


def test_a_module_and_what_is_compiled_of_it_are_masked():
    import colorsys

    paths = masked(["colorsys", "course_lib.normalize", "nowhere.at.all", "nowhere"])
    assert colorsys.__file__ in paths
    assert os.path.join(os.path.dirname(colorsys.__file__), "__pycache__") in paths
    assert len([path for path in paths if path.endswith("course_lib/normalize")]) >= 1
    assert all(os.path.exists(path) for path in paths)


def test_a_module_behind_a_link_is_masked_under_both_names(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "real/behind_a_link.py").write_text("x = 1")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.syspath_prepend(str(tmp_path / "link"))
    names = {str(tmp_path / name / "behind_a_link.py") for name in ("link", "real")}
    assert names <= set(masked(["behind_a_link"]))


def test_a_parent_imports_nothing_of_what_is_forbidden():
    assert modules_without(["numpy.linalg"], LIGHT) == LIGHT[1:]
    assert modules_without(["course_lib.normalize"], LIGHT) == LIGHT


def test_written_answers_wait_for_a_person(graded):
    released = [Cell("markdown", "Write.", "essay", 4.0, grade=True, solution=True)]
    written = {"cell_type": "markdown", "source": "Because.", "metadata": {}}
    written["metadata"]["nbgrader"] = {"grade_id": "essay", "grade": True, "solution": True}
    raw = json.dumps({"nbformat": 4, "cells": [written]}).encode()
    result = graded(questions=(ESSAY,), released=released, raw=raw)
    assert outcome(result) == {"essay": (None, "manual")}
    empty = graded("x = 1", questions=(ESSAY,), released=released)
    assert outcome(empty) == {"essay": (0, "missing")}


def test_where_nothing_can_be_read_nothing_runs(graded):
    start = time.monotonic()
    result = graded(raw=b"\x00 no notebook")
    assert outcome(result) == dict.fromkeys(("double", "three", "secret"), (0, "missing"))
    assert result.problems == ("The file is not a notebook: it is not JSON.",)
    assert time.monotonic() - start < 1


def test_problems_are_few_and_can_be_stored(graded):
    cells = [
        {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": f"{n}\ud800\0"}}}
        for n in range(500)
    ]
    result = graded(raw=json.dumps({"nbformat": 4, "cells": cells}).encode(), questions=(THREE,))
    assert len(result.problems) <= 50
    result.to_json().encode()
    assert "\\u0000" not in result.to_json()


def test_a_mistake_in_the_checks_is_not_the_students(graded):
    broken = Question("broken", 1, lambda student: {}["no such key"])
    result = graded(GOOD, questions=(broken, THREE))
    assert outcome(result) == {"broken": (None, "ungraded"), "three": (1, "passed")}
    assert re.match(
        r"test_running.py, line \d+: KeyError: 'no such key'", result.questions[0].fault
    )


def test_an_answer_that_a_check_stumbles_over_is_left_to_a_person(graded):
    result = graded("shape = lambda: [1, 2]", questions=(Question("shape", 1, shape),))
    assert outcome(result) == {"shape": (None, "ungraded")}
    assert "no attribute 'shape' (after shape() gave [1, 2])" in result.questions[0].fault


def test_an_endless_check_is_ungraded_and_the_next_is_asked(graded, grader):
    def endless(student):
        while student.call("step"):
            pass

    def still(student):
        while True:
            pass

    grader.limits = dataclasses.replace(LIMITS, check=0.5, wall=300)
    questions = (Question("endless", 1, endless), Question("still", 1, still), THREE)
    result = graded("step = lambda: True\nthree = 3", questions=questions)
    assert outcome(result) == {
        "endless": (None, "ungraded"),
        "still": (None, "ungraded"),
        "three": (1, "passed"),
    }
    told = r"test_running.py, line \d+: the check computed for longer than 0.5 s"
    assert re.match(rf"{told} \(after step\(\)", result.questions[0].fault)
    assert re.match(told, result.questions[1].fault)


def test_a_check_that_makes_too_much_of_an_answer_is_ungraded_and_the_next_is_asked(graded):
    def pairs(student):
        rows = student.call("rows")
        assert np.subtract.outer(rows, rows).any()

    questions = (Question("pairs", 1, pairs), THREE)
    answer = "import numpy as np\nrows = lambda: np.ones(60_000)\nthree = 3"
    result = graded(answer, questions=questions)
    assert outcome(result) == {"pairs": (None, "ungraded"), "three": (1, "passed")}
    assert "MemoryError" in result.questions[0].fault


def kill_parents(grader):
    """Kill all that run; one that an earlier test has killed may not have been missed yet."""
    for parent in list(grader._parents._running.values()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(parent._process.pid, signal.SIGKILL)


def test_a_dead_parent_is_replaced_and_nobody_pays(graded, grader):
    assert graded(GOOD).score == 6
    kill_parents(grader)
    assert graded(GOOD).score == 6


def test_a_parent_that_dies_during_a_cell_costs_nothing(grader, graded):
    def kill():
        time.sleep(2)
        kill_parents(grader)

    assert graded(GOOD).score == 6
    threading.Thread(target=kill).start()
    result = graded("import time", "time.sleep(4)\n" + GOOD)
    assert result.score == 6
    assert result.problems == ()


def killing(grader, times):
    """Return a check that kills the parent, and then waits until the kernel has gone with it."""
    left = [times]

    def kill(student):
        if left[0]:
            left[0] -= 1
            kill_parents(grader)
            for _ in range(1000):
                student.value("three")
                time.sleep(0.02)
        assert_equal(student.value("three"), 3)

    return kill


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_parent_that_dies_during_a_question_costs_nothing(grader, graded, place):
    questions = [THREE, DOUBLE]
    questions.insert(place, Question("kill", 1, killing(grader, 2)))
    result = graded(GOOD, questions=tuple(questions))
    assert result.score == 4
    assert result.problems == ()


def test_parents_that_die_again_and_again_cost_that_question(grader, graded):
    result = graded(GOOD, questions=(Question("kill", 1, killing(grader, 9)), THREE, DOUBLE))
    assert outcome(result)["kill"] == (0, "error")
    assert result.score == 3
    assert graded(GOOD).score == 6


def test_without_a_sandbox_nothing_is_graded(monkeypatch):
    monkeypatch.setattr(
        "course_lib.kernels.bubblewrap.why_no_sandbox", lambda: "bubblewrap is missing"
    )
    cell = {"cell_type": "code", "source": "three = 3", "metadata": {}}
    with Grader(LIMITS, modules=LIGHT) as grader, pytest.raises(OSError, match="is missing"):
        grader.grade(
            json.dumps({"cells": [cell]}).encode(),
            student="ada",
            exercise=PreparedExercise("01", "0", (THREE,), ()),
        )


PLOT = Question("plot", 2, print, manual=True, rubric="Axes have names.")
DRAW = """
import matplotlib.pyplot as plt
plt.plot([1, 4, 9])
print("drawn")
"""


@pytest.mark.parametrize("questions", [(THREE, PLOT), (PLOT,)])
def test_what_a_person_grades_shows_what_it_showed_when_it_was_graded(grader, questions):
    """Not what the student saved, which may be of other code, or of a run long ago."""
    mark = {"grade_id": "plot", "grade": True, "solution": True, "locked": False, "points": 2}
    given = Cell("code", "# YOUR CODE HERE", "plot", 2.0, grade=True, solution=True)
    saved = [{"output_type": "stream", "name": "stdout", "text": "saved"}]
    cells = [
        {"cell_type": "code", "metadata": {}, "source": f"three = 3\n{DRAW}"},
        {"cell_type": "code", "metadata": {"nbgrader": mark}, "source": DRAW, "outputs": saved},
    ]
    result = grader.grade(
        json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}).encode(),
        student="ada",
        exercise=PreparedExercise("01-trial", "0", questions, (given,)),
    )
    text, picture = result.shown["plot"]
    assert text["text"] == "drawn\n"
    content = base64.b64decode(picture["data"]["image/png"])
    assert content.startswith(b"\x89PNG")
    assert type(result).from_json(result.to_json()) == result
    assert outcome(result)["plot"] == (None, "manual")
    assert outcome(result).get("three", (1, "passed")) == (1, "passed")
