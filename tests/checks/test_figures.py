"""A figure arrives as what its axes show, field by field."""

from __future__ import annotations

import copy
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import LineCollection

from course_lib.checks import describing, figures
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
    assert left.intervals().tolist() == [[0, 0.5, 1.5], [1, 1.75, 2.25]]
    assert left.intervals("x")[:2].tolist() == [[1, -0.1, 0.1], [2, 0.9, 1.1]]
    assert left.curve("spread").y.tolist() == [1, 2]
    assert set(left.legend) == {"training Loss", "spread", "band"}
    assert left.texts == ["here"]
    assert left.bands[0].y.max() == 2
    assert right.bars[0].height.tolist() == [3, 4]
    assert right.bars[1].height.sum() == 3
    assert right.x_ticks[:2] == ["a", "b"]
    assert right.points[0].y.tolist() == [3, 4]
    assert right.images[0].shape == [4, 5, 3]
    with pytest.raises(CheckFailed, match="nothing drawn has the label"):
        right.line("validation")


def test_the_pixels_of_an_image_arrive_as_they_were_given():
    grey = np.arange(6, dtype=np.uint8).reshape(2, 3)
    gaps = np.ma.masked_equal(grey, 4)
    colours = np.linspace(0, 1, 24, dtype=np.float32).reshape(2, 3, 4)

    def draw():
        figure, axes = plt.subplots(1, 4)
        for one, data in zip(axes, (grey, gaps, colours, grey > 2), strict=True):
            one.imshow(data, origin="lower")
        return figure

    images = [panel.images[0] for panel in student(draw=draw).figure("draw").axes]
    assert images[0].pixels.dtype == np.uint8
    np.testing.assert_array_equal(images[0].pixels, grey)
    np.testing.assert_array_equal(images[1].pixels, gaps.astype(float).filled(np.nan))
    np.testing.assert_array_equal(images[2].pixels, colours)
    np.testing.assert_array_equal(images[3].pixels, grey > 2)


def test_images_that_are_too_large_come_without_their_pixels():
    large, small = np.zeros((1100, 1000)), np.ones((2, 2))

    def draw():
        figure, axes = plt.subplots(1, 3)
        for one, data in zip(axes, (large, large, small), strict=True):
            one.imshow(data)
        return figure

    shown = student(draw=draw).figure("draw").axes
    assert [panel.images[0].pixels.shape for panel in shown] == [(1100, 1000), (0,), (2, 2)]
    assert [panel.images[0].shape for panel in shown] == [[1100, 1000], [1100, 1000], [2, 2]]


@pytest.mark.parametrize(
    "pixels", [np.zeros((4, 5)), np.zeros((1, 4, 5, 3)), np.zeros((4, 5, 3), complex), [0.0]]
)
def test_pixels_that_are_none_are_refused(pixels):
    document = described()
    document["axes"][1]["images"][0]["pixels"] = pixels
    with pytest.raises(NotPlain):
        figures.read(document)


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
    figure, axes = plt.subplots()
    with pytest.raises(StudentError, match="no figure of matplotlib was found"):
        student(f=lambda: None).figure("f")

    def into_the_current_figure():
        plt.plot([1, 2])
        return plt.gcf()

    assert len(student(f=into_the_current_figure).figure("f").panel.lines) == 1
    assert plt.get_fignums() == [figure.number]
    assert plt.gcf() is figure
    assert not axes.lines
    plt.close(figure)


def test_a_figure_that_was_shown_or_closed_is_found():
    def shown():
        plt.plot([1, 2])
        plt.show()

    def closed():
        plt.plot([1, 2])
        plt.close("all")

    def module():
        plt.plot([1, 2])
        return plt

    def two():
        plt.figure()
        pd.Series([1, 2]).plot()
        plt.figure()

    with warnings.catch_warnings(action="error"):
        for function in (shown, closed, module, two):
            assert student(f=function).figure("f").panel.lines[0].y.tolist() == [1, 2]
    assert not plt.get_fignums()


