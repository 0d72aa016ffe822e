"""The checks of exercise 10; what instructors should know stands in the comments."""

from __future__ import annotations

import itertools

import numpy as np

from course_lib.checks import (
    assert_allclose,
    assert_array,
    assert_equal,
    assert_raises,
    assert_that,
    assert_type,
    question,
)


def network(rng, sizes, dtype=float):
    """Return kernels and biases of dense layers, each array with a deviation of its own."""
    weights = []
    for inputs, units in itertools.pairwise(sizes):
        spread = rng.uniform(0.3, 0.9)
        weights.append(rng.normal(0.1, spread, (inputs, units)).astype(dtype))
        weights.append(rng.normal(0, 0.4 * spread, units).astype(dtype))
    return weights


def outputs(weights, x):
    """Return what the network computes, as the notebook does."""
    for number in range(0, len(weights), 2):
        x = x @ weights[number] + weights[number + 1]
        if number + 2 < len(weights):
            x = np.maximum(x, 0)
    return x


def hidden(weights, x, layer):
    """Return what a layer hands on."""
    return np.maximum(outputs(weights[: 2 * layer + 2], x), 0)


def copies(weights):
    """Return arrays that a student's code may change."""
    return [array.copy() for array in weights]


def like(found, weights):
    """Fail unless arrays come back, one for each given, in their shapes; return them."""
    assert_type(found, (list, tuple), hint="Return a list, an array for each array.")
    assert_that(
        len(found) == len(weights), f"{len(found)} arrays come back instead of {len(weights)}"
    )
    pairs = zip(found, weights, strict=True)
    return [assert_array(one, array.shape).astype(float) for one, array in pairs]


def assert_changed(found, given):
    """Fail if all arrays come back as they were."""
    same = all(np.array_equal(one, array) for one, array in zip(found, given, strict=True))
    assert_that(not same, "all arrays come back as they were")


# Arrays of thousands of numbers, so that a deviation is known to some per cent: the ranges below
# are more than five standard errors wide.
SIZES = (120, 80, 60)


@question("noisy_copy", points=3)
def noisy_copy(student):
    """Put noise on each array by itself."""
    rng = np.random.default_rng(student.seed)
    weights = network(rng, SIZES)
    weights[0] += 3.0
    factor = float(rng.uniform(0.2, 0.6))

    def noises(seed, given=weights, times=factor):
        found = like(student.call("noisy_copy", copies(given), times, seed), given)
        assert_changed(found, given)
        return [one - array for one, array in zip(found, given, strict=True)]

    with student.case(
        "the deviation of each array, times the factor",
        weight=3,
        hint="Take array.std() inside the loop, of the array itself.",
    ):
        for times in (factor, 3 * factor):
            for noise, array in zip(noises(1, times=times), weights, strict=True):
                wide = 0.1 if array.ndim > 1 else 0.5
                ratio = noise.std() / (times * array.std())
                assert_that(
                    1 - wide < ratio < 1 + wide,
                    f"the noise on an array of shape {array.shape} has {ratio:.3g} times the "
                    "deviation that it should have",
                )
    with student.case(
        "around 0, and Gaussian", hint="A normal distribution with mean 0, a draw for each number."
    ):
        for noise, array in zip(noises(2), weights, strict=True):
            unit = noise / (factor * array.std())
            room = 5.5 * unit.std() / np.sqrt(unit.size)
            assert_that(abs(unit.mean()) < room, "the mean of the noise is not 0")
            if array.ndim > 1:
                fourth = np.mean(unit**4) / np.mean(unit**2) ** 2
                assert_that(2.5 < fourth < 3.6, "the noise is not that of a normal distribution")
    with student.case(
        "the given arrays keep their values",
        hint="array += noise changes the array that was handed in.",
    ):
        noises(3)
        held = student.call("untouched", "noisy_copy", copies(weights), factor, 3)
        assert_that(held is True, "the given arrays have changed")
    with student.case(
        "another seed, another copy", hint="np.random.default_rng(seed), once, before the loop."
    ):
        one, again, other = noises(4), noises(4), noises(5)
        assert_that(
            all(np.array_equal(a, b) for a, b in zip(one, again, strict=True)),
            "the same seed gives two different copies",
        )
        assert_that(not np.array_equal(one[0], other[0]), "two seeds give the same copy")
        twice = [weights[0], weights[0].copy()]
        first, second = noises(6, given=twice)
        assert_that(not np.allclose(first, second), "two arrays get the same draws")
    with student.case("float32 stays float32", hint="noise.astype(array.dtype)."):
        single = network(rng, (6, 4, 3), np.float32)
        found = student.call("noisy_copy", copies(single), factor, 7)
        assert_changed(like(found, single), single)
        kinds = {np.asarray(one).dtype.name for one in found}
        assert_equal(sorted(kinds), ["float32"])
    with student.case("no spread, no noise", hint="The deviation of equal numbers is 0."):
        flat = [weights[1], np.full((3, 2), 0.7), np.zeros(2)]
        for noise in noises(8, given=flat)[1:]:
            assert_allclose(noise, np.zeros(noise.shape), atol=1e-7)


