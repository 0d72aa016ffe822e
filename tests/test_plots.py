"""Figures hold what they were given, say it in words, and refuse everything else clearly."""

from __future__ import annotations

from itertools import combinations

import keras
import matplotlib.figure
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import deltaE_ciede2000, rgb2lab

from course_lib import plots
from course_lib.plots.style import DASHES, FONT, MARKERS, MIDDLE, text

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(),
    st.text(max_size=4),
    st.binary(max_size=4),
    st.lists(st.one_of(st.integers(-2, 2), st.floats(), st.text(max_size=2)), max_size=3),
    st.dictionaries(st.text(max_size=2), st.one_of(st.floats(), st.none()), max_size=2),
    st.sampled_from(
        [
            object(),
            np.zeros(0),
            np.zeros((2, 0, 3)),
            np.full((2, 2), np.nan),
            np.zeros((2, 3, 4, 5)),
            np.array(["a"]),
            np.array([1 + 2j]),
            pd.DataFrame(),
            pd.DataFrame({"score": ["a"], "x": [None]}),
            pd.DataFrame({"difference": [1.0], "low": [2.0], "high": [np.nan]}),
            pd.Series([], dtype=float),
            {"a": object()},
            {"a": np.zeros((1, 2, 2))},
            [[1], [2, 3]],
        ]
    ),
)


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# Machado, Oliveira and Fernandes (2009), severity 1, of linear red, green and blue
SEEN_BY = {
    "protanopes": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopes": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopes": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def lab_seen(matrix: list[list[float]], colors: tuple[str, ...]) -> np.ndarray:
    """Return what a reader sees of the colours, as CIELAB."""
    rgb = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colors]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(matrix).T, 0, 1)
    return rgb2lab(np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055))


@pytest.fixture
def histories() -> pd.DataFrame:
    rows = [
        {"variant": v, "seed": s, "epoch": e, "loss": 1 / e + s / 10, "accuracy": 1 - 0.5 / e}
        | {"val_loss": 1.2 / e + s / 10, "val_accuracy": 0.9 - 0.5 / e}
        for v in ("adam", "adagrad")
        for s in range(3)
        for e in range(1, 6)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def trials() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "activation": ["relu", "softmax", "relu", "sigmoid"],
            "dropout": [0.2, 0.4, 0.6, 0.2],
            "units": [32, 64, 64, 32],
            "normalize": [True, False, True, False],
            "score": [0.8, np.nan, 0.95, 0.9],
        }
    )


@pytest.mark.parametrize("page", ["#ffffff", "#14181e"])
def test_colours_stand_out_on_both_pages(page):
    assert min(contrast(c, page) for c in plots.PALETTE) > 3.7
    assert contrast(MIDDLE, page) > 4.1


@pytest.mark.parametrize("reader", SEEN_BY)
def test_curves_are_told_apart_by_the_colour_blind(reader):
    """By colour, where they are neighbours or have one dash; by marker and dash all others."""
    seen = lab_seen(SEEN_BY[reader], plots.PALETTE)
    for (i, one), (j, other) in combinations(enumerate(seen), 2):
        if j == i + 1 or i % len(DASHES) == j % len(DASHES):
            assert deltaE_ciede2000(one, other) > 12, (plots.PALETTE[i], plots.PALETTE[j])
    assert len(set(MARKERS)) > len(plots.PALETTE)


def test_text_is_large_enough(histories):
    figure = plots.learning_curves(histories)
    figure.draw_without_rendering()
    sizes = [t.get_fontsize() for t in figure.findobj(matplotlib.text.Text) if t.get_text()]
    assert min(sizes) >= 11
    assert figure.get_size_inches()[0] == 5
    assert FONT >= 11


