"""The checks of exercise 8; what instructors should know stands in the comments."""

from __future__ import annotations

import itertools

import numpy as np
from scipy import linalg, stats
from sklearn.neighbors import KNeighborsClassifier

from course_lib.checks import (
    assert_allclose,
    assert_array,
    assert_dict,
    assert_equal,
    assert_that,
    assert_type,
    question,
)


def hoped(mean, deviation, best):
    """Return the expected improvement, where every deviation is above 0."""
    z = (mean - best) / deviation
    return deviation * (z * stats.norm.cdf(z) + stats.norm.pdf(z))


def improvement_of(student, mean, deviation, best, goal):
    """Return what the student's function says."""
    got = student.call("improvement", mean, deviation, best, goal)
    return assert_array(got, (len(mean),)).astype(float)


@question("improvement", points=3)
def improvement(student):
    """Say how much better a place may be expected to be."""
    rng = np.random.default_rng(student.seed)
    mean, deviation = rng.uniform(0.4, 0.9, 9), rng.uniform(0.02, 0.3, 9)
    best = float(rng.uniform(0.5, 0.8))
    with student.case(
        "higher is better",
        weight=2,
        hint="With z = (mean - best) / deviation: (mean - best) Phi(z) + deviation phi(z).",
    ):
        got = improvement_of(student, mean, deviation, best, "max")
        assert_allclose(got, hoped(mean, deviation, best), rtol=1e-3, atol=1e-7)
    with student.case(
        "lower is better",
        weight=2,
        hint="For a loss, better is below: turn the gain round, no more.",
    ):
        got = improvement_of(student, mean, deviation, best, "min")
        assert_allclose(got, hoped(-mean, deviation, -best), rtol=1e-3, atol=1e-7)
    with student.case(
        "places that are known",
        hint="With a deviation of 0 nothing is left to hope: the gain, or 0 if there is none.",
    ):
        deviation[[2, 5, 7]] = 0.0
        mean[[2, 5, 7]] = best + 0.1, best - 0.1, best
        open_ = deviation > 0
        for goal, sign in (("max", 1), ("min", -1)):
            wanted = np.maximum(sign * (mean - best), 0)
            wanted[open_] = hoped(sign * mean[open_], deviation[open_], sign * best)
            got = improvement_of(student, mean, deviation, best, goal)
            assert_allclose(got, wanted, rtol=1e-3, atol=1e-7)


def believed(x, y, runs, places, length, spread, noise, prior):
    """Return mean and deviation from the joint covariance of trials and places."""
    every = np.concatenate([x, places])
    square = ((every[:, None] - every[None]) ** 2).sum(axis=-1)
    joint = spread**2 * np.exp(-square / (2 * length**2))
    n = len(x)
    trials = joint[:n, :n] + np.diag(noise**2 / np.asarray(runs, float))
    gain = linalg.solve(trials, joint[:n, n:], assume_a="pos").T
    mean = prior + gain @ (np.asarray(y) - prior)
    return mean, np.sqrt(np.diag(joint[n:, n:] - gain @ joint[:n, n:]))


def assert_posterior(student, x, y, runs, places, *rest):
    """Fail unless means and deviations are right."""
    got = student.call("posterior", x, y, runs, places, *rest)
    assert_type(got, (tuple, list, np.ndarray))
    assert_that(len(got) == 2, "it does not return two arrays")
    for name, one, wanted in zip(
        ("mean", "deviation"), got, believed(x, y, runs, places, *rest), strict=True
    ):
        array = assert_array(one, (len(places),), hint=f"the {name}").astype(float)
        assert_allclose(array, wanted, rtol=2e-3, atol=2e-4, hint=f"the {name}")


def options(rng):
    """Return length, spread, noise and prior, told apart by their sizes."""
    return (
        float(rng.uniform(0.25, 0.4)),
        float(rng.uniform(0.5, 2)),
        float(rng.uniform(0.3, 0.6)),
        float(rng.uniform(2, 4)),
    )


@question("posterior", points=3)
def posterior(student):
    """Say what is believed of the function after some trials."""
    rng = np.random.default_rng(student.seed)
    x, places = rng.random((6, 1)), np.linspace(-0.5, 2.5, 8)[:, None]
    rest = options(rng)
    y = rest[-1] + rng.normal(0, 0.5, 6)
    with student.case(
        "one run each",
        weight=2,
        hint="mean: prior + k (K + noise^2 I)^-1 (y - prior); variance: spread^2 - k (...)^-1 k. "
        "The belief is about the function: noise is added to K alone.",
    ):
        assert_posterior(student, x, y, np.ones(6, int), places, *rest)
    with student.case(
        "means of several runs",
        hint="The variance of a mean of r runs is that of one run divided by r.",
    ):
        assert_posterior(student, x, y, rng.integers(1, 9, 6), places, *rest)


