"""Numbers of the prose: which are looked for, where they may come from, what is reported."""

from __future__ import annotations

import subprocess
import sys

import nbformat
import pytest
from chapter_outputs.markdown import formulas, prose, published
from chapter_outputs.numbers import decimals
from chapter_outputs.prose import misses
from chapters import BOOK, THROUGH
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

PLAIN = "            mean\nvariant         \nAdam      0.8607\nloss     -0.0312"


def notebook(*sources: str, code: str = "table", **data: str):
    mime = {"plain": "text/plain", "html": "text/html"}
    outputs = [
        new_output("execute_result", data={mime[kind]: text for kind, text in data.items()})
    ] if data else []  # fmt: skip
    cells = [new_code_cell(code, outputs=outputs, id="table")]
    cells += [new_markdown_cell(source, id=f"text-{i}") for i, source in enumerate(sources)]
    return new_notebook(cells=cells)


def missed(*sources: str, **outputs: str) -> list[str]:
    return [miss.number for miss in misses(notebook(*sources, **outputs))]


# text: the numbers of it that PLAIN does not bear out
CASES = {
    "rounded": ("Adam is at 0.86, or 0.861, or 0.8607.", []),
    "another last digit": ("Adam is at 0.87.", ["0.87"]),
    "more digits than there are": ("Adam is at 0.86071.", ["0.86071"]),
    "points": ("behind by 3.1 points", []),
    "percent": ("86.07 % are right", []),
    "no word of points": ("behind by 3.1", ["3.1"]),
    "no sign says how much": ("behind by 0.031", []),
    "the sign": ("a difference of −0.031", []),
    "the wrong sign": ("a difference of +0.031", ["+0.031"]),
    "code span": ("call `Adam(0.003)`", []),
    "fence": ("```python\nAdam(0.003)\n```", []),
    "whole numbers": ("12 epochs, 2,000 images", []),
    "thousands": ("a cost of 2,000.5", ["2,000.5"]),
    "link": ("[site](https://example.org/1.25/) and <https://example.org/1.75>", []),
    "section": ("section 9.4 of it, Python 3.11", []),
    "index": ("{index}`rate 0.77 <rate>` and {cite:p}`a0.5`", ["0.77"]),
    "bold and brackets": ("**0.77** [0.52, 0.88]", ["0.77", "0.52", "0.88"]),
    "range": ("from 0.77-0.88", ["0.77", "0.88"]),
    "table of our own": ("| arm | mean |\n|---|---|\n| Adam | 0.77 |", ["0.77"]),
    "heading": ("## What 0.77 means", ["0.77"]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_number_is_found_or_missed(name):
    text, wanted = CASES[name]
    assert missed(text, plain=PLAIN) == wanted


def test_origins_other_than_outputs():
    assert missed("at 0.25") == ["0.25"]
    assert missed("at 0.25", code="rate = 0.25") == []
    assert missed("at 0.25", "$$x = 0.25$$") == []
    assert missed("at 0.25, $x = 0.25$") == []
    assert missed("at 0.25", html="<td>0.2503</td>") == []
    assert missed("at 0.25", html="<svg aria-label='0.25'><text>0.75</text></svg>") == []
    assert missed("at 0.75", html="<svg aria-label='0.25'><text>0.75</text></svg>") == ["0.75"]


def test_published_tables_and_quotes():
    whole = "| S4, one run | loss |\n|---|---|\n| Adam | 0.77 |\n"
    assert missed(f"{whole}\nSo 0.77 it is.") == []
    beside = "| scale | S3 | ours |\n|---|---|---|\n| one | 0.77 | 0.66 |\n"
    assert missed(f"{beside}\nSo 0.77 it is.") == ["0.66"]
    row = "| arm | score |\n|---|---|\n| S3 | 0.77 |\n| we | 0.66 |\n"
    assert missed(row) == ["0.66"]
    cited = "| arm | {cite:t}`chollet2015` |\n|---|---|\n| Adam | 0.77 |\n"
    assert missed(cited) == []
    assert missed("> S3 writes: 0.77 was reached\n\nSo 0.77.") == []
    assert missed("> someone writes: 0.77") == ["0.77"]


def test_a_record_lends_its_means_and_not_its_single_runs(monkeypatch):
    from types import SimpleNamespace

    import pandas as pd

    from course_lib import records

    table = pd.DataFrame({"arm": ["a", "a"], "seed": [0, 1], "accuracy": [0.5, 0.75]})
    means = pd.DataFrame({"mean": [0.625], "deviation": [0.1768]})
    stored = SimpleNamespace(table=table, summary=lambda metric: means)
    monkeypatch.setattr(records, "load", {"race": stored}.__getitem__)
    assert missed("0.625 and 0.75", code="records.load('race')") == ["0.75"]


def test_a_miss_says_where_and_what_is_near():
    (miss,) = misses(notebook("Adam, tuned, is at 0.87.", plain=PLAIN))
    assert str(miss).startswith("text-0: 0.87 (in: Adam, tuned, is at 0.87.) is found nowhere")
    assert miss.nearest[0] == "0.8607 (output of table)"


def test_parts_of_a_cell():
    text = "Rate `0.5` is $\\eta = 0.{,}25$ and 0.75\n\n| S0 |\n|---|\n| 0.125 |\n"
    assert [number.text for number in decimals(prose(text))] == ["0.75"]
    assert len(prose(text)) == len(text)
    assert "0.125" in "".join(published(text))
    assert "0.25" in "".join(formulas(text))


@given(st.integers(1, 5), st.floats(-1, 1))
def test_every_rounding_of_a_number_is_that_number(digits, exact):
    (number,) = decimals(f"at {exact:.{digits}f}")
    assert number.rounds(exact, percent=False)
    assert not number.rounds(exact + 1.01 * 10.0**-digits, percent=False) or exact < 0
    (percent,) = decimals(f"at {100 * exact:.{digits}f}")
    assert percent.rounds(exact, percent=True)


def test_the_command_names_the_misses(tmp_path):
    import shutil

    shutil.copy(BOOK / "prose.py", tmp_path)
    shutil.copytree(BOOK / "_ext", tmp_path / "_ext")
    nbformat.write(notebook("at 0.87", plain=PLAIN), tmp_path / "01-wrong.ipynb")
    nbformat.write(notebook("at 0.86", plain=PLAIN), tmp_path / "02-right.ipynb")

    def said(name):
        command = [sys.executable, "prose.py", name]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
        return done.returncode, done.stdout

    status, text = said("01")
    assert status == 1
    assert "text-0: 0.87" in text
    assert said("02") == (0, "02-right: no numbers that nothing bears out\n")


@pytest.mark.parametrize("name", THROUGH)
def test_the_numbers_of_a_chapter_are_borne_out(name):
    chapter = nbformat.read(BOOK / f"{name}.ipynb", as_version=4)
    assert [str(miss) for miss in misses(chapter)] == []
