"""The checks of exercise 7; what instructors should know stands in the comments."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from scipy import stats

from course_lib.checks import (
    assert_allclose,
    assert_array,
    assert_dict,
    assert_equal,
    assert_that,
    assert_type,
    question,
)

NAN = float("nan")


def settings_of(got, names):
    """Return settings as a list of dictionaries, whatever holds them."""
    assert_type(got, (list, tuple))
    settings = [assert_dict(setting) for setting in got]
    for setting in settings:
        assert_equal(sorted(str(name) for name in setting), sorted(names))
    return [{str(name): value for name, value in setting.items()} for setting in settings]


def assert_grid(student, space):
    """Fail unless the grid holds every setting, in order."""
    got = settings_of(student.call("grid", space), space)
    wanted = [dict(zip(space, values, strict=True)) for values in product(*space.values())]
    assert_equal(len(got), len(wanted))
    for one, other in zip(got, wanted, strict=True):
        assert_equal({name: one[name] for name in other}, other)


@question("grid", points=3)
def grid(student):
    """List all settings of a space, and count what a search of it trains."""
    rng = np.random.default_rng(student.seed)
    rates = [round(float(rate), 3) for rate in rng.uniform(0.1, 0.9, 3)]
    with student.case("two hyperparameters", hint="Every value of one with every value of other."):
        space = {"output": ["relu", "softmax"], "dropout": rates}
        got = settings_of(student.call("grid", space), space)
        assert_equal(len(got), 6)
        pairs = sorted((str(one["output"]), round(float(one["dropout"]), 6)) for one in got)
        assert_equal(pairs, sorted(product(["relu", "softmax"], rates)))
    with student.case("one, three and four", hint="Any number of names: start from one setting."):
        assert_grid(student, {"rate": rates})
        assert_grid(student, {"a": [1, 2], "b": ["x", "y", "z"], "c": rates})
        assert_grid(student, {"d": [1, 2], "c": [3], "b": [4, 5], "a": [6, 7, 8]})
    with student.case(
        "the last name varies fastest",
        hint="As a counter: the first setting and the second differ in the last name alone.",
    ):
        assert_grid(student, {"b": ["x", "y"], "a": [3, 1, 2]})
    large = {
        name: list(range(int(size)))
        for name, size in zip("abcdef", rng.integers(9, 15, 6), strict=True)
    }
    settings = math.prod(len(values) for values in large.values())
    with student.case("settings times folds", hint="Multiply the lengths; list nothing."):
        for folds in (3, 5):
            got = student.number("trainings", large, folds, False)
            assert_equal(float(got), float(settings * folds))
        assert_equal(float(student.number("trainings", {"a": [1, 2, 3]}, 4, False)), 12.0)
    with student.case("and once more", hint="With refit the best setting is trained on all data."):
        got = student.number("trainings", large, 5, True)
        assert_equal(float(got), float(settings * 5 + 1))


def drawn(student, space, n, seed):
    """Return for each name the list of its values."""
    got = settings_of(student.call("draw", space, n, seed), space)
    assert_equal(len(got), n)
    return {name: [setting[name] for setting in got] for name in space}


def assert_even(counts):
    """Fail where counts are too far from equal shares; a right answer does in one of 100,000."""
    counts = np.asarray(counts, float)
    p = stats.chisquare(counts).pvalue
    told = ", ".join(f"{count:g}" for count in counts)
    assert_that(p > 1e-5, f"of {counts.sum():g} draws these shares fell to equal parts: {told}")


def assert_log(values, low, high, parts):
    """Fail unless the logarithms are spread evenly between the two."""
    values = assert_array(values, (None,)).astype(float)
    assert_that(values.min() >= low * (1 - 1e-6), f"the smallest number is {values.min():.4g}")
    assert_that(values.max() <= high * (1 + 1e-6), f"the largest number is {values.max():.4g}")
    places = np.log(values / low) / math.log(high / low)
    assert_even(np.histogram(places, parts, range=(0, 1))[0])


def assert_integers(values, low, high):
    """Fail unless all whole numbers come up alike."""
    values = assert_array(values, (None,))
    assert_that((values == np.round(values)).all(), "there are numbers that are not whole")
    counts = [int((values == number).sum()) for number in range(low, high + 1)]
    assert_equal(sum(counts), len(values))
    assert_even(counts)


def assert_choice(values, of):
    """Fail unless all values come up alike, and no others."""
    counts = [sum(value == one for value in values) for one in of]
    assert_equal(sum(counts), len(values))
    assert_even(counts)


@question("draw", points=3)
def draw(student):
    """Draw settings at random."""
    rng = np.random.default_rng(student.seed)
    seed = int(rng.integers(1, 10_000))
    low = int(rng.integers(2, 40))
    space = {
        "output": ("choice", ["relu", "tanh", "elu"]),
        "units": ("integer", low, low + 4),
        "rate": ("log", 1e-4, 1.0),
    }
    with student.case("so many, with every name", hint="A list of n dictionaries."):
        drawn(student, space, 3, seed)
        drawn(student, space, 1, seed)
    with student.case("choices", hint="Each value of the list, with the same probability."):
        assert_choice(drawn(student, space, 240, seed)["output"], ["relu", "tanh", "elu"])
    with student.case("whole numbers", hint="Both ends can come up: 2, 3, 4, 5 and 6 for 2 to 6."):
        assert_integers(drawn(student, space, 240, seed)["units"], low, low + 4)
    with student.case(
        "rates",
        weight=2,
        hint="Draw the logarithm evenly between those of the ends, and take its exponential.",
    ):
        assert_log(drawn(student, space, 240, seed)["rate"], 1e-4, 1.0, 4)
    with student.case(
        "a list for each seed",
        weight=2,
        hint="np.random.default_rng(seed) inside the function, once.",
    ):
        first = drawn(student, space, 30, seed)
        other = drawn(student, space, 30, seed + 1)
        assert_equal(drawn(student, space, 30, seed), first)
        assert_that(first["rate"] != other["rate"], "two seeds give the same list")
    with student.case("each of its own", hint="Draw anew for each setting and each name."):
        rates = drawn(student, space, 30, seed)["rate"]
        assert_that(len(set(rates)) > 25, f"{len(set(rates))} different rates in 30 settings")


@question("draw_unseen", points=1, hidden=True)
def draw_unseen(student):
    """Draw from other spaces."""
    seed = int(np.random.default_rng(student.seed).integers(1, 10_000))
    with student.case("other ranges", hint="The ends are in the description."):
        space = {"l2": ("log", 3e-7, 0.002), "depth": ("integer", 0, 3), "b": ("choice", [16, 64])}
        got = drawn(student, space, 240, seed)
        assert_log(got["l2"], 3e-7, 0.002, 5)
        assert_integers(got["depth"], 0, 3)
        assert_choice(got["b"], [16, 64])
    with student.case(
        "two of the same range", hint="Draw from one generator; do not begin it anew for each name."
    ):
        got = drawn(student, {"a": ("log", 0.01, 1.0), "b": ("log", 0.01, 1.0)}, 200, seed)
        related = stats.spearmanr(got["a"], got["b"]).statistic
        assert_that(abs(related) < 0.35, "the two go together")
    with student.case("one setting after the other", hint="Each setting is drawn by itself."):
        rates = np.array(drawn(student, {"a": ("log", 0.01, 1.0)}, 200, seed)["a"], float)
        related = stats.spearmanr(rates[1:], rates[:-1]).statistic
        assert_that(abs(related) < 0.35, "each goes with the one before it")


@question("how_many", points=3)
def how_many(student):
    """Count trials for a share and a probability."""
    rng = np.random.default_rng(student.seed)
    # The probability of none stays above 0.04, where single precision tells n from n - 1 as well.
    shares = rng.uniform(0.02, 0.25, 4)
    cases = [
        (float(q), max(2, int(u / q)))
        for q, u in zip(shares, rng.uniform(0.7, 2.8, 4), strict=True)
    ]
    with student.case("the probability", hint="First: how probable is it that all of n miss?"):
        for q, n in cases:
            assert_allclose(student.number("chance", q, n), 1 - (1 - q) ** n, rtol=1e-4)
        assert_allclose(student.number("chance", 0.3, 1), 0.3, rtol=1e-4)
    with student.case(
        "the number", hint="The smallest whole number whose probability is p or more.", weight=2
    ):
        assert_equal(float(student.number("trials", 0.05, 0.95)), 59.0)
        for q, n in cases:
            # Half-way between two numbers of trials: n is the first that is enough.
            p = 1 - ((1 - q) ** n + (1 - q) ** (n - 1)) / 2
            assert_equal(float(student.number("trials", q, p)), float(n))
        assert_equal(float(student.number("trials", 0.5, 0.2)), 1.0)
    with student.case(
        "none is drawn twice",
        weight=2,
        hint="After a miss one setting fewer is left, and all the good ones are among it; more "
        "draws than bad settings cannot all miss.",
    ):
        for _ in range(4):
            good, n = (int(one) for one in rng.integers(1, 8, 2))
            settings = good + n + int(rng.integers(1, 20))
            wanted = 1 - math.comb(settings - good, n) / math.comb(settings, n)
            got = student.number("chance_of_grid", good, settings, n)
            assert_allclose(got, wanted, rtol=1e-4)
        assert_allclose(student.number("chance_of_grid", 2, 12, 11), 1.0, rtol=1e-6)
        assert_allclose(student.number("chance_of_grid", 3, 12, 12), 1.0, rtol=1e-6)


def table_of(rng):
    """Return a table in which each part of the data prefers another setting."""
    names = [f"setting {number}" for number in rng.permutation(100)[:6]]
    base = np.sort(rng.uniform(0.7, 0.8, (3, 6)), axis=1)
    table = {name: [float(x) for x in base[:, place]] for place, name in enumerate(names)}
    for part, name in enumerate((names[1], names[2], names[4])):
        table[name][part] = round(float(rng.uniform(0.9, 0.95)), 4)
    return table, names


def searched(student, table):
    """Return the student's answer and what was done for it."""
    got = student.call("watched", table)
    assert_type(got, dict)
    answer, done = assert_dict(got.get("answer")), got.get("done")
    assert_type(done, list)
    done = [tuple(str(one) for one in step) for step in done]
    for key in ("best", "validation", "test", "failed"):
        assert_that(key in answer, f"the dictionary has no key {key!r}")
    assert_type(answer["failed"], (list, tuple, set, np.ndarray))
    return answer | {"failed": sorted(str(name) for name in answer["failed"])}, done