def test_what_pyplot_had_open_is_back_after_an_error():
    figure, show = plt.figure(), plt.show
    with pytest.raises(StudentError, match="ZeroDivisionError"):
        student(f=lambda: plt.figure() and 1 / 0).figure("f")
    assert (plt.get_fignums(), plt.show) == ([figure.number], show)
    plt.close(figure)


X, Y, LOW, HIGH = [1.0, 2.0, 4.0], [0.5, 0.7, 0.6], [0.4, 0.65, 0.4], [0.6, 0.75, 0.8]
LENGTHS = np.abs([np.subtract(Y, LOW), np.subtract(HIGH, Y)])


def at_once(label):
    plt.errorbar(X, Y, LENGTHS, label=label)


def point_by_point(label):
    for at, x in enumerate(X):
        options = {"label": label} if at == 0 else {}
        plt.errorbar([x], Y[at], LENGTHS[:, at : at + 1], fmt="o", color="teal", **options)


def each_point_named(label):
    for at, x in enumerate(X):
        plt.errorbar(x, Y[at], LENGTHS[:, at : at + 1], fmt="o", label=label)


def vlines(label):
    plt.vlines(X, LOW, HIGH)
    plt.plot(X, Y, label=label)


def single_segments(label):
    for x, low, high in zip(X, LOW, HIGH, strict=True):
        plt.plot([x, x], [low, high], "k-")
    plt.scatter(X, Y, label=label)


def segments_at_once(label):
    plt.plot([X, X], [HIGH, LOW], "k-", marker="_")
    plt.plot(X, Y, label=label)


def named_bars_over_points(label):
    plt.scatter(X, Y)
    plt.errorbar(X, Y, LENGTHS, fmt="none", label=label)


def a_collection(label):
    ends = [[(x, low), (x, high)] for x, low, high in zip(X, LOW, HIGH, strict=True)]
    plt.gca().add_collection(LineCollection(ends))
    plt.gca().add_collection(LineCollection([list(zip(X, Y, strict=True))], label=label))
    plt.gca().autoscale()


def band(label):
    plt.fill_between(X, LOW, HIGH, alpha=0.3)
    plt.plot(X, Y, label=label)


def filled(label):
    plt.fill([*X, *X[::-1]], [*LOW, *HIGH[::-1]], alpha=0.3)
    plt.plot(X, Y, label=label)


def of_bars(label):
    plt.bar(X, Y, yerr=LENGTHS, width=0.3)
    plt.plot(X, Y, "o", label=label)


def floating_bars(label):
    plt.bar(X, np.subtract(HIGH, LOW), bottom=LOW, width=0.1)
    plt.plot(X, Y, "o", label=label)


def by_pandas(label):
    table = pd.DataFrame({"x": X, label: Y})
    table.plot(x="x", y=label, yerr=LENGTHS[None], ax=plt.gca())


def backwards(label):
    plt.errorbar(X[::-1], Y[::-1], LENGTHS[:, ::-1], label=label)


def in_float32(label):
    x, y, lengths = (np.float32(part) for part in (X, Y, LENGTHS))
    plt.errorbar(x, y, lengths, label=label)


WAYS = [at_once, point_by_point, each_point_named, vlines, single_segments, segments_at_once]
WAYS += [named_bars_over_points, a_collection, band, filled, of_bars, floating_bars, by_pandas]
WAYS += [backwards, in_float32]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_points_and_intervals_are_read_in_whatever_way_they_are_drawn(way):
    panel = student(f=way).figure("f", "A  curve").panel
    curve = panel.curve("a curve")
    np.testing.assert_allclose(curve.x, X)
    np.testing.assert_allclose(curve.y, Y, rtol=1e-6)
    panel.assert_intervals(X, LOW, HIGH)
    assert all(panel.has_mark(x, y) for x, y in zip(X, Y, strict=True))
    for low, high in ((np.subtract(LOW, 0.01), HIGH), (LOW, np.add(HIGH, 0.01))):
        with pytest.raises(CheckFailed, match="no bar and no band reaches from 0"):
            panel.assert_intervals(X, low, high)
    with pytest.raises(CheckFailed, match="'b'"):
        panel.curve("b")