def growth_of(weights, x, targets, factor, draws, rng):
    """Return mean and standard error of the loss' growth, by array."""
    before = np.mean((outputs(weights, x) - targets) ** 2)
    rows = []
    for place, array in enumerate(weights):
        found = []
        for _ in range(draws):
            noisy = list(weights)
            noisy[place] = array + factor * array.std() * rng.standard_normal(array.shape)
            found.append(np.mean((outputs(noisy, x) - targets) ** 2) - before)
        rows.append((np.mean(found), np.std(found)))
    return np.array(rows).T


def linear_growth(weights, x, factor):
    """Return what noise on the one layer of a linear network adds to its loss, in the mean."""
    kernel, biases = weights
    return (factor * np.array([kernel.std(), biases.std()])) ** 2 * [
        np.mean((x**2).sum(axis=1)),
        1.0,
    ]


@question("sensitivity", points=4, timeout=120)
def sensitivity(student):
    """Say what noise on one array alone costs."""
    rng = np.random.default_rng(student.seed)
    weights = network(rng, (3, 8))
    x = rng.normal(size=(40, 3))
    targets = outputs(weights, x) + rng.normal(0, 0.1, (40, 8))

    def said(given, inputs, wanted, factor, draws, seed=0):
        got = student.call("sensitivity", copies(given), inputs, wanted, factor, draws, seed)
        assert_type(got, (list, tuple, np.ndarray), hint="One number for each array.")
        return assert_array(got, (len(given),)).astype(float)

    with student.case(
        "one layer, where it can be calculated",
        weight=2,
        hint="Noise on this array alone: all others are the given ones, in every draw.",
    ):
        # With 8 units and 300 draws each mean is known to 3.5 %; a single draw is not.
        for seed, factor in enumerate((0.3, 0.6, 0.3, 0.6, 0.45, 0.9)):
            got = said(weights, x, targets, factor, 300, seed)
            assert_allclose(got, linear_growth(weights, x, factor), rtol=0.2)
    deep = network(rng, (4, 8, 6, 5))
    inputs = rng.normal(size=(30, 4))
    wanted = outputs(deep, inputs) + rng.normal(0, 0.1, (30, 5))
    mean, spread = growth_of(deep, inputs, wanted, 0.2, 400, rng)
    with student.case("three layers", weight=2, hint="Draw anew each time, from the given array."):
        room = min(0.9, float(6 * np.max(spread / mean) * (2 / 400) ** 0.5))
        for seed in range(3):
            got = said(deep, inputs, wanted, 0.2, 400, seed)
            assert_allclose(got / mean, np.ones(6), rtol=0, atol=room)
    with student.case(
        "in the order of the arrays, a growth above 0",
        hint="The loss with noise less the loss without.",
    ):
        small = [weights[0] * 0.01, weights[1]]
        goal = outputs(small, x)
        got = said(small, x, goal, 0.5, 300)
        assert_that(got[1] > got[0] > 0, "noise on the larger array does not cost more")
    with student.case(
        "the mean over the draws, not one of them",
        hint="Add up over the draws and divide by their number; seeds must not all be the same.",
    ):
        steep = [np.array([[1.0, -1.0]]), np.zeros(2), np.array([[2.0], [0.5]]), np.zeros(1)]
        at = np.ones((1, 1))
        few = [said(steep, at, np.zeros((1, 1)), 0.5, 1, seed)[0] for seed in range(6)]
        many = [said(steep, at, np.zeros((1, 1)), 0.5, 500, seed)[0] for seed in range(6)]
        assert_that(np.std(many) < 0.3 * np.std(few), "more draws do not make it surer")
        assert_that(np.ptp(few) > 0, "another seed does not give other draws")
    with student.case(
        "the given arrays keep their values", hint="Put the noise on a new array, not in place."
    ):
        given = copies(deep), inputs, wanted, 0.2, 3, 0
        assert_that(np.ptp(said(*given)) > 0, "noise costs the same on each array")
        assert_that(
            student.call("untouched", "sensitivity", *given) is True,
            "the given arrays have changed",
        )


