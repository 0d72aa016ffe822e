"""Cells are called by their task and first line, whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.checks.naming import cell_names, headings
from course_lib.checks.notebooks import Cell


def code(source):
    return Cell("code", source)


def text(source):
    return Cell("markdown", source)


def test_a_cell_is_called_by_its_task_and_first_line():
    cells = [
        text("# Exercise 1"),
        code("import os"),
        text("## 1. Scale (3 points)\n\nWrite it."),
        code("\n# my answer\n\ndef minmax(x):\n    return x"),
        text("More of it."),
        code("minmax(1)"),
        text("### 2. Draw (1.5 points, read by a person) ##"),
        code("  "),
    ]
    assert cell_names(cells) == [
        "the text that begins `# Exercise 1`",
        "the cell that begins `import os`",
        'the text of "1. Scale" that begins `## 1. Scale (3 points)`',
        'the cell of "1. Scale" that begins `def minmax(x):`',
        'the text of "1. Scale" that begins `More of it.`',
        'the cell of "1. Scale" that begins `minmax(1)`',
        'the text of "2. Draw" that begins `### 2. Draw (1.5 points, read by a person) ##`',
        'an empty cell of "2. Draw"',
    ]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("## 4. A race (of two)", "4. A race (of two)"),
        ("## 4. A race (1 point)", "4. A race"),
        ("##no heading", ""),
        ("# The exercise", ""),
        ("## One\n\n## Two", "Two"),
    ],
)
def test_headings_lose_their_points_alone(heading, title):
    assert headings([text(heading)]) == [title]


def test_a_comment_names_a_cell_that_holds_nothing_else():
    assert cell_names([code("# nothing yet")]) == ["the cell that begins `# nothing yet`"]


@given(st.lists(st.builds(Cell, st.sampled_from(["code", "markdown"]), st.text()), max_size=4))
def test_a_name_is_one_short_line(cells):
    names = cell_names(cells)
    assert len(names) == len(cells)
    assert all(name.isprintable() and len(name) < 160 for name in names)
