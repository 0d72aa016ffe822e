"""However broken a notebook is, its readable part is found and the rest is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.checks.notebooks import cells_of
from course_lib.checks.submitted import names_of, read_submitted


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


def sources(handed):
    return tuple(cell.source for cell in handed.code)


def test_a_notebook_as_it_was_released_has_no_problem():
    handed = read(RELEASED)
    assert handed.problems == ()
    assert sources(handed) == ("import numpy as np", "def f(): ...")
    assert handed.answers == ()


@pytest.mark.parametrize("source", ["", "  \n", "Write.", " Write.\n"])
def test_an_answer_that_nobody_wrote_is_none(source):
    assert read([{**ESSAY, "source": source}]).answers == ()
    assert read([{**ESSAY, "source": "Written."}]).answers == ("essay",)


def test_cells_of_the_student_run_in_their_order_between_the_others():
    handed = read([code("a = 1"), SETUP, text("# Title"), code("b = 2"), SOLUTION])
    assert sources(handed) == ("a = 1", "import numpy as np", "b = 2", "def f(): ...")


def test_checks_never_run_whatever_stands_in_them():
    handed = read([SETUP, SOLUTION, {**CHECK, "source": "print('passed')"}, ESSAY])
    assert sources(handed) == ("import numpy as np", "def f(): ...")
    (said,) = handed.problems
    assert said.startswith('The cell of "f" that begins `check("f")` is not as it was released')
    assert "a cell of your own" in said


def test_a_check_cannot_be_smuggled_in_as_a_solution():
    forged = code("x = 1", grade_id="f", solution=True, grade=False, locked=False)
    assert "x = 1" not in sources(read([SETUP, forged]))


def test_locked_cells_are_those_that_were_released():
    handed = read([{**SETUP, "source": "import os; os._exit(0)"}, SOLUTION, CHECK, ESSAY])
    assert sources(handed)[0] == "import numpy as np"
    (said,) = handed.problems
    assert said.startswith(
        'The cell of "f" that begins `import numpy as np` is not as it was released'
    )
    assert "grading runs the released cell" in said


def test_deleted_cells_are_named_and_locked_ones_run_all_the_same():
    handed = read([SOLUTION])
    assert sources(handed) == ("import numpy as np", "def f(): ...")
    assert handed.problems == (
        'The cell of "f" that begins `import numpy as np` was deleted; grading has its own.',
        'The cell of "f" that begins `check("f")` was deleted; grading has its own.',
        'The text of "essay" that begins `Write.` was deleted.',
    )
    assert handed.answers == ()


def test_a_cell_that_stands_twice_runs_twice_and_is_named():
    handed = read([*RELEASED, SOLUTION, SOLUTION])
    assert sources(handed).count("def f(): ...") == 3
    assert handed.problems == ('The cell of "f" that begins `def f(): ...` stands 3 times.',)


def test_an_answer_that_stands_twice_is_one_answer():
    assert read([*RELEASED, ANSWER, ANSWER]).answers == ("essay",)


@pytest.mark.parametrize("points", [0, 100, -1, 1e308, 10**400, "ten", True, [3]])
def test_changed_points_change_nothing(points):
    handed = read([SETUP, SOLUTION, code("x", grade_id="f", grade=True, points=points), ESSAY])
    assert sources(handed) == ("import numpy as np", "def f(): ...")
    assert len(handed.problems) >= 1


def test_unknown_names_run_and_are_named():
    handed = read([*RELEASED, code("y = 1", grade_id="another-course", solution=True)])
    assert sources(handed)[-1] == "y = 1"
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
    assert {"import numpy as np", "def f(): ..."} <= set(sources(handed))
    assert handed.answers == ("essay",)


def test_sources_may_be_lists_of_lines():
    assert sources(read([code(["a = 1\n", "b = 2"])], [])) == ("a = 1\nb = 2",)


PLACEHOLDER = code(
    "def g(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    grade_id="g-solution",
    solution=True,
)
TASK = [
    text("# Exercise 1 (5 points)"),
    SETUP,
    text("## 1. Double it (3 points)\n\nWrite `g`."),
    PLACEHOLDER,
    {**CHECK, "source": 'check("g")', "metadata": {"nbgrader": {"grade_id": "g", "grade": True}}},
    text("## 2. Say why (2 points)\n\nIn one sentence."),
    ESSAY,
]
TASK[4]["metadata"]["nbgrader"] |= {"locked": True, "points": 3}
G = 'The cell of "1. Double it" that begins `def g(x):`'
MINE = "def g(x):\n    return 2 * x"


def solved(source=MINE, answer="Because.", **changes):
    cells = [dict(cell) for cell in TASK]
    cells[3] = {**cells[3], "source": source, **changes}
    cells[6]["source"] = answer
    return cells


def test_cells_are_called_by_their_task_and_their_first_line():
    own = code("# mine\n\nimport math")
    handed = read([*solved()[:4], own, *solved()[4:]], TASK)
    assert [cell.name for cell in handed.code] == [
        "the cell that begins `import numpy as np`",
        'the cell of "1. Double it" that begins `def g(x):`',
        'the cell of "1. Double it" that begins `import math`',
    ]
    assert handed.code[2].problem("KeyError", "'x'\nmore") == (
        "The cell of \"1. Double it\" that begins `import math`: KeyError: 'x'",
    )
    assert handed.code[0].problem("SyntaxError", "invalid syntax (1154837481.py, line 2)") == (
        "The cell that begins `import numpy as np`: SyntaxError: invalid syntax (line 2 of it)",
    )
    assert read(TASK, TASK).code[1].problem("NotImplementedError", "") == ()


@pytest.mark.parametrize(("kind", "said"), [("markdown", "Markdown"), ("raw", "raw text")])
def test_an_answer_that_became_text_runs_as_the_code_that_it_was(kind, said):
    handed = read(solved(cell_type=kind), TASK)
    assert sources(handed) == ("import numpy as np", MINE)
    assert handed.problems == (f"{G} was turned into {said}: it runs as code.",)


def test_a_written_answer_that_became_code_is_read_and_does_not_run():
    cells = solved()
    cells[6]["cell_type"] = "code"
    handed = read(cells, TASK)
    assert (sources(handed), handed.answers) == (("import numpy as np", MINE), ("essay",))


def stripped(cells, *gone):
    return [{key: part for key, part in cell.items() if key not in gone} for cell in cells]


def identified(cells):
    return [
        {**cell, "id": cell["metadata"].get("nbgrader", {}).get("grade_id", f"text-{at}")}
        for at, cell in enumerate(cells)
    ]


def test_cells_without_metadata_are_known_by_their_identifier():
    handed = read(stripped(identified(solved()), "metadata"), TASK)
    assert handed.problems == ()
    assert (sources(handed), handed.answers) == (("import numpy as np", MINE), ("essay",))


def test_cells_without_anything_are_known_by_their_text_and_their_place():
    handed = read(stripped(solved(), "metadata"), TASK)
    assert handed.problems == ()
    assert (sources(handed), handed.answers) == (("import numpy as np", MINE), ("essay",))
    assert names_of(stripped(solved(), "metadata"), cells_of({"cells": TASK})) == (
        *("", "setup", "", "g-solution", "g", ""),
        "essay",
    )


def test_an_answer_in_the_place_of_a_deleted_cell_goes_to_the_reader():
    cells = solved()
    cells[6] = text("Because.")
    handed = read(cells, TASK)
    assert (handed.answers, handed.problems) == (("essay",), ())


def test_an_answer_above_its_placeholder_is_named():
    cells = [dict(cell) for cell in TASK]
    (said,) = read([*cells[:3], code(MINE), *cells[3:]], TASK).problems
    assert said.startswith(f"{G} is still as it was released")
    assert "`g` is the placeholder's" in said
    assert read([*cells[:4], code(MINE), *cells[4:]], TASK).problems == ()


def test_text_beside_the_placeholder_of_an_answer_is_named():
    (said,) = read([*solved(answer="Write."), text("My answer.")], TASK).problems
    assert "'essay' is still as it was released" in said


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
                    "id",
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
    assert len(names_of(cells, cells_of({"cells": RELEASED}))) == len(cells)
    assert all(isinstance(source, str) for source in sources(handed))
    assert "import numpy as np" in sources(handed)