def test_learning_curves_draw_mean_and_spread(histories):
    figure = plots.learning_curves(histories)
    top, bottom = figure.axes
    assert (top.get_ylabel(), bottom.get_ylabel()) == ("loss", "accuracy")
    lines = top.get_lines()
    assert [line.get_linestyle() for line in lines] == ["--", "-", "--", "-"]
    np.testing.assert_allclose(lines[0].get_ydata(), 1 / np.arange(1, 6) + 0.1)
    assert len(top.collections) == 4  # a band for each line: the seeds' losses differ
    assert len(bottom.collections) == 0
    assert "mean of 3 seeds" in figure.alt_text
    assert "Final validation accuracy: adam 0.8, adagrad 0.8." in figure.alt_text


def test_range_and_no_spread(histories):
    widths = {}
    for spread in ("range", "deviation", "none"):
        bands = (
            plots.learning_curves(histories, metrics=["loss"], spread=spread).axes[0].collections
        )
        widths[spread] = [np.ptp(b.get_paths()[0].vertices[:, 1]) for b in bands]
    assert widths["none"] == []
    assert widths["range"] == pytest.approx(widths["deviation"])  # 0, 0.1, 0.2: both are ± 0.1


def test_learning_curves_take_tables_put_together(histories):
    parts = [part.reset_index(drop=True) for _, part in histories.groupby("variant", sort=False)]
    assert plots.learning_curves(pd.concat(parts)).alt_text == (
        plots.learning_curves(histories).alt_text
    )


def test_learning_curves_take_keras_histories():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.arange(8.0).reshape(4, 2) / 8
    history = model.fit(x, x[:, :1], epochs=3, verbose=0, validation_data=(x, x[:, :1]))
    figure = plots.learning_curves({"line": [history, history.history]}, metrics=["loss"])
    np.testing.assert_allclose(figure.axes[0].get_lines()[0].get_ydata(), history.history["loss"])
    alone = plots.learning_curves({"line": {"loss": [2.0, np.nan]}}, metrics=["loss"])
    assert alone.alt_text.endswith("Final training loss: line not finite.")


@pytest.mark.parametrize(
    ("histories", "error", "message"),
    [
        ({}, ValueError, "at least one variant"),
        ({"a": []}, ValueError, "at least one history"),
        ({"a": 3}, TypeError, "a Keras History or a dict"),
        ("adam", TypeError, "pandas.DataFrame or a mapping"),
        ({"a": {"loss": [1.0]}}, ValueError, "'accuracy'"),
        (pd.DataFrame({"variant": [1]}), ValueError, "columns 'seed', 'epoch'"),
    ],
)
def test_learning_curves_refuse(histories, error, message):
    with pytest.raises(error, match=message):
        plots.learning_curves(histories)


def test_accuracy_over_draws_published_points_beside_ours():
    frame = pd.DataFrame(
        {"scale": [0, 0, 4, 4] * 2, "kind": ["cnn"] * 4 + ["mlp"] * 4, "accuracy": np.arange(8) / 8}
    )
    published = {"cnn": {0: 0.99, 4: 0.25}, "other": {2: 0.5}}
    figure = plots.accuracy_over(frame, x="scale", by="kind", published=published, source="S3")
    (ax,) = figure.axes
    opened = [line for line in ax.get_lines() if line.get_markerfacecolor() == "none"]
    assert [list(line.get_ydata()) for line in opened] == [[0.99, 0.25], [0.5]]
    assert opened[0].get_markeredgecolor() == plots.PALETTE[0]
    labels = [t.get_text() for t in figure.legends[0].get_texts()]
    assert labels == ["cnn", "cnn (S3)", "mlp", "other (S3)"]
    assert "cnn 0.0625 at 0, 0.3125 at 4" in figure.alt_text
    even = plots.accuracy_over(frame, x="scale", by="kind", published=published, spacing="even")
    assert [t.get_text() for t in even.axes[0].get_xticklabels()] == ["0", "2", "4"]


