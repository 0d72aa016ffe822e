"""The grader's side of the wall believes no field of a reply."""

from __future__ import annotations

import contextlib
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.checks.answering import in_process
from course_lib.checks.assertions import CheckFailed, assert_raises, assert_that
from course_lib.checks.outcomes import Missing, StudentError, Unanswered
from course_lib.checks.student import Student
from course_lib.checks.values import encode


def student(**names):
    return Student(in_process(names), seed=5)


def replying(reply):
    return Student(lambda request: reply)


def test_calls_and_values_arrive():
    one = student(add=lambda a, b=1: a + b, rate=0.5)
    assert one.call("add", 1, b=2) == 3
    assert one.call("add", np.ones(2)).tolist() == [2, 2]
    assert one.value("rate") == 0.5
    assert one.array("add", [1], b=[2]).tolist() == [1, 2]
    assert one.number("add", 1) == 2.0


def test_what_is_not_there_and_what_raises():
    one = student(fail=lambda: 1 / 0, text=lambda: "a", rows=lambda: [1, 2], z=lambda: 1j)
    with pytest.raises(Missing, match="add is not defined"):
        one.call("add")
    with pytest.raises(StudentError, match="ZeroDivisionError: division by zero"):
        one.call("fail")
    for name in ("text", "rows", "z"):
        with pytest.raises(CheckFailed):
            one.number(name)


GOOD = {"value": encode(1), "output": ""}


@pytest.mark.parametrize(
    "reply",
    [
        None,
        [],
        "value",
        {},
        {"value": encode(1)},
        {**GOOD, "score": 3},
        {**GOOD, "missing": "f"},
        {**GOOD, "error": {"type": "A", "message": "", "place": ""}},
        {"value": None, "output": ""},
        {"value": encode(1), "output": None},
        {"value": encode(1), "output": ["x"]},
        {"value": {"kind": "class"}, "output": ""},
        {"error": "no", "output": ""},
        {"error": {"type": "A"}, "output": ""},
        {"error": {"type": 1, "message": ""}, "output": ""},
        {"error": {"type": "A", "message": "", "place": "", "points": 3}, "output": ""},
        {"error": {"type": "A", "message": "", "place": 3}, "output": ""},
        {"passed": True},
    ],
)
def test_replies_that_are_none_are_the_students_error(reply):
    with pytest.raises(StudentError):
        replying(reply).call("f")


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["value", "error", "missing", "output", "type", "message", "kind"]),
                inner,
            )
        ),
        max_leaves=10,
    ),
    st.sampled_from(["call", "value", "figure", "array", "number"]),
)
def test_any_reply_gives_a_value_or_the_students_error(reply, method):
    with contextlib.suppress(StudentError, CheckFailed):
        getattr(replying(reply), method)("f")


def test_the_name_of_what_is_missing_is_ours_not_theirs():
    with pytest.raises(Missing, match=r"^NameError: f is not defined$"):
        replying({"missing": "the expected value is 42"}).call("f")


def test_texts_of_a_reply_are_cut():
    told = {"type": "E" * 10**6, "message": "m\ud800" * 10**6, "place": "p" * 10**6}
    long = {"error": told, "output": "o" * 10**6}
    one = replying(long)
    for _ in range(5):
        with pytest.raises(StudentError) as caught:
            one.call("f")
    assert len(caught.value.type) == 100
    assert len(caught.value.message) == 500
    assert len(one.output) <= 10_300


def test_silence_lasts_for_the_question():
    asked = []

    def ask(request):
        asked.append(request)
        if request["name"] == "slow":
            raise Unanswered("no answer within 3 s", timeout=True)
        return GOOD

    one = Student(ask)
    one.begin(timeout=3)
    with one.case("first"):
        one.call("slow")
    with one.case("second"):
        one.call("f")
    with one.case("third, which asks nothing"):
        pass
    assert [case.state for case in one.cases] == ["timeout"] * 3
    assert [request["name"] for request in asked] == ["slow"]
    one.begin(timeout=3)
    assert one.call("f") == 1


def test_time_is_told_and_runs_out():
    left = []

    def ask(request):
        left.append(request["timeout"])
        time.sleep(0.06)
        return GOOD

    one = Student(ask, clock=time.monotonic)
    one.begin(timeout=0.1)
    one.call("f")
    one.call("f")
    with pytest.raises(Unanswered, match=r"no answer within 0\.1 s"):
        one.call("f")
    assert left[0] == 0.1
    assert left[1] < 0.05


def test_arrays_in_whatever_they_come():
    rows = [[1.0, 2.0], [3.0, 4.0]]
    for made in (
        lambda: (np.array(rows), rows[0]),
        lambda: [pd.DataFrame(rows), pd.Series(rows[0])],
        lambda: (tuple(map(tuple, rows)), np.float32(rows[0])),
        lambda: [np.array(rows, dtype=object), np.array(rows[0])],
    ):
        table, row = student(f=made).arrays("f", count=2)
        assert (table.tolist(), row.tolist()) == (rows, rows[0])
    assert [one.tolist() for one in student(f=lambda: np.array(rows)).arrays("f", count=2)] == rows
    for wrong, said in (
        (lambda: rows[:1], "1 array comes back instead of 2"),
        (lambda: 3, "the value is of type int instead of tuple or list"),
        (lambda: (1, "x"), "instead of an array of numbers"),
        (lambda: (1, float("nan")), "the value holds NaN or infinity"),
    ):
        with pytest.raises(CheckFailed, match=said):
            student(f=wrong).arrays("f", count=2)