@question("posterior_unseen", points=1, hidden=True)
def posterior_unseen(student):
    """Several hyperparameters, and a place that was tried twice."""
    rng = np.random.default_rng(student.seed)
    length, *others = options(rng)
    x, places = rng.random((7, 3)), rng.random((5, 3))
    y = others[-1] + rng.normal(0, 0.5, 7)
    with student.case(
        "three hyperparameters", hint="|x - x'| is the distance: squares summed over the columns."
    ):
        assert_posterior(student, x, y, rng.integers(1, 9, 7), places, length, *others)
    with student.case("a place tried twice", hint="Each of its trials is a row of its own."):
        x[3] = x[0]
        assert_posterior(student, x, y, rng.integers(1, 9, 7), places, length, *others)


def plan_of(settings, epochs, factor):
    """Return the rungs, counted from the last."""
    rungs = 0
    while settings // factor ** (rungs + 1):
        rungs += 1
    lengths = [max(epochs // factor ** (rungs - rung), 1) for rung in range(rungs + 1)]
    done = [0, *lengths]
    return [
        (settings // factor**rung, lengths[rung], settings // factor**rung * (lengths[rung] - past))
        for rung, past in zip(range(rungs + 1), done, strict=False)
    ]


def rungs_of(student, *given):
    """Return the student's plan, one row a rung."""
    got = student.call("halving", *given)
    assert_type(got, (list, tuple, np.ndarray))
    assert_that(len(got) > 0, "there is no rung")
    return assert_array([list(assert_array(rung, (3,))) for rung in got], (None, 3))


def assert_plan(student, *given, column=slice(None)):
    """Fail unless some columns of the plan are right."""
    wanted = np.array(plan_of(*given))
    got = rungs_of(student, *given)
    assert_that(len(got) == len(wanted), f"{len(got)} rungs for {given}, not {len(wanted)}")
    assert_equal(got[:, column].astype(float).tolist(), wanted[:, column].astype(float).tolist())


@question("halving", points=3)
def halving(student):
    """Plan a bracket."""
    rng = np.random.default_rng(student.seed)
    factor = int(rng.integers(2, 5))
    even = factor**3, 2 * factor**3, factor
    # One more than a power, and epochs that the factor does not divide: both are rounded down.
    uneven = [(factor**3 + 1 + int(rng.integers(factor)), 5 * factor**3 + 1, factor), (50, 100, 3)]
    with student.case("how many stay", hint="A factor-th, rounded down, as long as one is left."):
        for given in (even, *uneven):
            assert_plan(student, *given, column=0)
    with student.case(
        "for how long", hint="From the last rung backwards: a factor-th of the next one's."
    ):
        for given in (even, *uneven):
            assert_plan(student, *given, column=1)
    with student.case(
        "what it costs",
        weight=2,
        hint="The settings of a rung times the epochs that they have not been trained for yet.",
    ):
        for given in (even, *uneven):
            assert_plan(student, *given)
    with student.case("more rungs than epochs", hint="At least one epoch; none new costs nothing."):
        assert_plan(student, factor**4, factor, factor)
    with student.case(
        "a single rung", hint="With fewer settings than the factor none is promoted."
    ):
        assert_plan(student, factor - 1, 7, factor)


SETTINGS = (1, 3, 7, 15, 31)


def spoiled(rng, n):
    """Return samples of two classes, a fifth of whose labels are wrong."""
    x = rng.normal(size=(n, 2))
    return x, (x.sum(axis=1) > 0) ^ (rng.random(n) < 0.2)


def scored(settings, parts):
    """Return what each setting scores on validation and test samples."""
    models = [KNeighborsClassifier(k).fit(*parts[0]) for k in settings]
    return [np.array([model.score(*part) for model in models]) for part in parts[1:]]


def draw(rng, wanted):
    """Return three parts of which `wanted(settings, validation, test)` is true."""
    for _ in range(2000):
        parts = [spoiled(rng, n) for n in (60, 50, 80)]
        settings = [int(k) for k in rng.permutation(SETTINGS)]
        if wanted(settings, *scored(settings, parts)):
            return settings, parts
    raise RuntimeError("no such draw")


def choice_of(student, settings, parts):
    """Return what the student's function chooses, with what is right."""
    said = assert_dict(student.call("choose", settings, *parts))
    for key in ("setting", "score", "report"):
        assert_that(key in said, f"the dictionary has no key {key!r}")
    validation, test = scored(settings, parts)
    best = int(validation.argmax())
    got = {key: float(assert_array(said[key], ())) for key in ("setting", "score", "report")}
    return got, {"setting": settings[best], "score": validation[best], "report": test[best]}


@question("choose", points=3)
def choose(student):
    """Choose by samples that no model was trained on, and report those that chose nothing."""
    rng = np.random.default_rng(student.seed)

    def apart(settings, validation, test):
        best = np.sort(validation)
        one = settings[validation.argmax()] == 1 or settings[test.argmax()] == 1
        return best[-1] > best[-2] and validation.argmax() != test.argmax() and not one

    def tied(settings, validation, test):
        top = np.flatnonzero(validation == validation.max())
        first = top[0]
        return (
            len(top) == 2 and test[first] not in (test[top[1]], test.max()) and settings[first] != 1
        )

    drawn = [draw(rng, apart) for _ in range(3)]
    with student.case(
        "the setting",
        weight=2,
        hint="Choose by validation samples. Neither training nor test samples may choose.",
    ):
        for settings, parts in drawn:
            got, wanted = choice_of(student, settings, parts)
            assert_equal(got["setting"], float(wanted["setting"]))
    with student.case(
        "the score", hint="The score by which it was chosen, of a model trained on train alone."
    ):
        for settings, parts in drawn:
            got, wanted = choice_of(student, settings, parts)
            assert_allclose(got["score"], wanted["score"], atol=1e-6)
    with student.case(
        "the report",
        weight=2,
        hint="The test score of the one model that was chosen, not the highest of all.",
    ):
        for settings, parts in drawn:
            got, wanted = choice_of(student, settings, parts)
            assert_allclose(got["report"], wanted["report"], atol=1e-6)
    with student.case("of equal ones the first", hint="Go through the settings as they stand."):
        settings, parts = draw(rng, tied)
        got, wanted = choice_of(student, settings, parts)
        assert_equal(got["setting"], float(wanted["setting"]))


GRID = np.array(list(itertools.product(np.linspace(0, 1, 20), repeat=2)))
TRIALS = 24


def hill(rng):
    """Return a smooth function on the grid: a hill on a slope."""
    top, slope = rng.uniform(0.15, 0.85, 2), rng.uniform(-0.1, 0.1, 2)
    return np.exp(-((GRID - top) ** 2).sum(axis=1) / (2 * 0.25**2)) + (GRID - top) @ slope


def searched(student, function, noise, seed):
    """Return the positions that the student's search tries."""
    tried, scores = [], []
    for _ in range(TRIALS):
        got = student.number("suggest", list(tried), list(scores), GRID, seed)
        assert_that(got == int(got) and 0 <= got < len(GRID), f"{got} is no position in candidates")
        assert_that(int(got) not in tried, f"position {int(got)} was tried before")
        tried.append(int(got))
        scores.append(float(function[tried[-1]] + noise[len(tried) - 1]))
    return tried


@question("suggest", points=4, timeout=120)
def suggest(student):
    """Search within a budget."""
    rng = np.random.default_rng(student.seed)
    with student.case(
        "what was not tried, and the same again",
        weight=2,
        hint="In the beginning nothing is tried. The seed decides what is drawn; no place twice.",
    ):
        seed = int(rng.integers(1000))
        first = [student.number("suggest", [], [], GRID, seed) for _ in range(2)]
        assert_that(0 <= first[0] < len(GRID), f"{first[0]} is no position in candidates")
        assert_equal(first[0], first[1])
        few = GRID[rng.permutation(len(GRID))[:6]]
        scores = [float(one) for one in rng.random(5)]
        for last in (0, 3, 5):
            tried = [int(one) for one in rng.permutation(6) if one != last]
            assert_equal(student.number("suggest", tried, scores, few, seed), float(last))
    # By lots a search of 24 finds one of the best 3 of 400 in one case of six, four of them never.
    with student.case(
        "one of the three best, in each of four searches",
        weight=6,
        hint="Believe, from the trials so far; then take the place of the largest expected "
        "improvement among those not tried.",
    ):
        for _ in range(4):
            function = hill(rng)
            tried = searched(
                student, function, rng.normal(0, 0.01, TRIALS), int(rng.integers(1000))
            )
            best = np.sort(function)[-3]
            assert_that(
                function[tried].max() >= best,
                f"the best of {TRIALS} trials is at {function[tried].max():.3f} of a function "
                f"whose top is at {function.max():.3f}",
            )


@question("variants", points=3, manual=True)
def variants(student):
    """Read five to eight sentences; a list of names of methods earns nothing.

    - 1 point for each of two choices in which Bayesian searches differ: two variants of it, what
      they do, and when one is to be preferred; half without the latter. Model: Gaussian process,
      Parzen estimator, forest. Acquisition: expected improvement, confidence bound, probability of
      improvement. Noise, categories, failed trials, several workers, early stopping.
    - 1 point for a change of S4's search that follows from it. That it was told training accuracy,
      or that its twelve settings can all be tried, must be mentioned.
    """