@pytest.mark.parametrize("published", [3, {"a": 3}, {"a": {}}, {"a": {0: "x"}}, {"a": {0: np.nan}}])
def test_accuracy_over_refuses_published(published):
    frame = pd.DataFrame({"x": [0], "accuracy": [1.0]})
    with pytest.raises((TypeError, ValueError), match="published"):
        plots.accuracy_over(frame, x="x", published=published)


def test_bars_show_their_numbers():
    figure = plots.bars({"a": 1.0, "b": -2.5}, errors={"a": 0.5}, label="ms")
    assert {t.get_text() for t in figure.axes[0].texts} == {"1", "-2.5"}
    assert figure.alt_text == "ms: a 1, b -2.5."
    assert plots.bars(pd.Series({"a": 2})).alt_text == "a 2."
    with pytest.raises(ValueError, match="errors must name bars"):
        plots.bars({"a": 1}, errors={"c": 1})
    with pytest.raises(ValueError, match=r"errors\['a'\] must be a number of at least 0"):
        plots.bars({"a": 1}, errors={"a": -1})


def test_intervals_mark_what_is_clear_of_zero():
    frame = pd.DataFrame(
        {"who": ["a", "b"], "difference": [0.2, 0.1], "low": [0.1, -0.1], "high": [0.3, 0.3]}
    )
    figure = plots.intervals(frame, name="who")
    markers = [m for m in figure.axes[0].get_lines() if m.get_marker() == "o"]
    assert [m.get_markerfacecolor() == "none" for m in markers] == [False, True]
    assert "a 0.2 (0.1 to 0.3), clear of zero; b 0.1 (-0.1 to 0.3), zero inside" in figure.alt_text
    with pytest.raises(ValueError, match="at most 'high'"):
        plots.intervals(frame.rename(columns={"low": "high", "high": "low"}))
    with pytest.raises(ValueError, match="finite"):
        plots.intervals(frame.assign(difference=np.nan))
    single = plots.intervals(frame.assign(low=np.nan, high=np.nan))
    assert "0.2 (no interval)" in single.alt_text
    assert [t.get_text() for t in single.legends[0].get_texts()] == ["no interval"]
    with pytest.raises(TypeError, match="must hold numbers"):
        plots.intervals(frame.assign(low="a"))


def rows_of(*differences: float) -> pd.DataFrame:
    middle = np.array(differences)
    ends = {"low": middle - abs(middle) / 2, "high": middle + abs(middle) / 2}
    return pd.DataFrame({"difference": middle} | ends, index=[f"{d:g}" for d in differences])


@pytest.mark.parametrize(
    ("differences", "panels"),
    [
        ([0.2, -43.5, 1.07, 29.6, 0], [["0.2", "1.07", "0"], ["-43.5", "29.6"]]),
        ([1, 25], [["1", "25"]]),
        ([1, 1000, 1e6], [["1"], ["1000"], ["1e+06"]]),
        ([0, 0], [["0", "0"]]),
    ],
)
def test_intervals_of_very_different_size_stand_in_panels_of_their_own(differences, panels):
    figure = plots.intervals(rows_of(*differences))
    assert [[t.get_text() for t in ax.get_yticklabels()] for ax in figure.axes] == panels
    assert ("each panel has its own scale" in figure.get_supxlabel()) == (len(panels) > 1)
    assert ("Each panel has its own scale." in figure.alt_text) == (len(panels) > 1)
    for ax, names in zip(figure.axes, panels, strict=True):
        low, high = ax.get_xlim()
        sizes = [abs(float(name)) for name in names if float(name)]
        assert not sizes or min(sizes) > (high - low) / 100  # none is a dot on the zero line


def test_markers_are_explained():
    frame = rows_of(0.2, -0.1).assign(low=[0.1, -0.3])
    texts = plots.intervals(frame.assign(high=[0.3, 0.1])).legends[0].get_texts()
    assert [t.get_text() for t in texts] == ["interval clear of zero", "zero inside the interval"]
    found = plots.search_convergence(pd.DataFrame({"score": [0.8, np.nan]})).legends[0].get_texts()
    assert [t.get_text() for t in found] == ["a trial", "best so far", "a trial that failed"]


