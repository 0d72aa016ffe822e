"""Questions, cases and scores; a mistake in a check is told apart from one of the student."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course_lib.checks.answering import in_process
from course_lib.checks.assertions import (
    CheckFailed,
    assert_allclose,
    assert_array,
    assert_close_to_range,
    assert_equal,
    assert_raises,
    assert_shape,
    assert_that,
    assert_type,
)
from course_lib.checks.loading import load_checks
from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.outcomes import Unanswered
from course_lib.checks.questions import grading_order, question
from course_lib.checks.scoring import grade
from course_lib.checks.student import Student


def student(seed=0, **names):
    return Student(in_process(names), seed=seed)


@question("double", points=6)
def double(student):
    x = np.random.default_rng(student.seed).normal(size=3)
    with student.case("numbers", weight=2, hint="twice"):
        assert_allclose(student.call("double", x), 2 * x)
    with student.case("texts", hint="once more"):
        assert_equal(student.call("double", "ab"), "abab")


def half(x):
    if isinstance(x, str):
        print("a text")
        raise ValueError("no text")
    return 2 * x


@pytest.mark.parametrize(
    ("function", "score", "state", "hints"),
    [
        (lambda x: x * 2, 6, "passed", ()),
        (half, 4, "partial", ("texts",)),
        (lambda x: None, 0, "failed", ("numbers: twice (the value is None: is there a return?)",)),
        (lambda x: 1 / 0, 0, "error", ("numbers", "texts")),
        (None, 0, "error", ("numbers", "texts")),
    ],
)
def test_the_score_is_the_share_of_passed_weight(function, score, state, hints):
    result = grade(double, student(double=function))
    assert (result.score, result.state, result.points) == (score, state, 6)
    assert result.hints[: len(hints)] == hints
    assert result.seconds > 0


def test_the_students_error_and_output_are_told():
    result = grade(double, student(double=half))
    assert result.message == "ValueError: no text"
    assert result.output == "a text\n"
    missing = grade(double, student())
    assert (missing.state, missing.score) == ("missing", 0)
    assert missing.message == "double is not defined"
    assert missing.hints == ()


def test_an_answer_written_in_by_hand_fails_with_another_seed():
    right = {0: np.random.default_rng(0).normal(size=3) * 2}

    def memory(x):
        return "abab" if isinstance(x, str) else right[0]

    assert grade(double, student(seed=0, double=memory)).score == 6
    assert grade(double, student(seed=1, double=memory)).score == 2


def test_a_hidden_question_tells_no_detail():
    @question("h", points=1, hidden=True)
    def h(student):
        with student.case("case", hint="hint"):
            assert_shape(student.call("f"), (3, 77))

    result = grade(h, student(f=lambda: [1]))
    assert result.hidden
    assert result.hints == ("case: hint",)
    assert "(3, 77)" not in str(result)


def test_a_question_without_cases_is_one_case():
    @question("one", points=2)
    def one(student):
        assert_equal(student.value("x"), 1)

    assert grade(one, student(x=1)).score == 2
    assert grade(one, student(x=2)).state == "failed"
    assert grade(one, student()).state == "missing"


def test_what_fails_outside_of_a_case_fails_the_question():
    @question("outside", points=2)
    def outside(student):
        with student.case("first"):
            assert_equal(student.value("x"), 1)
        y = student.value("y")
        with student.case("second"):
            assert_equal(y, 1)

    result = grade(outside, student(x=1))
    assert (result.score, result.state) == (0, "missing")
    assert grade(outside, student(x=1, y=1)).score == 2


def test_a_plain_assert_counts_as_a_check():
    @question("plain", points=1)
    def plain(student):
        assert student.value("x") == 1

    assert grade(plain, student(x=2)).state == "failed"


def test_manual_questions_wait_for_a_person():
    @question("why", points=3, manual=True)
    def why(student):
        """One point for each reason."""

    assert why.rubric == "One point for each reason."
    result = grade(why, student())
    assert (result.score, result.state) == (None, "manual")
    with pytest.raises(ValueError, match="rubric"):
        question("why", points=3, manual=True)(lambda student: None)


def test_a_mistake_in_a_check_leaves_the_question_ungraded_and_is_named():
    @question("wrong", points=1)
    def wrong(student):
        with student.case("case"):
            len(3)

    result = grade(wrong, student())
    assert (result.score, result.state) == (None, "ungraded")
    first, *trace = result.fault.splitlines()
    assert first.startswith(f"test_scoring.py, line {wrong.line + 3}: TypeError: ")
    assert any("len(3)" in line for line in trace)


def test_an_answer_that_a_check_stumbles_over_is_ungraded_with_what_was_asked():
    @question("rows", points=2)
    def rows(student):
        with student.case("first", hint="Return an array."):
            assert_allclose(student.call("f", 3, by=[1.5])[:, 0], 1)

    result = grade(rows, student(f=lambda x, by: {"a": None}))
    assert (result.score, result.state) == (None, "ungraded")
    assert "(after f(3, by=[1.5]) gave {'a': None})" in result.fault.splitlines()[0]
    assert "the check itself failed" in result.message.lower()
    assert "test_scoring" not in result.message


def test_a_forgotten_return_fails_its_case_and_nothing_else():
    @question("rows", points=2)
    def rows(student):
        with student.case("first"):
            assert_allclose(student.call("f")[:, 0], 1)
        with student.case("second"):
            assert_equal(student.value("x"), 1)

    one = student(f=lambda: None, x=1)
    result = grade(rows, one)
    assert (result.score, result.state) == (1, "partial")
    assert "is there a return?" in result.hints[0]

    @question("outside", points=2)
    def outside(student):
        len(student.call("f"))

    assert grade(outside, one).state == "failed"

    @question("mistaken", points=2)
    def mistaken(student):
        student.call("f")
        len(3)

    assert grade(mistaken, one).state == "ungraded"


@pytest.mark.parametrize("error", [KeyError("\x1b[31m\n"), MemoryError(), RecursionError("deep")])
def test_any_error_of_a_check_is_one_printable_line_and_its_trace(error):
    def broken(student):
        raise error

    first, *_ = grade(question("broken", points=1)(broken), student()).fault.splitlines()
    assert first.isprintable()
    assert type(error).__name__ in first


def test_the_first_failed_case_gives_an_example_of_a_visible_question_alone():
    def check(student):
        with student.case("one"):
            assert_equal(student.call("f", 1), 1)
        with student.case("two", hint="Look."):
            assert_equal(student.call("f", [2, 0.1 + 0.2]), 2)

    names = {"f": lambda x: 1}
    result = grade(question("seen", points=2)(check), student(**names))
    assert result.example == "f([2, 0.3]) gave 1"
    assert result.advice == ()
    unseen = grade(question("unseen", points=2, hidden=True)(check), student(**names))
    assert unseen.example == ""
    assert unseen.advice == ("Look.",)


def test_trouble_of_the_channel_is_nobodys_fault():
    def ask(request):
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        grade(double, Student(ask))


@pytest.mark.parametrize(("timeout", "state"), [(True, "timeout"), (False, "error")])
def test_silence_fails_the_rest_of_the_question_and_not_the_next(timeout, state):
    good = in_process({"double": lambda x: x * 2})
    asked = []

    def ask(request):
        asked.append(request)
        if len(asked) == 2:
            raise Unanswered("the kernel gave up", timeout=timeout)
        return good(request)

    one = Student(ask)
    first = grade(double, one)
    assert (first.score, first.state) == (4, "partial")
    assert first.message == "the kernel gave up"
    assert one.cases[1].state == state
    assert grade(double, one).score == 6


def test_interrupting_the_grader_is_not_swallowed():
    @question("q", points=1)
    def q(student):
        with student.case("case"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(q, student())


@pytest.mark.parametrize("weight", [0, -1, float("nan"), "2"])
def test_a_weight_is_positive(weight):
    @question("q", points=1)
    def q(student):
        with student.case("case", weight=weight):
            pass

    assert "weight" in grade(q, student()).fault


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": "Big Name"},
        {"name": ""},
        {"name": 3},
        {"points": -1},
        {"points": "3"},
        {"points": float("inf")},
        {"hidden": "yes"},
        {"timeout": 0},
        {"forbidden": [3]},
    ],
)
def test_a_question_with_wrong_settings_is_refused(arguments):
    with pytest.raises((TypeError, ValueError)):
        question(**{"name": "q", "points": 1, **arguments})


def write(folder, text):
    path = folder / "checks.py"
    path.write_text("from course_lib.checks import question\n" + text)
    return path


Q = "@question({name!r}, points=1)\ndef {function}(student):\n    pass\n"


def test_questions_are_read_in_order_and_anew(tmp_path):
    both = Q.format(name="b", function="same") + Q.format(name="a", function="same")
    assert [one.name for one in load_checks(write(tmp_path, both))] == ["b", "a"]
    again = Q.format(name="c", function="same")
    assert [one.name for one in load_checks(write(tmp_path, again))] == ["c"]
    assert not list(tmp_path.glob("__pycache__"))


def test_dataclasses_work_in_checks(tmp_path):
    text = "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: 'int'\n"
    assert load_checks(write(tmp_path, text + Q.format(name="a", function="a")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no question"),
        ("x = = 1", "line 2: SyntaxError"),
        ("\n1 / 0", "line 3: ZeroDivisionError"),
        ("question('A', points=1)", "line 2: ValueError"),
        ("import nothing_of_this_name", "line 2: ModuleNotFoundError"),
        (Q.format(name="a", function="a") + Q.format(name="a", function="b"), "two questions 'a'"),
        ("raise SystemError", "line 2: SystemError"),
        ("@question('a', points=1)\ndef a():\n    pass", "line 2: TypeError: .*one argument"),
        ("@question('a', points=1)\ndef a(x, y):\n    pass", "line 2: TypeError: .*one argument"),
    ],
)
def test_checks_that_cannot_be_read_say_where(tmp_path, text, said):
    with pytest.raises(ChecksBroken, match=said):
        load_checks(write(tmp_path, text))


def test_no_checks_is_one_sentence(tmp_path):
    with pytest.raises(FileNotFoundError, match="no checks at"):
        load_checks(tmp_path / "checks.py")


def test_hidden_questions_are_graded_last():
    questions = [question(name, 1, hidden=name < "c")(lambda student: None) for name in "acbd"]
    assert [one.name for one in grading_order(questions)] == ["c", "d", "a", "b"]


class TestAssertions:
    @pytest.mark.parametrize(
        ("actual", "expected"),
        [
            ([1, 2], [[1, 2]]),
            (1.0, [1.0, 1.0]),
            ([[1], [1]], [1, 1]),
            ([1, 2.1], [1, 2]),
            ([1, np.nan], [1, 2]),
            ([np.inf], [1]),
            ([1], [np.nan]),
            (None, 1),
            ("1", 1),
            ({"a": 1}, 1),
            ([[1], [1, 2]], [1]),
            (["a"], [1]),
            (2**4000, 1),
            ([2**70, None], [1, 2]),
            (np.array(["1"]), [1]),
            (1 + 1j, 1),
            ([], [1]),
        ],
    )
    def test_allclose_fails(self, actual, expected):
        with pytest.raises(CheckFailed):
            assert_allclose(actual, expected)

    @pytest.mark.parametrize(
        ("actual", "expected"),
        [
            ([1, 2], np.array([1.0, 2.0])),
            (np.float32(0.1), np.float32(0.1)),
            ([np.nan, np.inf], [np.nan, np.inf]),
            (np.uint8([255]), [255]),
            (pd.Series([1, 2]), [1, 2]),
            ([True], [1]),
            ([], []),
        ],
    )
    def test_allclose_passes(self, actual, expected):
        assert_allclose(actual, expected)

    @pytest.mark.parametrize(
        ("actual", "expected"),
        [
            (True, 1),
            (1, True),
            ("1", 1),
            (None, 0),
            ([1], 1),
            (1, [1]),
            ({"a": 1}, {"a": 2}),
            ({"a": 1}, {"b": 1}),
            ([1, 2], [1, 2, 3]),
            (np.arange(3), np.arange(4)),
            (np.array([True]), np.array([1])),
            (np.array(["a"]), np.array(["b"])),
            ([[1, 2]], np.array([1, 2])),
            (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})),
            (pd.DataFrame({"a": [1]}), {"a": [1]}),
        ],
    )
    def test_equal_fails(self, actual, expected):
        with pytest.raises(CheckFailed):
            assert_equal(actual, expected)

    @pytest.mark.parametrize(
        ("actual", "expected"),
        [
            (1, 1.0),
            ((1, [2]), [1, (2,)]),
            (np.array([1, 2]), [1, 2]),
            (np.array([1.0, np.nan]), np.array([1.0, np.nan])),
            (float("nan"), float("nan")),
            ({"a": {"b": (1,)}}, {"a": {"b": [1]}}),
            (np.bool_(True), True),
            (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]})),
        ],
    )
    def test_equal_passes(self, actual, expected):
        assert_equal(actual, expected)

    def test_the_others(self):
        assert_that(True, "never")
        assert_type([1], (list, tuple))
        assert assert_array([[1, 2.5]], (None, 2)).shape == (1, 2)
        assert_close_to_range([0, 1.01], 0, 1, atol=0.02)
        for wrong in (
            lambda: assert_that([], "empty"),
            lambda: assert_type(True, int),
            lambda: assert_type(None, (int, float)),
            lambda: assert_array([1, np.nan]),
            lambda: assert_array(np.zeros((2, 3)), (2, None, 3)),
            lambda: assert_close_to_range(np.nan, 0, 1),
            lambda: assert_close_to_range(1j, 0, 1),
            lambda: assert_close_to_range(2, 0, 1),
        ):
            with pytest.raises(CheckFailed):
                wrong()

    def test_raises(self):
        def refuse(x):
            if x < 0:
                raise ValueError("negative")
            return x

        one = student(f=refuse)
        assert_raises("ValueError", one.call, "f", -1)
        assert_raises(("TypeError", "ValueError"), one.call, "f", -1)
        for name, x in (("KeyError", -1), ("ValueError", 1)):
            with pytest.raises(CheckFailed):
                assert_raises(name, one.call, "f", x)

    def test_its_own_hint_goes_first(self):
        @question("q", points=1)
        def q(student):
            with student.case("case", hint="general"):
                assert_equal(1, 2, hint="particular")

        assert grade(q, student()).hints == ("case: particular (the value 1 is wrong)",)
