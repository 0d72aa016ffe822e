"""The checks of exercise 1; what instructors should know stands in the comments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from course_lib import datasets, normalize
from course_lib.checks import (
    assert_allclose,
    assert_array,
    assert_close_to_range,
    assert_equal,
    assert_fair,
    assert_that,
    assert_type,
    question,
)

COLUMNS = ("optimiser", "rate", "mean", "deviation")
FILLED = "each column fills 0 to 1"
SCORED = 200  # images that a race in a check is scored on
STILL = 1e-9  # a learning rate at which nothing is learned


def columns_of(seed, count=20):
    """Return columns of different place and spread, none constant."""
    return np.random.default_rng(seed).normal([3, -40, 0, 500], [1, 10, 0.1, 100], (count, 4))


@question("minmax", points=3)
def minmax(student):
    """Scale each column to 0 to 1."""
    x = columns_of(student.seed)
    with student.case(
        FILLED,
        weight=2,
        hint="Did you take the minimum over the axis of samples, for each column by itself?",
    ):
        assert_allclose(student.call("minmax_scale", x), normalize.minmax(x))
    whole = np.random.default_rng(student.seed).integers(-128, 128, (50, 3)).astype(np.int8)
    whole[:2] = [[-128], [127]]
    whole[:, 2] //= 2
    with student.case(
        "whole numbers of 8 bits",
        hint="What is 127 - (-128) in 8 bits? Turn integers into floats before you subtract.",
    ):
        assert_allclose(student.call("minmax_scale", whole), normalize.minmax(whole))
    x[:, 2] = x[0, 2]
    with student.case("a constant column becomes 0", hint="What is 0 / 0?"):
        assert_allclose(student.call("minmax_scale", x), normalize.minmax(x))
    with student.case(
        "a single row becomes 0", hint="In one row every column is constant.", needs=FILLED
    ):
        assert_allclose(student.call("minmax_scale", x[:1]), np.zeros((1, 4)))
    with student.case(
        "the example stays as it was",
        hint="x -= ... changes the caller's array. Write x = x - ..., which makes a new one.",
        needs=FILLED,
    ):
        example = np.array([[-3.0, 7.0], [1.0, 7.0], [5.0, 7.0]])
        assert_array(student.value("scaled"), (3, 2), finite=False)
        assert_allclose(student.value("example"), example)


def scaled(student, *arrays):
    """Return the arrays that a student's `scale_splits` makes of so many."""
    return student.arrays(
        "scale_splits",
        *arrays,
        count=len(arrays),
        hint="Return all arrays in a tuple, also a single one.",
    )


@question("splits", points=3)
def splits(student):
    """Scale every part by the statistics of train."""
    train, other = columns_of(student.seed), 2 * columns_of(student.seed + 1, 7)
    scaler = normalize.Normalizer("zscore").fit(train)
    with student.case(
        "train alone",
        weight=2,
        hint="Use the population's deviation (divided by N), of each column by itself.",
    ):
        assert_allclose(scaled(student, train)[0], scaler.transform(train))
    with student.case(
        "the others with the statistics of train",
        weight=2,
        hint="Each other array is shifted and divided by the mean and the deviation of train.",
    ):
        assert_allclose(scaled(student, train, other)[1], scaler.transform(other))
    with student.case(
        "nothing leaks into train",
        hint="Train came back changed when only the others changed: do they enter the statistics?",
    ):
        first = assert_array(scaled(student, train, other)[0], train.shape)
        assert_allclose(scaled(student, train, 100 * other)[0], first)
        centred = abs(first.mean(axis=0)) < 0.001  # not what came in
        assert_that(centred.all(), "train is not scaled", hint="Shift each column by its mean.")
    train[:, 1] = 3.0
    with student.case("a constant column is only shifted", hint="Divide it by 1, not by 0."):
        for got, given in zip(scaled(student, train, other), (train, other), strict=True):
            assert_array(got, given.shape)
            assert_allclose(got[:, 1], given[:, 1] - 3.0)


@question("splits_unseen", points=1, hidden=True)
def splits_unseen(student):
    """Scale other lengths and constants."""
    train = columns_of(student.seed + 2, 10)
    others = [np.round(columns_of(student.seed + at, at)).astype(int) for at in (1, 5, 30)]
    with student.case("several arrays", hint="Any number of arrays may come, of any length."):
        scaler = normalize.Normalizer("zscore").fit(train)
        for one, given in zip(scaled(student, train, *others), [train, *others], strict=True):
            assert_allclose(one, scaler.transform(given))
    # The mean of ten times 0.1 is not 0.1, so its deviation is not 0 but 1e-17.
    train[:, 0] = 0.1
    with student.case(
        "a constant that is not a round number", hint="Compare values for being constant, not std."
    ):
        got = assert_array(scaled(student, train, others[1])[1], others[1].shape)
        assert_allclose(got[:, 0], others[1][:, 0] - 0.1)