def test_images_side_by_side_have_names():
    stacks = {name: [np.eye(4) + k for k in range(2)] for name in ("max", "mean", "min")}
    figure = plots.interactive_images(stacks, [1, 2], "window")
    assert [note.text for note in figure.layout.annotations] == ["max", "mean", "min"]
    assert [trace.visible for trace in figure.data] == [True] * 3 + [False] * 3
    assert [trace.xaxis for trace in figure.data[:3]] == ["x", "x2", "x3"]
    assert figure.layout.yaxis3.scaleanchor == "x3"
    steps = [step.args[0]["visible"] for step in figure.layout.sliders[0].steps]
    assert steps == [[True] * 3 + [False] * 3, [False] * 3 + [True] * 3]
    assert figure.layout.meta["alt_text"].startswith("Images (max, mean, min) with a slider")
    with pytest.raises(ValueError, match="as many images for each name"):
        plots.interactive_images({"a": [np.eye(2)], "b": [np.eye(2)] * 2}, [1], "x")


@pytest.mark.parametrize("shape", [(3, 8, 8), (3, 8, 8, 1), (3, 8, 8, 3)])
def test_image_grid_shows_each_image(shape):
    x = np.random.default_rng(0).random(shape)
    figure = plots.image_grid({"clean": x, "noisy": x + 5}, columns=2)
    assert [len(ax.images) for ax in figure.axes] == [2, 2, 1, 1]
    drawn = figure.axes[2].images[0].get_array()
    assert drawn.shape == (8, 8, 3)
    np.testing.assert_array_equal(drawn[..., 0], np.rint(x[2].reshape(8, 8, -1)[..., 0] * 255))
    assert (figure.axes[1].images[0].get_array() == 255).all()


def test_image_grid_gives_labels_room_and_checks():
    x = np.zeros((4, 8, 8), dtype=np.uint8)
    figure = plots.image_grid({"x": x}, labels=["golden retriever"] * 4)
    assert [len(ax.images) for ax in figure.axes] == [2, 2]
    with pytest.raises(ValueError, match="one shape"):
        plots.image_grid({"a": x, "b": x[:2]})
    with pytest.raises(ValueError, match="1 or 3 channels"):
        plots.image_grid({"a": np.zeros((2, 4, 4, 2))})
    with pytest.raises(ValueError, match="labels must have 4"):
        plots.image_grid({"a": x}, labels=["a"])
    with pytest.raises(ValueError, match="smaller and the larger"):
        plots.image_grid({"a": x}, limits=(1, 0))
    with pytest.raises(TypeError, match="pair of numbers"):
        plots.image_grid({"a": x}, limits=3)
    with pytest.raises(ValueError, match="at least one group"):
        plots.image_grid({})


def test_limits_follow_the_first_group():
    limits = plots.images.limits_of
    assert limits(np.array([0.0, 200.0])) == (0, 255)
    assert limits(np.array([-2.0, 3.0])) == (-2, 3)
    assert limits(np.array([-2.0, -2.0])) == (-2, -1)
    assert limits(np.array([0.5]), (0, 4)) == (0, 4)


def test_matrix_writes_its_numbers():
    figure = plots.matrix([[1, 2, 3], [4, 5, 6]], title="Before")
    assert [t.get_text() for t in figure.axes[0].texts] == list("123456")
    assert figure.alt_text == "Before of 2 rows and 3 columns: 1 2 3; 4 5 6."
    assert len(plots.matrix(np.zeros((20, 20)), annotate=False).axes[0].texts) == 0
    assert plots.matrix([[0.123, 1]]).axes[0].texts[0].get_text() == "0.12"
    assert plots.matrix([[0.123]], decimals=1).axes[0].texts[0].get_text() == "0.1"
    with pytest.raises(ValueError, match="at most 16 columns"):
        plots.matrix(np.zeros((2, 17)))


