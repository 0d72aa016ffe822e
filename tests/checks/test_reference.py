"""The instructors' reference is made from docstrings: nothing may be missing from them."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest

from course_lib import checks
from course_lib.checks import figures
from course_lib.checks.reading import Reading
from course_lib.checks.student import Student

PAGE = (Path(__file__).parents[2] / "book" / "for-instructors-checks.md").read_text("utf-8")
ASSERTIONS = [name for name in checks.__all__ if name.startswith("assert_")]
PARTS = [getattr(figures, name) for name in figures.__all__ if name != "read"]


@pytest.mark.parametrize("name", ASSERTIONS)
def test_each_assertion_is_on_the_page_with_an_example(name):
    assert f".. autofunction:: course_lib.checks.{name}\n" in PAGE
    assert f"   ~course_lib.checks.{name}\n" in PAGE
    text = inspect.getdoc(getattr(checks, name))
    examples = text.partition("\nExamples\n")[2]
    assert re.search(rf"^>>> .*\b{name}\(", examples, re.MULTILINE)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_each_field_of_a_figure_is_described(part):
    assert f".. autoclass:: course_lib.checks.figures.{part.__name__}\n" in PAGE
    text = inspect.getdoc(part).partition("\nParameters\n")[2]
    heads = re.findall(r"^(\w[\w, ]*) : \S", text, re.MULTILINE)
    described = [name for head in heads for name in head.split(", ")]
    assert sorted(described) == sorted(field.name for field in fields(part))


GRADERS = {"answered", "begin", "broken", "clear", "measure", "output", "returned_nothing"}


def test_all_that_a_check_may_ask_is_on_the_page():
    """What is left is for the grader alone."""
    asked = {name for name in dir(Student) if not name.startswith("_")}
    shown = set(re.findall(r"automethod:: course_lib\.checks\.student\.Student\.(\w+)", PAGE))
    assert shown == asked - GRADERS


def test_each_question_to_a_panel_is_described():
    for name, member in vars(Reading).items():
        if inspect.isfunction(member) and not name.startswith("_"):
            assert inspect.getdoc(member), name
