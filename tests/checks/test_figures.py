"""A figure arrives as what its axes show, field by field."""

from __future__ import annotations

import copy

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.checks import drawing, figures
from course_lib.checks.answering import in_process
from course_lib.checks.assertions import CheckFailed
from course_lib.checks.outcomes import StudentError
from course_lib.checks.student import Student
from course_lib.checks.values.limits import NotPlain


def everything(y):
    figure, (left, right) = plt.subplots(1, 2)
    figure.suptitle("Noise")
    left.plot(y, label="training Loss", marker="o")
    left.plot([0, 1], [2, 2], "--")
    left.errorbar([0, 1], [1, 2], yerr=[0.5, 0.25], xerr=0.1, capsize=3, label="spread")
    left.fill_between([0, 1], [0, 0], [1, 2], label="band")
    left.set(title="left", xlabel="epoch", ylabel="loss", yscale="log")
    left.legend()
    left.text(0, 1, "here")
    right.bar(["a", "b"], [3, 4], label="bars")
    right.scatter([1, 2], [3, 4], label="cloud")
    right.imshow(np.zeros((4, 5, 3)))
    right.hist([1, 2, 2])
    return figure


def student(**names):
    return Student(in_process(names))


def test_a_figure_arrives():
    shown = student(draw=everything).figure("draw", [3.0, 2.0])
    left, right = shown.axes
    assert shown.title == "Noise"
    assert (left.title, left.x_label, left.y_label) == ("left", "epoch", "loss")
    assert (left.x_scale, left.y_scale) == ("linear", "log")
    assert left.line("Training  loss").y.tolist() == [3, 2]
    assert left.line("training loss").marker == "o"
    assert (left.lines[1].label, left.lines[1].style) == ("", "--")
    assert len(left.lines) == 3
    assert left.errors[0].low.tolist() == [0.5, 1.75]
    assert left.errors[0].high.tolist() == [1.5, 2.25]
    assert left.errors[0].label == "spread"
    assert set(left.legend) == {"training Loss", "spread", "band"}
    assert left.texts == ["here"]
    assert left.bands[0].y.max() == 2
    assert right.bars[0].height.tolist() == [3, 4]
    assert right.bars[1].height.sum() == 3
    assert right.x_ticks[:2] == ["a", "b"]
    assert right.points[0].y.tolist() == [3, 4]
    assert right.images[0].shape == [4, 5, 3]
    with pytest.raises(CheckFailed, match="no line has the label"):
        right.line("validation")


def test_a_label_of_the_whole_figure_is_its_panels():
    def draw():
        figure, axes = plt.subplots(2, 1)
        axes[0].set(xlabel="its own")
        figure.supxlabel("epoch")
        figure.supylabel("loss")
        return figure

    above, below = student(draw=draw).figure("draw").axes
    assert (above.x_label, below.x_label) == ("its own", "epoch")
    assert above.y_label == below.y_label == "loss"


def test_whatever_is_returned_the_figure_is_found_and_closed():
    before = plt.get_fignums()

    def axes():
        return plt.subplots()[1]

    def many():
        return plt.subplots(2, 2)[1]

    def nothing():
        plt.plot([1, 2])

    def lines():
        return plt.plot([1, 2])

    for function in (axes, many, nothing, lines):
        assert student(f=function).figure("f").axes
    assert plt.get_fignums() == before


def test_a_variable_may_be_the_figure_and_stays_open():
    figure, axes = plt.subplots()
    for value in (figure, axes):
        assert student(f=value).figure("f").axes
    assert plt.fignum_exists(figure.number)
    plt.close(figure)


def test_no_figure_and_an_empty_one():
    for value in (lambda: None, lambda: 3, 3):
        with pytest.raises(StudentError, match="figure"):
            student(f=value).figure("f")
    with pytest.raises(CheckFailed, match="nothing is drawn"):
        student(f=lambda: plt.figure()).figure("f")


def test_a_figure_that_was_open_before_is_not_what_a_function_draws():
    figure, _ = plt.subplots()
    with pytest.raises(StudentError, match="no figure was drawn"):
        student(f=lambda: None).figure("f")
    plt.close(figure)


def described():
    figure = everything([1.0, 2.0])
    plt.close(figure)
    return drawing.describe(figure)


DESCRIBED = described()
JUNK = st.sampled_from(
    [None, 1, -1.0, "x", [], {}, [None], ["x"], np.zeros(2), np.zeros((2, 2)), True]
)


@given(st.data())
def test_a_description_with_any_part_replaced_is_read_or_refused(data):
    document = copy.deepcopy(DESCRIBED)
    place = document
    while True:
        key = data.draw(
            st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place))))
        )
        inner = place[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            place = inner
            continue
        place[key] = data.draw(JUNK)
        break
    try:
        result = figures.read(document)
    except (NotPlain, CheckFailed):
        return
    assert isinstance(result, figures.Drawing)


@pytest.mark.parametrize(
    "change",
    [
        {"x": np.zeros(3)},
        {"x": np.zeros(2, int)},
        {"label": 3},
        {"more": 1},
    ],
)
def test_a_line_that_is_none_is_refused(change):
    document = described()
    document["axes"][0]["lines"][0].update(change)
    with pytest.raises(NotPlain):
        figures.read(document)