def test_numbers_in_cells_are_legible():
    figure = plots.matrix(np.arange(16).reshape(4, 4))
    cells = figure.axes[0].images[0].get_array().reshape(-1, 4)
    for cell, label in zip(cells, figure.axes[0].texts, strict=True):
        color = "#" + "".join(f"{round(float(c) * 255):02x}" for c in cell[:3])
        assert contrast(color, label.get_color()) > 4


def test_confusion_matrix_counts():
    figure = plots.confusion_matrix([0, 1, 2, 2], [0, 1, 2, 1])
    assert [t.get_text() for t in figure.axes[0].texts] == list("100010011")
    assert "most often 2 was taken for 1 (1 of 2)" in figure.alt_text
    assert plots.confusion_matrix([0, 1], [0, 1]).alt_text.endswith("; no confusion.")
    many = plots.confusion_matrix(np.arange(40), np.arange(40))
    assert len(many.axes[0].texts) == 0
    for bad, message in [
        (([0], [0, 1]), "y_pred must have 1 labels"),
        (([-1], [0]), "at least 0"),
        (([5000], [0]), "below 1000"),
    ]:
        with pytest.raises(ValueError, match=message):
            plots.confusion_matrix(*bad)
    with pytest.raises(TypeError, match="integers"):
        plots.confusion_matrix([0.5], [0])
    with pytest.raises(ValueError, match="3 entries or more"):
        plots.confusion_matrix([2], [0], class_names=["a", "b"])


def test_reliability_shows_the_samples_behind_each_point():
    table = pd.DataFrame({"confidence": [0.6, 0.9], "accuracy": [0.0, 1.0], "count": [5, 400]})
    figure = plots.reliability({"network": table, "forest": table[1:]})
    above, below = figure.axes
    assert [label.get_text() for label in figure.legends[0].get_texts()] == ["network", "forest"]
    few, many = above.containers[0].lines[2][0].get_segments()
    assert np.ptp(few[:, 1]) > 10 * np.ptp(many[:, 1])
    assert few[0, 1] == pytest.approx(0)
    assert few[1, 1] == pytest.approx(0.434, abs=0.001)  # Wilson's, of none in five
    assert below.lines[0].get_ydata().tolist() == [5, 400]
    assert "forest 1 at 0.9 (400)" in figure.alt_text
    with pytest.raises(ValueError, match="'count'"):
        plots.reliability({"network": table[["confidence", "accuracy"]]})


def test_search_convergence_keeps_failed_trials_visible(trials):
    figure = plots.search_convergence(trials)
    assert figure.alt_text == "Best score so far over 4 trials: 0.95, reached at trial 3."
    crosses = [line for line in figure.axes[0].get_lines() if line.get_marker() == "x"]
    assert list(crosses[0].get_xdata()) == [2]
    lowest = plots.search_convergence(trials.assign(way=["a", "b", "a", "a"]), goal="min", by="way")
    assert "a 0.8, reached at trial 1; b failed in all 1" in lowest.alt_text
    two = plots.search_convergence(trials.assign(way=["a", "a", "b", "b"]), by="way")
    assert [t.get_text() for t in two.legends[0].get_texts()][:2] == ["a", "b"]
    with pytest.raises(ValueError, match="did not fail"):
        plots.search_convergence(trials[1:2])


