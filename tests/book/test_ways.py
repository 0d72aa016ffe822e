"""The way through the book: aims, what builds on what, and routes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from chapter_map.graph import graph
from chapter_map.needs import direct, layers, needs
from chapter_map.table import table

BOOK = Path(__file__).resolve().parents[2] / "book"
PARTS = yaml.safe_load((BOOK / "chapters.yml").read_text("utf-8"))
ENTRIES = [chapter for part in PARTS for chapter in part["chapters"]]


def course(**on: str) -> list[dict]:
    """Return a course of chapters that build on those whose names' letters are given."""
    return [
        {
            "part": "All",
            "chapters": [
                {
                    "file": name,
                    "title": name.upper(),
                    "prerequisites": [f"from {{doc}}`it <{other}>`" for other in others],
                    "minutes": {"reading": 30},
                }
                for name, others in on.items()
            ],
        }
    ]


@pytest.mark.parametrize("chapter", ENTRIES, ids=lambda chapter: chapter["file"])
def test_chapter_states_what_it_is_for_and_what_it_needs(chapter):
    assert len(chapter["aims"]) >= 3
    assert chapter["prerequisites"]
    assert 30 <= chapter["minutes"]["reading"] <= 120
    assert (BOOK / f"{chapter['file']}.ipynb").exists()


def test_chapters_come_in_the_order_of_the_contents():
    contents = yaml.safe_load((BOOK / "_toc.yml").read_text("utf-8"))
    listed = [chapter["file"] for chapter in contents["parts"][0]["chapters"]]
    assert [chapter["file"] for chapter in ENTRIES] == listed


def test_a_chapter_builds_on_earlier_ones_and_all_but_the_first_on_one():
    every = needs(PARTS)
    assert not every[ENTRIES[0]["file"]]
    assert all(every[chapter["file"]] for chapter in ENTRIES[1:])


@pytest.mark.parametrize("on", [{"a": "b", "b": "a"}, {"a": "a"}, {"a": "", "b": "x"}])
def test_circles_and_unknown_chapters_are_refused(on):
    with pytest.raises(ValueError, match="does not come before"):
        needs(course(**on))


def test_what_another_need_brings_along_is_not_drawn():
    assert direct(needs(course(a="", b="a", c="ab"))) == {"a": [], "b": ["a"], "c": ["b"]}


def test_a_line_that_passes_a_layer_has_a_place_in_it():
    rows = layers(direct(needs(course(a="", b="a", c="b", d="", e="cd"))))
    assert [len(row) for row in rows] == [2, 2, 2, 1]
    assert ("d", "e") in rows[1]
    assert ("d", "e") in rows[2]


def test_the_graph_links_each_chapter_and_says_what_it_builds_on():
    drawn = graph(course(a="", b="a", c="ab"))
    for name in ("wide", "narrow"):
        shown = re.search(rf'<svg class="{name}".*?</svg>', drawn)[0]
        assert re.findall(r'href="(.*?)"', shown) == ["a.html", "b.html", "c.html"]
        assert "3. C, builds on 1 and 2" in shown
        assert shown.count('class="arrow"') == 2


def test_boxes_of_the_real_graph_neither_overlap_nor_leave_it():
    shown = re.search(r'<svg class="wide" viewBox="0 0 (\d+) (\d+)".*?</svg>', graph(PARTS))
    width, height = int(shown[1]), int(shown[2])
    found = re.findall(
        r'<rect class="frame" x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"', shown[0]
    )
    boxes = [tuple(map(float, box)) for box in found]
    assert len(boxes) == len(ENTRIES)
    for index, (x, y, wide, high) in enumerate(boxes):
        assert 0 <= x <= width - wide
        assert 0 <= y <= height - high
        for a, b, *_ in boxes[index + 1 :]:
            assert abs(x - a) >= wide or abs(y - b) >= high


def test_the_table_adds_up():
    last = table(PARTS).splitlines()[-1]
    reading = sum(chapter["minutes"]["reading"] for chapter in ENTRIES)
    exercise = sum(chapter["minutes"]["exercise"] for chapter in ENTRIES)
    assert last == f"| together | | {reading / 60:.0f} + {exercise / 60:.0f} hours |"


def test_short_routes_hold_all_that_their_chapters_build_on():
    numbers = {number: chapter["file"] for number, chapter in enumerate(ENTRIES, start=1)}
    every = needs(PARTS)
    routes = re.findall(
        r"\((\d+) weeks\): ([\d, and]+)[.;,]", (BOOK / "ways.md").read_text("utf-8")
    )
    assert len(routes) == 4
    for weeks, listed in routes:
        taken = {numbers[int(number)] for number in re.findall(r"\d+", listed)}
        assert len(taken) + ("13-a-trial-of-your-own" in taken) == int(weeks)  # it takes two
        for file in taken:
            assert set(every[file]) <= taken, (listed, file)


def test_sections_that_the_hour_names_are_in_their_chapters():
    hour = (BOOK / "ways.md").read_text("utf-8").partition("## An hour")[2].partition("## A sem")[0]
    for line in hour.splitlines():
        if file := re.search(r"<(\d\d-[\w-]+)>", line):
            text = (BOOK / f"{file[1]}.ipynb").read_text("utf-8")
            names = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", line)
            assert names
            for name in names:
                assert f"## {name}" in text, name


def test_no_ground_has_the_colour_of_letters():
    """The theme's `on-surface` is a colour for letters; what lies under a pointer once had it."""
    sheets = list((BOOK / "_ext").rglob("*.css"))
    assert len(sheets) >= 4
    for sheet in sheets:
        grounds = re.findall(r"(?:background(?:-color)?|fill): *([^;]+);", sheet.read_text("utf-8"))
        assert not [ground for ground in grounds if "on-surface" in ground], sheet.name