@question("layer", points=3)
def layer(student):
    """Normalise each sample over its units."""
    rng = np.random.default_rng(student.seed)
    a, gamma, beta = rng.normal(3, 2, (6, 8)), rng.random(8), rng.random(8)
    with student.case(
        "the formula",
        weight=2,
        hint="Mean and variance are taken over the units of each sample (keepdims helps), and "
        "gamma and beta belong to the units.",
    ):
        near(student.call("layer_norm", a, gamma, beta), a, gamma, beta)
    with student.case(
        "a batch of one", hint="No other sample may take part: that would be batch normalisation."
    ):
        near(student.call("layer_norm", a[:1], gamma, beta), a[:1], gamma, beta)
    equal = np.repeat(np.round(a[:, :1]), 8, axis=1)  # whose mean is exact in float32 too
    with student.case(
        "samples whose values are all equal become beta", hint="What does epsilon stand for?"
    ):
        near(student.call("layer_norm", equal, gamma, beta), equal, gamma, beta)
    with student.case("epsilon, its default", hint="0.001, added to the variance under the root."):
        near(student.call("layer_norm", a / 100, gamma, beta), a / 100, gamma, beta)
    with student.case("epsilon, another", hint="Is it added to the variance, under the root?"):
        got = student.call("layer_norm", a, gamma, beta, epsilon=9.0)
        near(got, a, gamma, beta, epsilon=9.0)


def near(got, *given, **settings):
    """Compare with the library's formula, which equals Keras' layer (chapter 1)."""
    assert_allclose(got, normalize.layer_normalization(*given, **settings))


@question("layer_unseen", points=1, hidden=True)
def layer_unseen(student):
    """Normalise other shapes."""
    rng = np.random.default_rng(student.seed + 1)
    a, gamma, beta = rng.normal(0, 5, (7, 7)), rng.random(7), rng.random(7)
    with student.case("as many samples as units", hint="Which axis do gamma and beta belong to?"):
        near(student.call("layer_norm", a, gamma, beta), a, gamma, beta)
    with student.case("a single unit", hint="Its variance is 0."):
        one = a[:, :1], gamma[:1], beta[:1]
        near(student.call("layer_norm", *one), *one)


def race_of(value):
    """Return mean and deviation by optimiser and rate, from a student's table."""
    assert_type(value, pd.DataFrame)
    names = [str(name) for name in value.columns]
    for name in COLUMNS:
        assert_that(names.count(name) == 1, f"the table needs one column {name!r}")
    value = value.set_axis(names, axis="columns")
    rates, means, deviations = (
        assert_array(value[name], (len(value),)).astype(float) for name in COLUMNS[1:]
    )
    keys = [
        (str(name).casefold(), float(f"{rate:.6g}"))
        for name, rate in zip(value["optimiser"], rates, strict=True)
    ]
    assert_that(len(set(keys)) == len(keys), "an optimiser has two rows for one rate")
    return dict(zip(keys, zip(means, deviations, strict=True), strict=True))


def digits_of(seed):
    """Return images for a race as plain arrays; whoever reads the test images gets NaN."""
    data = datasets.load("digits")
    train, scored = data.train.sample(300, seed=seed), data.validation.sample(SCORED, seed=seed)
    test = (np.full((50, 8, 8, 1), np.nan, "float32"), np.zeros(50, int))
    return {"train": tuple(train), "validation": tuple(scored), "test": test}


