"""Instructors' notes: SECRET-NOTE."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from course_lib import normalize
from course_lib.checks import assert_allclose, assert_equal, assert_that, question

SAMPLES = 20
SECRET_SEED = 77


def table(seed: int) -> np.ndarray:
    """Return columns of different spread."""
    return np.random.default_rng(seed).normal(size=(SAMPLES, 4)) * [1, 10, 100, 1000]


def secret_table(seed: int) -> np.ndarray:
    factor = float(Path(__file__).with_name("factor.txt").read_text("ascii"))
    return table(seed + SECRET_SEED) * math.pi * factor


@question("minmax", points=4)
def minmax(student):
    x = table(student.seed)
    with student.case("scales each column", weight=3, hint="Is the minimum of each column taken?"):
        assert_allclose(student.call("minmax", x), normalize.minmax(x, over="feature"))
    with student.case("constant column", hint="What is 0 / 0?"):
        x[:, 1] = 5.0
        assert_allclose(student.call("minmax", x)[:, 1], np.zeros(SAMPLES))


@question("minmax-hidden", points=2, hidden=True)
def minmax_hidden(student):
    """SECRET-CHECK: integers."""
    x = np.round(secret_table(student.seed)).astype(int)
    with student.case("SECRET-CASE", hint="SECRET-HINT"):
        assert_allclose(student.call("minmax", x), normalize.minmax(x, over="feature"))


@question("mean", points=1)
def mean(student):
    assert_equal(student.value("course_mean"), 2.5)


@question("curve", points=2)
def curve(student):
    drawing = student.figure("plot_heights", [1.0, 2.0, 4.0])
    panel = drawing.axes[0]
    with student.case("one line", hint="plot once"):
        assert_equal(len(panel.lines), 1)
        assert_allclose(panel.lines[0].y, [1.0, 2.0, 4.0])
    with student.case("labels", hint="Name both axes."):
        assert_that(panel.x_label and panel.y_label, "an axis has no label")


@question("why", points=3, manual=True)
def why(student):
    """SECRET-RUBRIC: 3 points for leakage."""


@question("bonus", points=1, extra=True)
def bonus(student):
    assert_equal(student.call("double", 21), 42)