@question("search", points=4)
def search(student):
    """Search with an honest objective."""
    rng = np.random.default_rng(student.seed)
    table, names = table_of(rng)
    best = names[2]
    with student.case("the best, and its scores", hint="The highest validation accuracy chooses."):
        answer, _ = searched(student, table)
        assert_equal(str(answer["best"]), best)
        got = [float(assert_array(answer[key], ())) for key in ("validation", "test")]
        assert_allclose(got, table[best][1:], rtol=1e-6)
        assert_equal(answer["failed"], [])
    with student.case(
        "the test images, once and at the end",
        weight=3,
        hint="lab.score(name, 'test') is called once in the whole search, for the setting that "
        "was chosen, after the choice.",
    ):
        _, done = searched(student, table)
        looks = [step for step in done if step[0] == "test"]
        assert_equal(looks, [("test", best)])
        after = done[done.index(("test", best)) + 1 :]
        assert_equal([step for step in after if step != ("validation", best)], [])
    with student.case("every setting once", hint="Each setting is trained once, none twice."):
        _, done = searched(student, table)
        assert_equal(sorted(name for what, name in done if what == "trained"), sorted(names))
    with student.case(
        "a training that fails",
        weight=2,
        hint="Catch the ValueError of lab.train, note the name, and go on with the next.",
    ):
        broken = {"first": None, **table, "last": None}
        answer, done = searched(student, broken)
        assert_equal(answer["failed"], ["first", "last"])
        assert_equal(str(answer["best"]), best)
        assert_equal([step for step in done if step[0] == "test"], [("test", best)])
    with student.case(
        "a score that is no number",
        hint="nan is neither more nor less than any number: ask np.isnan before you compare.",
    ):
        for broken in (
            {"odd": [0.9, NAN, 0.9], **table},
            {**table, "odd": [0.9, NAN, 0.9]},
        ):
            answer, _ = searched(student, broken)
            assert_equal(str(answer["best"]), best)
            assert_equal(answer["failed"], ["odd"])
    with student.case("equals", hint="Of two with the same validation accuracy, the first."):
        answer, _ = searched(
            student, {"a": [0.9, 0.8, 0.7], "c": [0.8, 0.85, 0.7], "b": [0.95, 0.85, 0.9]}
        )
        assert_equal(str(answer["best"]), "c")