@question("twin", points=3)
def twin(student):
    """Rescale a layer so that the network computes the same."""
    rng = np.random.default_rng(student.seed)
    weights = network(rng, (5, 7, 6, 4))
    x = rng.normal(size=(20, 5))

    def assert_twin(layer, by, given=weights):
        found = like(student.call("twin", copies(given), layer, by), given)
        assert_allclose(outputs(found, x), outputs(given, x), rtol=1e-4, atol=1e-4)
        assert_allclose(hidden(found, x, layer), by * hidden(given, x, layer), rtol=1e-4, atol=1e-4)
        return found

    with student.case(
        "one number",
        weight=2,
        hint="Kernel and biases of the layer times the number, the next kernel divided by it.",
    ):
        for layer in (0, 1):
            assert_twin(layer, float(rng.uniform(2, 5)))
            assert_twin(layer, 0.25)
    with student.case(
        "a number for each unit",
        weight=2,
        hint="A unit is a column of its kernel and a row of the next.",
    ):
        assert_twin(0, rng.uniform(0.2, 5, 7))
        assert_twin(1, rng.uniform(0.2, 5, 6))
        square = network(rng, (5, 5, 5, 5))
        assert_twin(0, rng.uniform(0.2, 5, 5), square)
    with student.case("the rest stays", hint="Only three arrays change: not the next biases."):
        found = assert_twin(0, 3.0)
        for place in (3, 4, 5):
            assert_allclose(found[place], weights[place], rtol=1e-6)
    with student.case("the last layer", hint="raise ValueError(...) where nothing comes after."):
        like(student.call("twin", copies(weights), 0, 2.0), weights)
        assert_raises("ValueError", student.call, "twin", copies(weights), 2, 2.0)
    with student.case("the given arrays keep their values", hint="Multiply into new arrays."):
        assert_changed(like(student.call("twin", copies(weights), 1, 2.0), weights), weights)
        held = student.call("untouched", "twin", copies(weights), 1, 2.0)
        assert_that(held is True, "the given arrays have changed")


@question("balanced_unseen", points=1, hidden=True)
def balanced_unseen(student):
    """Find the twin whose units are as long on both sides."""
    rng = np.random.default_rng(student.seed)
    weights = network(rng, (5, 7, 6, 4))
    x = rng.normal(size=(20, 5))
    with student.case(
        "equal lengths on both sides, the same outputs",
        hint="A unit times b has b times the length before it and 1 / b of that after it.",
    ):
        for layer in (0, 1):
            found = like(student.call("balanced", copies(weights), layer), weights)
            assert_allclose(outputs(found, x), outputs(weights, x), rtol=1e-4, atol=1e-4)
            incoming = np.linalg.norm(found[2 * layer], axis=0)
            outgoing = np.linalg.norm(found[2 * layer + 2], axis=1)
            assert_allclose(incoming, outgoing, rtol=1e-3)


def both(student, table):
    """Return the two deviations that a student finds."""
    found = student.call("spreads", table)
    assert_type(found, (list, tuple, np.ndarray), hint="Return a pair: within, between.")
    return assert_array(found, (2,)).astype(float)


