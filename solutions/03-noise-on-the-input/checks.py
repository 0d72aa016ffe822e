"""The checks of exercise 3; what instructors should know stands in the comments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from course_lib import datasets
from course_lib.checks import (
    assert_allclose,
    assert_array,
    assert_arrays,
    assert_close_to_range,
    assert_equal,
    assert_that,
    assert_type,
    question,
)

SCALES = (0.1, 0.5, 1.0, 2.0, 4.0)
# Mean accuracy of the notebook's network under speckle at these scales: 24 runs of ours each.
OURS = (0.81, 0.71, 0.56, 0.46, 0.41)


def noise_of(got, x):
    """Return what was added, one row an image."""
    return (assert_array(got, x.shape).astype(float) - x).reshape(len(x), -1)


def correlations(rows):
    """Return the correlations between the noise of different images."""
    between = np.corrcoef(rows)
    return between[~np.eye(len(rows), dtype=bool)]


@question("add_noise", points=3)
def add_noise(student):
    """Add Gaussian noise to images."""
    grey = np.full((12, 16, 16, 3), 0.5)
    seed = student.seed % 1000
    with student.case("Gaussian, of the right deviation", hint="Deviation `scale`, mean 0."):
        added = noise_of(student.call("add_noise", grey, 0.1, seed), grey)
        assert_close_to_range(added.mean(), -0.015, 0.015)
        assert_close_to_range(added.std(), 0.09, 0.11)
        # Of Gaussian draws 4.6 % lie beyond two deviations, of uniform ones none.
        assert_close_to_range((abs(added) > 0.2).mean(), 0.015, 0.08)
    with student.case("clipped to 0 and 1", hint="np.clip(..., 0, 1), after the noise was added."):
        got = assert_array(student.call("add_noise", grey, 2.0, seed), grey.shape)
        assert_close_to_range(got, 0, 1)
        # At 0.5 and scale 2 four in ten pixels of an image leave the range on either side.
        for end in (0, 1):
            assert_close_to_range((got == end).mean(axis=(1, 2, 3)), 0.25, 0.55)
    with student.case(
        "each image its own noise",
        hint="Draw with the shape of the data, not with that of one image: NumPy would lay the "
        "same noise over all of them.",
    ):
        added = noise_of(student.call("add_noise", grey, 0.1, seed), grey)
        assert_that(added.std(axis=1).min() > 0.05, "an image has the same noise in all pixels")
        assert_close_to_range(abs(correlations(added)).max(), 0, 0.25)
    with student.case(
        "the same seed, the same noise; another seed, another",
        hint="Make a generator in the function: np.random.default_rng(seed).",
    ):
        first, again, other = (
            assert_array(student.call("add_noise", grey, 0.1, at), grey.shape)
            for at in (seed, seed, seed + 1)
        )
        assert_allclose(again, first)
        assert_that(not np.isclose(first, other, atol=1e-9).mean() > 0.1, "the noise is the same")
    with student.case("the dtype stays", hint="NumPy draws float64: result.astype(x.dtype)."):
        for dtype in ("float32", "float64"):
            got = assert_array(student.call("add_noise", grey.astype(dtype), 0.1, seed), grey.shape)
            assert_that(got.std() > 0, "no noise was added")
            assert_that(got.dtype == dtype, f"images of {dtype} come back as {got.dtype}")
    with student.case("the example stays as it was", hint="x += ... changes the caller's images."):
        noisy = assert_array(student.value("noisy"), (2, 3, 3, 1))
        assert_that(noisy.std() > 0, "no noise was added")
        assert_allclose(student.value("example"), np.full((2, 3, 3, 1), 0.5))


@question("add_noise_unseen", points=1, hidden=True)
def add_noise_unseen(student):
    """Add noise to one image, and none at all."""
    x = np.random.default_rng(student.seed).random((1, 9, 7, 2), dtype="float32")
    with student.case("no noise", hint="At scale 0 the images come back as they are."):
        assert_allclose(student.call("add_noise", x, 0, 3), x)
        some = assert_array(student.call("add_noise", x, 0.2, 3), x.shape)
        assert_that(not np.allclose(some, x), "no noise is added at scale 0.2 either")
    with student.case("a single image", hint="Its channels and pixels have their own noise too."):
        grey = x / 10 + np.float32(0.45)
        got = assert_array(student.call("add_noise", grey, 0.05, 3))
        added = noise_of(got, grey).reshape(63, 2).T
        assert_equal(str(got.dtype), "float32")
        assert_close_to_range(added.mean(), -0.03, 0.03)
        assert_close_to_range(added.std(), 0.03, 0.07)
        assert_that(added.std(axis=1).min() > 0.02, "the pixels of an image have the same noise")
        assert_close_to_range(abs(correlations(added)), 0, 0.6)


def first_layer(rng, shape):
    """Return a kernel and a bias."""
    return [rng.normal(size=shape), rng.normal(size=shape[-1])]


def rescaled_layer(value, shape):
    """Return the kernel and the bias that a student gave."""
    kernel, bias = assert_arrays(value, 2, hint="Return kernel and bias.")
    return assert_array(kernel, shape).astype(float), assert_array(bias, shape[-1:])


@question("rescaled", points=3)
def rescaled(student):
    """Absorb the scale of the noise in the first layer."""
    rng = np.random.default_rng(student.seed)
    x, shape = rng.random((40, 30)) * rng.normal(size=(40, 30)), (30, 20)
    weights, rest = first_layer(rng, shape), rng.normal(size=(20, 10)) / 5

    def predictions(images, kernel, bias):
        scores = np.maximum(images @ kernel + bias, 0) @ rest
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    wanted = predictions(x, *weights)
    for name, s, weight, hint in [
        ("larger noise", 4, 2, "Inputs four times as large need a kernel a quarter as large."),
        ("smaller noise", 0.1, 1, "Inputs a tenth as large need a kernel ten times as large."),
    ]:
        with student.case(f"the same predictions, {name}", weight=weight, hint=hint):
            kernel, bias = rescaled_layer(student.call("rescaled", weights, s), shape)
            assert_allclose(predictions(s * x, kernel, bias), wanted, rtol=0, atol=1e-5)
    with student.case("the bias", hint="It is added after the product: does it feel the scale?"):
        kernel, bias = rescaled_layer(student.call("rescaled", weights, 4), shape)
        assert_allclose(bias, weights[1])
        assert_that(not np.allclose(kernel, weights[0]), "the kernel came back as it was")
    with student.case(
        "the kernel of a convolution", hint="It has four axes; the rule is the same."
    ):
        weights = first_layer(rng, (3, 3, 1, 8))
        kernel, bias = rescaled_layer(student.call("rescaled", weights, 2.5), (3, 3, 1, 8))
        assert_allclose(kernel, weights[0] / 2.5)
        assert_allclose(bias, weights[1])
    with student.case(
        "the example stays as it was",
        hint="kernel /= s changes the weights that were passed.",
        needs="the bias",
    ):
        rescaled_layer(student.value("other"), (3, 2))
        kernel, bias = rescaled_layer(student.value("first"), (3, 2))
        assert_allclose(kernel, np.full((3, 2), 8.0))
        assert_allclose(bias, [1.0, 2.0])


@question("rescaled_unseen", points=1, hidden=True)
def rescaled_unseen(student):
    """Absorb other scales, in weights of other kinds."""
    rng = np.random.default_rng(student.seed + 1)
    kernel, bias = (part.astype("float32") for part in first_layer(rng, (6, 5)))
    with student.case("weights of float32", hint="They go back into a network of float32."):
        scaled, same_bias = rescaled_layer(student.call("rescaled", [kernel, bias], 0.5), (6, 5))
        assert_allclose(scaled, 2 * kernel.astype(float))
        assert_allclose(same_bias, bias)
    whole = np.arange(1, 31).reshape(6, 5)
    with student.case("whole numbers", hint="A single slash divides exactly."):
        got = rescaled_layer(student.call("rescaled", [whole, whole[0]], 3), (6, 5))
        assert_allclose(got[0], whole / 3)
        assert_allclose(got[1], whole[0])


def digits_of(seed):
    """Return images as plain arrays; whoever reads the test images gets NaN."""
    data = datasets.load("digits")
    train, scored = data.train.sample(300, seed=seed), data.validation.sample(200, seed=seed)
    test = (np.full((50, 8, 8, 1), np.nan, "float32"), np.zeros(50, int))
    return {"train": tuple(train), "validation": tuple(scored), "test": test}


def runs_of(value):
    """Return the validation accuracy by scale (rows) and seed (columns), without gaps."""
    assert_type(value, pd.DataFrame)
    columns = []
    for name in ("scale", "seed", "val_accuracy"):
        assert_that(list(value.columns).count(name) == 1, f"the table needs one column {name!r}")
        columns.append(assert_array(value[name], (len(value),)).astype(float))
    runs = pd.DataFrame(dict(zip(("scale", "seed", "accuracy"), columns, strict=True)))
    runs["scale"] = [float(f"{scale:.6g}") for scale in runs["scale"]]
    assert_that(not runs.duplicated(["scale", "seed"]).any(), "a scale has one seed twice")
    # With gaps the table would grow with the square of its rows.
    whole = len(runs) == runs["scale"].nunique() * runs["seed"].nunique()
    assert_that(whole, "runs are missing", hint="Each scale needs a run with each seed.")
    return runs.pivot(index="scale", columns="seed", values="accuracy")


@question("speckle", points=3, timeout=180)
def speckle(student):
    """Train under multiplied noise of a mean, from fresh weights at each scale."""
    white, seed = np.ones((12, 16, 16, 1), "float32"), student.seed % 1000
    with student.case(
        "the factor's mean and deviation",
        hint="Each pixel is multiplied by mean + s * n, with n from N(0, 1). Nothing is clipped.",
    ):
        for mean, s in ((1, 0.5), (0, 2.0), (1, 4.0)):
            factor = assert_array(student.call("multiplied", white, mean, s, seed), white.shape)
            # Six deviations of 3072 draws to either side.
            assert_close_to_range((factor.mean() - mean) / s, -0.11, 0.11)
            assert_close_to_range(factor.std() / s, 0.92, 1.08)
        x = np.random.default_rng(seed).random(white.shape, dtype="float32")
        got = student.call("multiplied", x, 1, 0.5, seed)
        assert_allclose(got, x * student.array("multiplied", white, 1, 0.5, seed), atol=1e-5)
    with student.case(
        "each image its own factors, from its seed",
        hint="Draw with the shape of x, from a generator that the function makes from its seed.",
    ):
        first = noise_of(student.call("multiplied", white, 1, 0.5, seed), white)
        assert_that(first.std(axis=1).min() > 0.1, "an image has the same factor in all pixels")
        assert_close_to_range(abs(correlations(first)).max(), 0, 0.4)
        assert_allclose(noise_of(student.call("multiplied", white, 1, 0.5, seed), white), first)
        other = noise_of(student.call("multiplied", white, 1, 0.5, seed + 1), white)
        assert_that(not np.allclose(other, first), "another seed gives the same noise")
    data, seeds = digits_of(student.seed), [seed, seed + 1]
    rising = pd.DataFrame()
    with student.case("a run for each scale and seed", hint="Two scales, two seeds: four rows."):
        rising = runs_of(student.call("noise_runs", data, 1, [0.1, 2.0], seeds))
        assert_equal(list(rising.index), [0.1, 2.0])
        assert_equal(list(rising.columns), seeds)
    with student.case(
        "noise on training and on validation images",
        hint="Expect 0.6 to 0.9 at scale 0.1, and 0.3 to 0.5 at scale 2. Mean -1 and hardly any "
        "deviation make negatives: trained and scored on them, a network gets to 0.6 or more.",
    ):
        means = rising.mean(axis=1)
        assert_that({0.1, 2.0} <= set(means.index), "the table has not all scales")
        assert_close_to_range(means[0.1], 0.55, 0.95)
        assert_close_to_range(means[2.0], 0.25, 0.58)
        negatives = runs_of(student.call("noise_runs", data, -1, [0.001], seeds[:1]))
        assert_close_to_range(negatives.to_numpy().mean(), 0.5, 0.95)
    with student.case(
        "what ran before changes nothing",
        weight=2,
        hint="Fresh weights for each run; weights and noise that depend on its seed alone: then a "
        "scale and a seed give the same accuracy, whether other scales ran before or not.",
    ):
        alone = runs_of(student.call("noise_runs", data, 1, [2.0], seeds))
        assert_equal(list(alone.index), [2.0])
        assert_that(2.0 in rising.index, "the table has not all scales")
        assert_allclose(alone.loc[2.0], rising.loc[2.0], rtol=0, atol=0.011)


@question("speckle_runs", points=2)
def speckle_runs(student):
    """Sweep the five scales of speckle."""
    runs = runs_of(student.value("speckle"))
    with student.case(
        "five scales, three seeds or more", hint="noise_runs(digits, 1, SCALES, ...)"
    ):
        assert_equal(list(runs.index), list(SCALES))
        assert_that(len(runs.columns) >= 3, f"there are {len(runs.columns)} seeds")
    with student.case(
        "accuracies within the spread of ours",
        hint="At 0.1 the images are nearly clean, at 4 hardly anything is left. Is the mean 1?",
    ):
        for scale, ours in zip(SCALES, OURS, strict=True):
            assert_that(scale in runs.index, f"there is no run at scale {scale}")
            assert_close_to_range(runs.loc[scale].mean(), ours - 0.08, ours + 0.08)
        assert_close_to_range(runs.std(axis=1).max(), 0.001, 0.15)


def made_up(rng):
    """Return runs that nobody made, so that no figure is drawn beforehand."""
    rows = [(scale, seed, rng.uniform(0.2, 0.9)) for scale in SCALES for seed in range(4)]
    return pd.DataFrame(rows, columns=["scale", "seed", "val_accuracy"])


@question("draw", points=3)
def draw(student):
    """Draw both kinds of noise over their scale."""
    with student.case(
        "where they meet", hint="What is 1 + s n next to s n when s is small, and when it is large?"
    ):
        meet = student.value("meet")
        assert_type(meet, str)
        weight_of_mean = {"small": 1 / SCALES[0], "large": 1 / SCALES[-1]}
        assert_equal(meet.strip().casefold(), min(weight_of_mean, key=weight_of_mean.get))
    rng = np.random.default_rng(student.seed)
    zero, one = made_up(rng), made_up(rng)
    curves = {"mean 0": runs_of(zero), "mean 1": runs_of(one)}
    with student.case(
        "a curve for each kind",
        weight=2,
        hint="The mean over the seeds at each scale, labelled 'mean 0' and 'mean 1', of the tables "
        "that the function is given. Scales stand where their values are, or evenly.",
    ):
        panel = student.figure("draw_noise", zero, one).panel
        for label, table in curves.items():
            curve, even = panel.curve(label), np.arange(len(SCALES))
            assert_that(
                any(same(curve.x, places) for places in (SCALES, even, even + 1)),
                f"the curve {label!r} does not stand at the scales",
            )
            assert_allclose(curve.y, table.mean(axis=1))
    with student.case(
        "the spread over the seeds",
        weight=2,
        hint="errorbar with the sample deviation (ddof=1, as pandas does), or fill_between.",
    ):
        panel = student.figure("draw_noise", zero, one).panel
        for label, table in curves.items():
            middle, deviation = table.mean(axis=1), table.std(axis=1)
            places = panel.curve(label).x
            assert_that(len(places) == len(SCALES), f"the curve {label!r} has {len(places)} points")
            panel.assert_intervals(places, middle - deviation, middle + deviation)
    with student.case("labels and legend", hint="Both axes named, and a legend."):
        panel = student.figure("draw_noise", zero, one).panel
        panel.assert_labels()
        panel.assert_legend(*curves)


def same(actual, expected):
    """Return whether two rows of numbers agree."""
    return np.shape(actual) == np.shape(expected) and np.allclose(actual, expected)


@question("explain", points=4, manual=True)
def explain(student):
    """Grade the argument, not the style. At most 150 words; above 200 take a point off.

    - 1 point: what the numbers can say: how well the model does on each data set after all the
      training up to then; that it can learn each of them.
    - 1 point: what they cannot: that C is easier or better. C comes last and starts from what A
      and B have taught the model; order, total training and data set change together.
    - 2 points, one for each run: each data set alone from fresh weights (with the same number of
      steps, over seeds), and the same chain in another order, C first. Half a point each where
      seeds or the equal number of steps are missing.
    """