def test_a_figure_that_lies_on_its_side():
    def hlines():
        plt.hlines(X, LOW, HIGH)
        plt.axvline(0)

    def lying():
        plt.errorbar(Y, X, xerr=LENGTHS)
        plt.vlines(0, 0, 4)

    def barh():
        plt.barh(X, Y, xerr=LENGTHS)
        plt.plot([0, 0], [0, 4])

    for function in (hlines, lying, barh):
        panel = student(f=function).figure("f").panel
        panel.assert_intervals(X, LOW, HIGH, axis="x")
        assert 0 in panel.reference_lines("x")
        assert 0 not in panel.reference_lines("y")


def test_a_line_at_a_value_in_whatever_way_it_is_drawn():
    ways = [
        lambda: plt.axhline(0),
        lambda: plt.hlines(0, -1, 5),
        lambda: plt.plot([-1, 5], [0, 0], "k--"),
        lambda: plt.plot(X, np.zeros(3)),
        lambda: plt.axline((0, 0), slope=0),
        lambda: plt.axline((0, 0), (1, 0)),
        lambda: plt.gca().spines["bottom"].set_position("zero"),
        lambda: plt.gca().spines["top"].set_position(("data", 0)),
    ]
    others = [
        lambda: plt.axhline(0.1),
        lambda: plt.axvline(0),
        lambda: plt.plot([0], [0], "o"),
        lambda: plt.bar(X, [0.2, 0.3, 0.4], bottom=-0.1),
        lambda: plt.axline((0, 0), slope=1),
    ]
    for at, way in enumerate([*ways, *others]):

        def draw(way=way):
            plt.errorbar(X, Y, LENGTHS, fmt="o")
            way()

        panel = student(f=draw).figure("f").panel
        assert (0 in panel.reference_lines()) == (at < len(ways)), at


def test_a_legend_of_the_axes_or_of_the_figure_names_its_curves():
    def of_figure():
        figure, axes = plt.subplots()
        axes.plot(X, Y, label="one")
        axes.plot(X, LOW, label="two")
        figure.legend()

    def given_labels():
        plt.plot(X, Y)
        plt.plot(X, LOW)
        plt.legend(["one", "two"])

    def given_labels_of_bars():
        plt.errorbar(X, Y, 0.1)
        plt.errorbar(X, LOW, 0.1)
        plt.legend(["one", "two"])

    def handles():
        plt.plot(X, Y, color="red")
        plt.plot(X, LOW, color="blue")
        made = [plt.Line2D([], [], color="red"), plt.Line2D([], [], color="blue")]
        plt.figlegend(made, ["one", "two"])

    for function in (of_figure, given_labels, given_labels_of_bars, handles):
        panel = student(f=function).figure("f").panel
        panel.assert_legend("one", "Two")
        np.testing.assert_allclose(panel.curve("one").y, Y)
        np.testing.assert_allclose(panel.curve("two").y, LOW)
    with pytest.raises(CheckFailed, match="the legend does not name 'three'"):
        panel.assert_legend("three")
    with pytest.raises(CheckFailed, match="there is no legend"):
        student(f=at_once).figure("f", "a").panel.assert_legend("a")


def test_labels_and_names_of_an_axis():
    def named():
        plt.errorbar(["b", "a"], [1, 2], [0.1, 0.2], fmt="o")
        plt.ylabel("difference")

    panel = student(f=named).figure("f").panel
    assert (panel.place_of("b"), panel.place_of("a")) == (0, 1)
    with pytest.raises(CheckFailed, match="the horizontal axis does not name 'c'"):
        panel.place_of("c")
    with pytest.raises(CheckFailed, match="the horizontal axis has no label"):
        panel.assert_labels()


def described():
    figure = everything([1.0, 2.0])
    plt.close(figure)
    return describing.describe(figure)


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