def curse_of(validation, test, n):
    """Return the mean of what the best of the first n promises too much."""
    rows = np.arange(len(validation))
    best = validation[:, :n].argmax(axis=1)
    return float(np.mean(validation[rows, best] - test[rows, best]))


@question("curse", points=2)
def curse(student):
    """Measure how much the best of n flatters itself."""
    rng = np.random.default_rng(student.seed)
    test = rng.uniform(0.6, 0.9, (5, 8)).round(3)
    validation = (test + rng.normal(0, 0.1, (5, 8))).round(3)
    for row, best in zip(test, validation.argmax(axis=1), strict=True):
        row[best] = row.min()  # the highest of the test scores is always another's

    def assert_curse(validation, test, n):
        got = student.number("curse", validation, test, n)
        assert_allclose(got, curse_of(validation, test, n), rtol=1e-4, atol=1e-7)

    with student.case("the best of all", hint="The same setting's two scores, in each split."):
        assert_curse(validation, test, 8)
    with student.case(
        "of the first n", weight=2, hint="Columns are settings: take the first n of them."
    ):
        for n in (2, 5):
            assert_curse(validation, test, n)
    with student.case("one setting", hint="With n = 1 there is nothing to choose."):
        assert_curse(validation, test, 1)
    with student.case("one split", hint="Rows are splits; there may be one."):
        promised, kept = validation[:1].copy(), test[:1].copy()
        promised[0, 7] = 2.0  # the best of all is not among the first six
        kept[0, promised[0, :6].argmax()] = 0.0
        assert_curse(promised, kept, 6)
    with student.case("equals", hint="Of equal validation scores the first is chosen."):
        equal = np.round(validation, 1)
        equal[:, 3] = equal[:, 1] = 2.0
        assert_curse(equal, test, 8)


