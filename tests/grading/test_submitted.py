"""However broken a notebook is, its readable part is found and the rest is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.checks.notebooks import cells_of
from course_lib.grading.submitted import read_submitted


def code(source, **nbgrader):
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    return {"cell_type": "code", "metadata": metadata, "source": source}


def text(source, **nbgrader):
    return {**code(source, **nbgrader), "cell_type": "markdown"}


SETUP = code("import numpy as np", grade_id="setup", locked=True)
SOLUTION = code("def f(): ...", grade_id="f-solution", solution=True)
CHECK = code('check("f")', grade_id="f", grade=True, locked=True, points=3)
ESSAY = text("Write.", grade_id="essay", grade=True, solution=True, points=2)
ANSWER = {**ESSAY, "source": "Because."}
RELEASED = [SETUP, SOLUTION, CHECK, ESSAY]


def read(cells, released=RELEASED):
    content = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    return read_submitted(content.encode(), cells_of({"cells": released}))


def test_a_notebook_as_it_was_released_has_no_problem():
    handed = read(RELEASED)
    assert handed.problems == ()
    assert handed.code == ("import numpy as np", "def f(): ...")
    assert handed.answers == ()


@pytest.mark.parametrize("source", ["", "  \n", "Write.", " Write.\n"])
def test_an_answer_that_nobody_wrote_is_none(source):
    assert read([{**ESSAY, "source": source}]).answers == ()
    assert read([{**ESSAY, "source": "Written."}]).answers == ("essay",)


def test_cells_of_the_student_run_in_their_order_between_the_others():
    handed = read([code("a = 1"), SETUP, text("# Title"), code("b = 2"), SOLUTION])
    assert handed.code == ("a = 1", "import numpy as np", "b = 2", "def f(): ...")


def test_checks_never_run_whatever_stands_in_them():
    handed = read([SETUP, SOLUTION, {**CHECK, "source": "print('passed')"}, ESSAY])
    assert handed.code == ("import numpy as np", "def f(): ...")
    assert handed.problems == ("The cell 'f' was edited; this has no effect.",)


def test_a_check_cannot_be_smuggled_in_as_a_solution():
    forged = code("x = 1", grade_id="f", solution=True, grade=False, locked=False)
    assert "x = 1" not in read([SETUP, forged]).code


def test_locked_cells_are_those_that_were_released():
    handed = read([{**SETUP, "source": "import os; os._exit(0)"}, SOLUTION, CHECK, ESSAY])
    assert handed.code[0] == "import numpy as np"
    assert handed.problems == ("The cell 'setup' was edited; this has no effect.",)


def test_deleted_cells_are_named_and_locked_ones_run_all_the_same():
    handed = read([SOLUTION])
    assert handed.code == ("import numpy as np", "def f(): ...")
    assert [name in " ".join(handed.problems) for name in ("'setup'", "'f'", "'essay'")] == [
        True
    ] * 3
    assert handed.answers == ()


def test_a_cell_that_stands_twice_runs_twice_and_is_named():
    handed = read([*RELEASED, SOLUTION, SOLUTION])
    assert handed.code.count("def f(): ...") == 3
    assert handed.problems == ("The cell 'f-solution' stands 3 times.",)


def test_an_answer_that_stands_twice_is_one_answer():
    assert read([*RELEASED, ANSWER, ANSWER]).answers == ("essay",)


@pytest.mark.parametrize("points", [0, 100, -1, 1e308, 10**400, "ten", True, [3]])
def test_changed_points_change_nothing(points):
    handed = read([SETUP, SOLUTION, code("x", grade_id="f", grade=True, points=points), ESSAY])
    assert handed.code == ("import numpy as np", "def f(): ...")
    assert len(handed.problems) >= 1


def test_unknown_names_run_and_are_named():
    handed = read([*RELEASED, code("y = 1", grade_id="another-course", solution=True)])
    assert handed.code[-1] == "y = 1"
    assert handed.problems == ("The cell 'another-course' belongs to no question.",)


def test_problems_are_short_whatever_names_cells_have():
    handed = read([code("1", grade_id="x" * 100_000), code("2", grade_id="x" * 100_000)])
    assert max(map(len, handed.problems)) < 200


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"\x00\xff\xfe", "not JSON"),
        (b"PK\x03\x04", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b"9" * 10_000, "not JSON"),
        (b"[]", "no cells"),
        (b"null", "no cells"),
        (b'{"cells": {}}', "no cells"),
        (b'{"nbformat": 3, "worksheets": [{"cells": []}]}', "before 4"),
    ],
)
def test_what_is_no_notebook_is_told_in_one_sentence(content, problem):
    handed = read_submitted(content, cells_of({"cells": RELEASED}))
    assert handed.code == handed.answers == ()
    (said,) = handed.problems
    assert problem in said


def test_a_mark_of_the_byte_order_is_skipped():
    content = json.dumps({"nbformat": 4, "metadata": {}, "cells": [SOLUTION]}).encode("utf-8-sig")
    assert read_submitted(content, cells_of({"cells": [SOLUTION]})).problems == ()


@pytest.mark.parametrize(
    "cell",
    [
        None,
        3,
        {},
        {"cell_type": "code"},
        {"cell_type": "virus", "source": "x"},
        {"cell_type": "code", "source": 3},
        {"cell_type": "code", "source": ["x", 3]},
        {"cell_type": "code", "source": "x", "metadata": []},
        {"cell_type": "code", "source": "x", "metadata": {"nbgrader": [1]}},
        {"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": {}}}},
        {"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"points": 10**400}}},
    ],
)
def test_a_cell_that_is_none_is_left_out_and_the_others_stay(cell):
    handed = read([*RELEASED[:2], cell, CHECK, ANSWER])
    assert {"import numpy as np", "def f(): ..."} <= set(handed.code)
    assert handed.answers == ("essay",)


def test_sources_may_be_lists_of_lines():
    assert read([code(["a = 1\n", "b = 2"])], []).code == ("a = 1\nb = 2",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "cell_type",
                    "source",
                    "metadata",
                    "nbgrader",
                    "grade_id",
                    "points",
                    "locked",
                    "grade",
                ]
            ),
            inner | st.sampled_from(["code", "markdown", "f", "setup", "essay"]),
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=4))
def test_nothing_that_json_can_hold_breaks_the_reading(cells):
    handed = read(cells)
    assert all(isinstance(source, str) for source in handed.code)
    assert "import numpy as np" in handed.code