def test_a_case_that_doing_nothing_passes_counts_only_with_another():
    one = student(x=1)

    def states(**values):
        one.begin(timeout=1)
        for name in ("first", "second"):
            with one.case(name):
                assert_that(values[name], "no")
        with one.case("stays", needs="first"):
            pass
        with one.case("either", needs=["first", "second"]):
            assert_that(values.get("either", True), "its own reason")
        return [case.state for case in one.cases[2:]]

    assert states(first=True, second=False) == ["passed", "passed"]
    assert states(first=False, second=True) == ["failed", "passed"]
    assert states(first=False, second=False) == ["failed", "failed"]
    assert one.cases[2].detail == "this counts once “first” passes"
    assert one.cases[3].detail == "this counts once “first” or “second” passes"
    assert states(first=False, second=False, either=False) == ["failed", "failed"]
    assert one.cases[3].detail == "its own reason"


def test_a_case_that_needs_one_that_is_not_there_is_the_checks_mistake():
    one = student(x=1)
    needing = one.case("b", needs="a")
    with pytest.raises(ValueError, match="'b' needs 'a', and no case before it is called so"):
        needing.__enter__()


def test_waiting_for_a_turn_costs_no_time():
    def ask(request):
        time.sleep(0.06)
        return GOOD

    one = Student(ask, clock=lambda: 0.0)
    one.begin(timeout=0.1)
    assert [one.call("f") for _ in range(4)] == [1] * 4


def test_an_argument_that_is_not_plain_is_the_checks_mistake():
    with pytest.raises(ValueError):
        student(f=lambda x: x).call("f", b"bytes")


def waiting(*args):
    raise NotImplementedError()


def hints(one):
    """Return state, hint and detail of cases that each assert something of the answers."""
    return [(case.state, case.hint, case.detail) for case in one.cases]


def test_before_an_attempt_there_is_no_hint():
    one = Student(in_process({"f": waiting, "race": None, "list": []}), starts={"race": None})
    with one.case("calls", hint="H"):
        one.call("f")
    with one.case("raises", hint="H"):
        assert_raises("ValueError", one.call, "f")
    with one.case("not there", hint="H"):
        one.call("g")
    with one.case("a value", hint="H"):
        assert one.value("race") == 3
    with one.case("another value", hint="H"):
        assert_that(one.value("list") == [3], "it is wrong")
    assert hints(one) == [
        ("missing", "", "f is not written yet"),
        ("missing", "", "f is not written yet"),
        ("missing", "", "g is not defined"),
        ("missing", "", "race is still as it was released"),
        ("failed", "H", "it is wrong"),
    ]


def test_the_placeholder_is_named_behind_a_function_that_calls_it():
    names = {}
    exec("def f():\n    raise NotImplementedError()\n\n\ndef build():\n    return f()", names)
    with pytest.raises(Missing, match="f is not written yet"):
        Student(in_process(names)).call("build")


def test_after_an_error_there_is_the_error_alone():
    names = {}
    exec("def f():\n    return 1 / 0", names)
    one = Student(in_process(names))
    rows = {}
    with one.case("the table", hint="H"):
        rows = one.call("f")
    with one.case("a row of it", hint="H"):
        assert_that("adam" in rows, "a row is missing")
    told = "ZeroDivisionError: division by zero (in f, line 2 of its cell)"
    assert hints(one) == [("error", "", told)] * 2


def test_a_wrong_error_is_an_answer_of_its_own():
    def refuse(value):
        raise TypeError if value else KeyError

    one = Student(in_process({"f": refuse}))
    with one.case("calls", hint="H"):
        one.call("f", 0)
    with one.case("raises", hint="H"):
        assert_raises("ValueError", one.call, "f", 1)
    assert hints(one)[1] == ("failed", "H", "TypeError is raised instead of ValueError")


def test_a_starting_value_that_is_right_is_right():
    one = Student(in_process({"safe": []}), starts={"safe": []})
    with one.case("a list", hint="H"):
        assert one.value("safe") == []
    assert hints(one) == [("passed", "", "")]


def test_a_function_may_be_asked_to_raise_what_placeholders_raise():
    one = Student(in_process({"f": waiting}))
    with one.case("raises"):
        assert_raises("NotImplementedError", one.call, "f")
    assert hints(one) == [("passed", "", "")]


def test_an_error_of_the_students_own_with_a_text_is_no_placeholder():
    def refuse():
        raise NotImplementedError("only for two axes")

    with pytest.raises(StudentError, match="NotImplementedError: only for two axes"):
        student(f=refuse).call("f")