@question("race", points=3, timeout=180)
def race(student):
    """Race both optimisers from fresh weights."""
    data, seeds = digits_of(student.seed), [student.seed % 1000 + at for at in range(4)]
    seen, rows = None, {}
    runners = [(name, rate) for rate in (0.003, STILL) for name in ("adam", "adagrad")]
    with student.case("a row for each optimiser and rate", hint="Two optimisers, two rates."):
        seen = student.audit("fair_race", data, [0.003, STILL], seeds)
        rows = race_of(seen.value)
        assert_equal(sorted(rows), sorted(runners))
    complete = set(runners) <= rows.keys()
    adam, adagrad, still, still_too = (rows.get(key, (np.nan, np.nan)) for key in runners)
    with student.case(
        "fresh weights for every run",
        weight=2,
        hint="compile() resets no weights: build a model for each run.",
    ):
        assert_that(seen is not None, "there is no race")
        assert_fair(seen, only="weights-inherited", watched={"fit": 16})
    with student.case(
        "a seed gives both the same start, another seed another",
        hint="At a rate of 1e-9 every run ends where it starts, so both optimisers must score the "
        "same, and seeds must differ. Build the model from its seed.",
    ):
        assert_that(complete, "the table has not all rows")
        assert_allclose(still, still_too)
        assert_that(abs(adam[0] - still[0]) > 0.001, "both rates score the same")
        assert_close_to_range(still[1], 0.001, 0.5)
    with student.case(
        "ten epochs, scored on the validation images",
        hint="Adam at 0.003 should get to 0.75 or more here, AdaGrad not yet half as far. Ten "
        "epochs? Are the figures those of the validation images, as shares from 0 to 1?",
    ):
        assert_that(complete, "the table has not all rows")
        assert_close_to_range(adam[0], 0.7, 0.97)
        assert_close_to_range(adagrad[0], 0.05, 0.46)
    with student.case(
        "the deviation of a sample", hint="Over n seeds, divided by n - 1: ddof=1, as pandas does."
    ):
        assert_that(complete, "the table has not all rows")
        assert_that(len(set(rows.values())) > 1, "all runners score the same")
        for mean, deviation in rows.values():
            assert_close_to_range([mean, deviation], 0, 1)
            # Four scores are whole numbers of images: so is the sum of their squares, and it is
            # odd where the sum of the scores is. With n for n - 1 it would not come out so.
            total = np.round(4 * mean * SCORED)
            assert_allclose(4 * mean * SCORED, total, atol=0.01, rtol=0)
            squares = 3 * (deviation * SCORED) ** 2 + total**2 / 4
            assert_allclose(
                (squares - total) / 2, np.round((squares - total) / 2), atol=0.05, rtol=0
            )


@question("race_figure", points=2)
def race_figure(student):
    """Extend the grid, and draw the race."""
    with student.case(
        "your race: neither best rate at an end of the grid",
        weight=2,
        hint="Put the table of your race into `race`: three seeds or more, and rates so far apart "
        "that both optimisers have a worse one on either side of their best.",
    ):
        finished = race_of(student.value("race"))
        for name in ("adam", "adagrad"):
            curve = sorted((rate, *row) for (one, rate), row in finished.items() if one == name)
            assert_that(len(curve) >= 3, f"{name} needs three rates or more")
            rates, means, deviations = np.array(curve).T
            best = means.argmax()
            assert_that(0 < best < len(rates) - 1, f"{name} is best at an end of the grid")
            assert_close_to_range(means, 0, 1)
            assert_close_to_range(means[best], 0.8, 1)
            assert_close_to_range(deviations[best], 0.0001, 0.1)
    table = made_up(student.seed)
    curves = {name: part.sort_values("rate") for name, part in table.groupby("optimiser")}
    with student.case(
        "a curve for each optimiser over a logarithmic rate",
        hint="One labelled curve for Adam and one for AdaGrad, xscale log, names on both axes.",
    ):
        panel = student.figure("draw_race", table).panel
        assert_that(panel.x_scale == "log", f"the horizontal axis is {panel.x_scale}")
        for name, part in curves.items():
            curve = panel.curve(name)
            assert_allclose(curve.x, part["rate"], rtol=1e-5, atol=0)
            assert_allclose(curve.y, part["mean"])
        panel.assert_labels()
        panel.assert_legend(*curves)
    with student.case(
        "its spread", hint="errorbar(x, mean, deviation), or fill_between(x, low, high)."
    ):
        panel = student.figure("draw_race", table).panel
        for part in curves.values():
            low, high = part["mean"] - part["deviation"], part["mean"] + part["deviation"]
            panel.assert_intervals(part["rate"], low, high)


def made_up(seed):
    """Return a table of a race that nobody ran, so that no figure is drawn beforehand."""
    rng = np.random.default_rng(seed)
    rates = [0.0005, 0.005, 0.05, 0.5]
    rows = [
        (name, rate, rng.uniform(0.3, 0.9), rng.uniform(0.01, 0.1))
        for name in ("Adam", "AdaGrad")
        for rate in rates
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


@question("judge", points=4, manual=True)
def judge(student):
    """Grade the argument, not the style. At most 150 words; above 200 take a point off.

    - 1 point: AdaGrad was compiled into the network that Adam had trained, so it did not start
      where Adam started. compile() resets no weights.
    - 1 point: what would have to be shown: both from fresh weights, over several seeds, in pairs,
      with the spread or an interval of the difference.
    - 1 point: each at its own best learning rate, out of a grid whose ends are not best; chosen on
      validation images, and the test images read once at the end.
    - 1 point: figures of the student's own race, with spread, and a conclusion that they bear: at
      0.001 AdaGrad is far behind, at its best rate it is close to Adam, and this holds for these
      images and ten epochs only.
    """