def test_search_plane_shows_how_many_values_each_search_has_tried():
    trials = pd.DataFrame(
        {"rate": [0.1, 0.1, 1, 10], "bias": [0, 1, 0, 1], "score": [0.8, np.nan, 0.9, 0.7]}
    )
    figure = plots.search_plane(
        trials.assign(way=["g", "g", "r", "r"]), "rate", "bias", by="way", log=True
    )
    above, _, below, _ = figure.axes
    assert above.get_xscale() == "log"
    assert [len(ax.get_lines()[0].get_xdata()) for ax in (above, below)] == [2, 2]
    assert "g: 2 trials, 1 value of rate, best 0.8; r: 2 trials, 2 values" in figure.alt_text
    with pytest.raises(ValueError, match="positive"):
        plots.search_plane(trials.assign(rate=0, way="g"), "rate", "bias", by="way", log=True)
    with pytest.raises(ValueError, match="one to three searches"):
        plots.search_plane(trials.assign(way=list("abcd")), "rate", "bias", by="way")


def test_parallel_coordinates_rank_the_trials(trials):
    names = ["activation", "dropout", "normalize", "units"]
    figure = plots.parallel_coordinates(trials, names)
    assert len(figure.data) == 3
    assert list(figure.data[-1].y) == pytest.approx([0, 1, 1, 1, 1])
    assert "activation: relu<br>dropout: 0.6" in figure.data[-1].text[0]
    assert figure.layout.meta["alt_text"].startswith("3 trials by activation, dropout")
    assert figure.layout.sliders[0].steps[0].args[0]["visible"] == [False, False, True]
    worst = plots.parallel_coordinates(trials, ["units"], goal="min")
    assert worst.data[-1].y[-1] == 0
    many = pd.DataFrame({"rate": np.linspace(0, 1, 9), "score": np.linspace(0, 1, 9)})
    assert len(plots.parallel_coordinates(many, ["rate"]).data) == 9
    with pytest.raises(ValueError, match="at least one column"):
        plots.parallel_coordinates(trials, [])
    with pytest.raises(ValueError, match="did not fail"):
        plots.parallel_coordinates(trials[1:2], names)


def test_interactive_images_cover_the_same_area():
    stack = [np.eye(8), np.eye(4), np.eye(2)]
    figure = plots.interactive_images(stack, [1, 2, 4], "pool size")
    for trace, image in zip(figure.data, stack, strict=True):
        assert trace.dx * image.shape[1] == 8
        assert trace.x0 - trace.dx / 2 == -0.5
    steps = figure.layout.sliders[0].steps
    assert [step.args[0]["visible"] for step in steps] == np.eye(3, dtype=bool).tolist()
    written = plots.interactive_images(stack, [1, 2, 4], "pool size", annotate=True)
    assert written.data[0].z.shape == (8, 8)
    assert (written.data[0].zmin, written.data[0].zmax) == (0, 1)
    same = plots.interactive_images([np.ones((2, 2))], [0], "scale", annotate=True)
    assert same.data[0].zmax > same.data[0].zmin
    assert plots.interactive_images(np.zeros((2, 4, 4, 3)), [0, 1], "scale").data[1].source


@pytest.mark.parametrize(
    ("stack", "values", "annotate", "message"),
    [
        ([], [], False, "at least one image"),
        ([np.eye(2)], [1, 2], False, "values must have 1"),
        ([np.zeros((20, 20))], [1], True, "at most 16 rows"),
        ([np.zeros((2, 2, 3))], [1], True, "must be grey"),
        ([np.zeros((2, 2, 4))], [1], False, "1 or 3 channels"),
    ],
)
def test_interactive_images_refuse(stack, values, annotate, message):
    with pytest.raises(ValueError, match=message):
        plots.interactive_images(stack, values, "x", annotate=annotate)


def test_interactive_lines_show_one_more_point_at_each_step():
    x, trials = np.linspace(0, 1, 4), ([0.2, 0.9], [1.0, 2.0])
    figure = plots.interactive_lines(x, [x, x, x], [0, 1, 2], "trials", points=trials)
    markers = [trace for trace in figure.data if trace.mode == "markers"]
    assert [len(trace.x) for trace in markers] == [0, 1, 2]
    assert [sum(step.args[0]["visible"]) for step in figure.layout.sliders[0].steps] == [2, 2, 2]
    with pytest.raises(ValueError, match="as many in x as in y"):
        plots.interactive_lines(x, [x], [0], "trials", points=([0.2], [1.0, 2.0]))