@question("spreads", points=3)
def spreads(student):
    """Take the spread of networks and that of draws apart."""
    rng = np.random.default_rng(student.seed)

    def wanted(table):
        within = table.var(axis=1, ddof=1).mean()
        return np.sqrt([within, table.mean(axis=1).var(ddof=1) - within / table.shape[1]])

    tables = [
        rng.normal(0.7, 0.05, (s, 1)) + rng.normal(0, 0.02, (s, d)) * rng.uniform(0.5, 2, (s, 1))
        for s, d in ((6, 4), (9, 3), (5, 12))
    ]
    with student.case(
        "draws within a network",
        hint="var(axis=1, ddof=1) of each row; then the mean of the variances; then the root.",
    ):
        for table in tables:
            assert_allclose(both(student, table)[0], wanted(table)[0], rtol=1e-4)
    with student.case(
        "networks, without what the draws add",
        weight=2,
        hint="The variance of the rows' means is too large by the variance within / draws.",
    ):
        for table in tables:
            assert_allclose(both(student, table)[1], wanted(table)[1], rtol=1e-4)
    with student.case("never less than nothing", hint="max(..., 0) before the root."):
        table = np.array([[0.1, 0.9, 0.5], [0.9, 0.2, 0.4], [0.5, 0.6, 0.4]])
        assert_allclose(both(student, table)[1], 0.0, atol=1e-9)
    with student.case("a table as lists", hint="np.asarray(scores)."):
        assert_allclose(both(student, tables[0].tolist()), wanted(tables[0]), rtol=1e-4)


@question("too_much", points=1)
def too_much(student):
    """Say what the given code really adds."""
    rng = np.random.default_rng(student.seed)
    weights = network(rng, (5, 7, 6, 4))
    with student.case(
        "over what it should add",
        hint="Follow std through the loop: what is it when the second array comes?",
    ):
        got = assert_array(student.call("too_much", copies(weights)), (6,))
        assert_allclose(got, [weights[0].std() / array.std() for array in weights], rtol=1e-4)


@question("mended", points=2)
def mended(student):
    """Add to each array what was meant."""
    rng = np.random.default_rng(student.seed)
    weights = network(rng, SIZES)
    weights[0] += 2.0
    weights[2] -= 5.0
    factor = float(rng.uniform(0.2, 0.5))

    def noises(**given):
        found = like(student.call("mended", copies(weights), factor, 11, **given), weights)
        return [(one - array) / factor for one, array in zip(found, weights, strict=True)]

    def assert_noise(noise, mean, std):
        room = 5.5 * std / np.sqrt(noise.size)
        assert_that(abs(noise.mean() - mean) <= room + 1e-5, "the noise has another mean")
        low, high = ((0.9, 1.1) if noise.ndim > 1 else (0.5, 1.5)) if std else (0, 1)
        assert_that(
            low * std <= noise.std() <= high * std + 1e-5, "the noise has another deviation"
        )

    with student.case(
        "each array's own deviation", hint="Give what is calculated in the loop another name."
    ):
        for noise, array in zip(noises(mean=0.0), weights, strict=True):
            assert_noise(noise, 0.0, array.std())
    with student.case("each array's own mean", hint="The mean has the same flaw."):
        for noise, array in zip(noises(), weights, strict=True):
            assert_noise(noise, array.mean(), array.std())
    with student.case("what is given serves all", hint="Only None asks for the array's own."):
        for noise in noises(mean=0.5, std=0.3):
            assert_noise(noise, 0.5, 0.3)
    with student.case("0 is given, too", hint="`if std` is False for 0: ask `std is None`."):
        for noise in noises(mean=1.0, std=0.0):
            assert_noise(noise, 1.0, 0.0)
        for noise, array in zip(noises(mean=0.0), weights, strict=True):
            assert_noise(noise, 0.0, array.std())


@question("judgement", points=3, manual=True)
def judgement(student):
    """Read three to five sentences; more than seven cost a point.

    - 1 point: what the figures show: that these weights lose so much under this one draw of one
      absolute size; not that the function, or the minimum, is flatter.
    - 1 point: what they do not: B's weights may be smaller, a twin of A would fail as well; one
      draw; one network of each. Two of these will do.
    - 1 point: the trial: noise relative to tensors or weights (or a device's own), several factors,
      many draws, several networks of both, twins as a control. Three of these will do.
    """
