"""Stored outputs altered so that a claim becomes false: the comparison must notice each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from altering import Change, cell, code_cells, with_text, with_values
from chapter_outputs.comparison import differences
from chapter_outputs.conclusions import APART, Interval, claims, gaps, intervals
from chapter_outputs.tables import tables
from chapters import NOTEBOOKS, THROUGH

ONE, TWO, THREE = "01-normalisation", "02-pooling", "03-noise-on-the-input"


@dataclass(frozen=True)
class Altered:
    """One falsification: values of tables by row and column, or pieces of text."""

    chapter: str
    cell: str
    says: str
    values: Change = field(default_factory=dict)
    text: tuple[str, str] | None = None


def interval(row: str | int, difference: str, low: str, high: str) -> Change:
    return {(row, "difference"): difference, (row, "low"): low, (row, "high"): high}


# shared/reviews/chapters-1-3.md, F. Where a cell was replaced, its case moves to what replaced it.
THIRTEEN = [
    Altered(ONE, "race", "AdaGrad is ahead of Adam",
            {("Adam", "mean"): "0.8400", ("AdaGrad", "mean"): "0.9990"}),
    Altered(ONE, "race-differences", "AdaGrad is 10 points ahead",
            interval("AdaGrad", "0.1047", "0.0708", "0.1385")),
    Altered(ONE, "pairs", "Adam's second round harms, layer normalisation does nothing",
            interval("Adam after Adam − Adam", "-3.0000", "-4.0039", "-1.9961")
            | interval("layer norm − fresh AdaGrad", "0.3333", "-1.8155", "2.4821")),
    Altered(ONE, "optimism-runs", "the best epoch flatters by more than a point",
            text=("in points: 0.", "in points: 1.")),
    Altered(TWO, "race-differences", "the stride is 6 points ahead",
            interval("stride", "6.3000", "1.5300", "11.0700")),
    Altered(TWO, "step-differences", "the block has an effect, the windows may have none",
            interval("block removed", "6.5000", "0.3000", "12.7000")
            | interval("windows 4 x 4", "-1.0000", "-4.0000", "2.0000")),
    Altered(TWO, "noise-table", "the median is as good as the mean under Gaussian noise",
            {("median", "mean", 1): "0.0250"}),
    Altered(TWO, "speed", "block_reduce is five times as fast as ours",
            {("max 2 x 2", "block_reduce, each"): "0.2"}),
    Altered(THREE, "sweep-cnn", "scale 0.1 is the best, 4 the worst",
            {("0.1", "mean"): "0.8900", ("4.0", "mean"): "0.7000"}),
    Altered(THREE, "cnn-mlp-verdict", "the CNN is 30 points ahead",
            interval("CNN - MLP, added 1", "0.3000", "0.2675", "0.3325")),
    Altered(THREE, "head-start-verdicts", "the order makes no difference",
            interval("0.1: S3 - reversed", "-0.0087", "-0.0332", "0.0158")
            | interval("4: S3 - reversed", "0.0087", "-0.0065", "0.0238")),
    Altered(THREE, "units-verdicts", "scale 4 is ahead of scale 0.1",
            interval("12: images divided", "0.0300", "0.0037", "0.0563")),
    Altered(THREE, "rise", "the signs are turned round",
            interval("fresh weights", "-0.0300", "-0.0499", "-0.0101")),
]  # fmt: skip


def awaited(case: Altered) -> bool:
    """Tell whether a case waits until its chapter is through, and must then be filled in anew."""
    return case.chapter not in THROUGH and cell(case.chapter, case.cell) is None


PRESENT = [case for case in THIRTEEN if not awaited(case)]


@pytest.mark.parametrize("case", PRESENT, ids=lambda case: f"{case.chapter[:2]}-{case.cell}")
def test_a_falsified_output_is_noticed(case):
    found = cell(case.chapter, case.cell)
    assert found is not None, f"{case.cell} is gone: which cell says now what it said?"
    altered = with_values(found.outputs, case.values)
    if case.text:
        altered = with_text(altered, *case.text)
    assert differences(altered, found.outputs, found.metadata)
    assert differences(found.outputs, altered, found.metadata)


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_every_falsified_claim_is_noticed(chapter):
    flipped = 0
    for found in code_cells(chapter):
        printed = "".join(o.text for o in found.outputs if o.output_type == "stream")
        for line in claims(printed):
            new = line.replace("holds:", "does not hold:", 1)
            altered = with_text(found.outputs, line, new)
            assert differences(altered, found.outputs, found.metadata), f"{found.id}: {line}"
            flipped += 1
    assert flipped or chapter not in THROUGH, "the chapter makes no claim"


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_no_interval_may_cross_zero(chapter):
    for found, change in _changes(chapter, _crossings):
        altered = with_values(found.outputs, change)
        assert differences(altered, found.outputs, found.metadata), f"{found.id}: {change}"


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_no_means_that_are_told_apart_may_swap(chapter):
    for found, change in _changes(chapter, _swaps):
        altered = with_values(found.outputs, change)
        assert differences(altered, found.outputs, found.metadata), f"{found.id}: {change}"


def _changes(chapter, changes_of):
    for found in code_cells(chapter):
        for output in found.outputs:
            for table in tables(output.get("data", {}).get("text/html", "")):
                yield from ((found, change) for change in changes_of(table))


def _crossings(table):
    """Shift each interval that lies beside zero over it, and each that holds zero beside it."""
    for one in intervals(table):
        width = one.high - one.low
        beside = one.low > 0 or one.high < 0
        shift = -(one.low + one.high) / 2 if beside else 0.0001 + width / 1000 - one.low
        low, high = one.low + shift, one.high + shift
        if width and Interval("", None, low, high).sides.isdisjoint(one.sides):
            shown = [f"{x:.4f}" for x in ((one.difference or 0) + shift, low, high)]
            changed = interval(one.row, *shown)
            if one.difference is None:  # the middle has another name, or is not shown
                del changed[one.row, "difference"]
            yield changed


def _swaps(table):
    for column, name in enumerate(table.columns):
        which = table.named(name).index(column)
        for (a, b), gap in gaps(table, column).items():
            if abs(gap) > APART:
                first, second = (table.rows[row][column] for row in (a, b))
                yield {(a, name, which): second, (b, name, which): first}


def table_of(**rows: str) -> list:
    body = "".join(f"<tr><th>{name}</th><td>{text}</td></tr>" for name, text in rows.items())
    html = f"<table><thead><tr><th></th><th>accuracy</th></tr></thead>{body}</table>"
    return [{"output_type": "display_data", "data": {"text/html": html}}]


def test_orders_of_means_with_their_spread():
    loose = {"tolerance": {"abs": 5.0}}
    stored = table_of(Adam="91.0 ± 0.1", SGD="88.0 ± 0.2")
    assert differences(stored, table_of(Adam="91.1 ± 0.1", SGD="88.2 ± 0.2"), loose) == []
    (found,) = differences(stored, table_of(Adam="88.0 ± 0.1", SGD="91.0 ± 0.2"), loose)
    assert "the order of Adam and SGD has changed" in found
    assert differences(stored, table_of(Adam="88.1 ± 0.1", SGD="88.0 ± 0.2"), loose)
    level = table_of(Adam="91.0 ± 0.0", SGD="91.1 ± 0.0")
    assert differences(level, table_of(Adam="91.1 ± 0.0", SGD="91.0 ± 0.0"), loose) == []


@pytest.mark.parametrize(
    ("stored", "fresh"),
    [
        ("gain 0.3 [-0.1, 0.7]", "gain 0.5 [0.1, 0.9]"),
        ("gain +0.3 [+0.1, +0.5]", "gain -0.3 [-0.5, -0.1]"),
        ("gain 0.3 [0.1, 0.5]", "gain 0.8 [0.1, 0.5]"),
        ("holds: a is\n  ahead by 0.5.", "holds: a is\n  ahead by 0.6."),
        ("holds: a", "does not hold: a"),
    ],
)
def test_conclusions_of_a_text(stored, fresh):
    def stream(text):
        return [{"output_type": "stream", "name": "stdout", "text": text}]

    assert differences(stream(stored), stream(fresh), {"tolerance": {"abs": 5.0}})
    assert differences(stream(fresh), stream(stored), {"tolerance": {"abs": 5.0}})
    near = re.sub(r"\.1\b", ".11", stored)
    if "holds" not in stored:
        assert differences(stream(stored), stream(near), {"tolerance": {"abs": 5.0}}) == []