def test_interactive_lines_move_together_on_a_still_axis():
    x = np.linspace(0, 1, 5)
    curves = {"added": [x, x * 3], "multiplied": [x, x * 2]}
    figure = plots.interactive_lines(x, curves, [1, 2], "scale", xlabel="pixel", ylabel="value")
    assert len(figure.data) == 4
    assert figure.layout.sliders[0].steps[1].args[0]["visible"] == [False, False, True, True]
    assert figure.layout.yaxis.range == pytest.approx((-0.15, 3.15))
    gaps = plots.interactive_lines(x, [x * np.nan], [1], "scale")
    assert gaps.layout.yaxis.range is None
    with pytest.raises(ValueError, match="must have shape"):
        plots.interactive_lines(x, [x[:2]], [1], "scale")
    with pytest.raises(ValueError, match="at least one curve"):
        plots.interactive_lines(x, {}, [1], "scale")


def sentence(call, *arguments) -> str:
    """Return the error's sentence; whatever else escapes fails the test."""
    try:
        call(*arguments)
    except (TypeError, ValueError) as error:
        return str(error)
    return "must have been good"


CALLS = {
    "learning_curves": lambda j, k: plots.learning_curves(j, metrics=k),
    "learning_curves dict": lambda j, k: plots.learning_curves({"a": j}, spread=k),
    "accuracy_over": lambda j, k: plots.accuracy_over(j, x=k),
    "accuracy_over published": lambda j, k: plots.accuracy_over(
        pd.DataFrame({"x": [1], "accuracy": [1]}), x="x", published=j, by=k
    ),
    "bars": lambda j, k: plots.bars(j, errors=k),
    "intervals": lambda j, k: plots.intervals(j, name=k),
    "image_grid": lambda j, k: plots.image_grid(j, columns=k),
    "image_grid dict": lambda j, k: plots.image_grid({"a": j}, limits=k),
    "image_grid labels": lambda j, k: plots.image_grid({"a": np.ones((2, 2, 2))}, labels=j),
    "matrix": lambda j, k: plots.matrix(j, annotate=k),
    "matrix decimals": lambda j, k: plots.matrix([[1]], decimals=j, title=k),
    "confusion_matrix": lambda j, k: plots.confusion_matrix(j, k),
    "confusion_matrix names": lambda j, k: plots.confusion_matrix([1], [0], class_names=j),
    "reliability": lambda j, k: plots.reliability({"a": j, "b": k}),
    "search_convergence": lambda j, k: plots.search_convergence(j, by=k),
    "search_plane": lambda j, k: plots.search_plane(j, k, "y", by="by", log=True),
    "parallel_coordinates": lambda j, k: plots.parallel_coordinates(j, k),
    "interactive_images": lambda j, k: plots.interactive_images(j, k, "x"),
    "interactive_images label": lambda j, k: plots.interactive_images(
        [np.eye(2)], [1], j, limits=k
    ),
    "interactive_lines": lambda j, k: plots.interactive_lines(j, k, [1], "x"),
    "interactive_lines values": lambda j, k: plots.interactive_lines([0, 1], [[0, 1]], j, k),
    "svg": lambda j, k: plots.svg(j),
}


@pytest.mark.parametrize("name", CALLS)
@settings(deadline=None, max_examples=25)
@given(j=JUNK, k=JUNK)
def test_junk_gives_one_clear_error(name, j, k):
    assert "must" in sentence(CALLS[name], j, k)


def test_strings_are_checked():
    with pytest.raises(TypeError, match="label must be a string, got 3"):
        text(3, "label")
    with pytest.raises(TypeError, match="x must be the name of a column"):
        plots.accuracy_over(pd.DataFrame({"x": [1]}), x=1)  # type: ignore[arg-type]