@question("measured", points=1, timeout=120)
def measured(student):
    """Hold the curse as the student measured it."""
    rng = np.random.default_rng(student.seed)
    runs = assert_array(student.value("runs"), (40, 30, 2)).astype(float)
    with student.case(
        "the runs", hint="runs[split, setting] holds what nearest(setting, split) returns."
    ):
        cells = [(0, 0), (39, 29), (0, 29), *rng.integers(0, 30, (4, 2))]
        for split, setting in cells:
            got = student.call("nearest", int(setting), int(split))
            assert_allclose(runs[split, setting], assert_array(got, (2,)), rtol=1e-4)
    with student.case(
        "the curse",
        weight=2,
        hint="curse of runs[:, :, 0] and runs[:, :, 1], for n = 1, 5 and 30.",
    ):
        got = assert_array(student.value("measured"), (3,)).astype(float)
        wanted = [curse_of(runs[:, :, 0], runs[:, :, 1], n) for n in (1, 5, 30)]
        assert_allclose(got, wanted, rtol=1e-3, atol=1e-6)


@question("challenges", points=3, manual=True)
def challenges(student):
    """Read four to six sentences; more than eight cost a point.

    - 1 point: two challenges of the list, each with what it asks of a search (many values of what
      matters, random draws; a budget, early stopping, workers; no gradient; joint, not one by one).
    - 1 point: one that the list lacks and that shows in the figures: the objective is noisy, or its
      best value flatters (95.70 % also chose); or trials that are not alike cannot be compared
      (epochs, data, score). Naming it without the figures earns half.
    - 1 point: how a search meets it: images that chose nothing or nested folds; several seeds or
      splits; equal epochs, data and score. One that fits what was named will do.
    """
