"""The checks of exercise 5; what instructors should know stands in the comments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from course_lib import datasets, experiments
from course_lib.checks import (
    assert_allclose,
    assert_array,
    assert_close_to_range,
    assert_dict,
    assert_equal,
    assert_fair,
    assert_that,
    assert_type,
    question,
)

ARMS = ("once", "plain copies", "noisy copies")
VERDICTS = ("better", "worse", "cannot tell")


def pair_of(value, n):
    """Return images and labels, if a student's value is a pair of so many."""
    assert_type(value, (list, tuple), hint="Return images and labels as a pair.")
    assert_that(len(value) == 2, f"{len(value)} values come back instead of 2")
    x, y = assert_array(value[0]), assert_array(value[1])
    assert_equal((len(x), y.shape), (n, (n,)))
    return x, y


def numbered(n, shape=(2, 2, 1)):
    """Return images that hold their own number in all pixels, and the numbers as labels."""
    number = np.arange(n)
    return np.broadcast_to(number.reshape(n, *[1] * len(shape)), (n, *shape)).astype(float), number


@question("shuffled", points=2)
def shuffled(student):
    """Shuffle images and labels together."""
    seed = student.seed % 1000
    x, y = numbered(60)
    with student.case(
        "each label beside its image",
        weight=3,
        hint="One order for both: draw positions once, and index both arrays with them.",
    ):
        images, labels = pair_of(student.call("shuffled", x, y, seed), 60)
        assert_equal(images.shape, x.shape)
        assert_allclose(images[:, 0, 0, 0], labels)
    with student.case("every image once, in a new order", hint="A permutation, not a draw."):
        images, labels = pair_of(student.call("shuffled", x, y, seed), 60)
        assert_allclose(np.sort(labels), y)
        assert_that((labels != y).mean() > 0.5, "the order is the old one, or nearly")
    with student.case(
        "the same seed, the same order; another seed, another",
        hint="Make the generator in the function: np.random.default_rng(seed).",
    ):
        first, again, other = (
            pair_of(student.call("shuffled", x, y, at), 60)[1] for at in (seed, seed, seed + 1)
        )
        assert_allclose(again, first)
        assert_that((other != first).mean() > 0.5, "another seed gives the same order")
    with student.case(
        "the example stays as it was", hint="rng.shuffle(x) changes the caller's array."
    ):
        ordered = student.value("ordered")
        mixed, _ = pair_of(student.value("mixed"), 6)
        assert_that(not np.array_equal(mixed, ordered[0]), "the order is the old one")
        assert_allclose(ordered[0], np.arange(12.0).reshape(6, 2))
        assert_allclose(ordered[1], np.arange(6))


def photographs(seed, n):
    """Return patches of 8 x 8 pixels of 8 bits, and which photograph each is from."""
    from course_lib import pooling

    data = datasets.load("photos", seed=seed % 1000, train=n).train
    return np.round(255 * pooling.pool(data.x, 4, operation="mean")).astype("uint8"), data.y


def neighbours(x):
    """Return the position of each image's nearest other image."""
    rows = x.reshape(len(x), -1).astype(float)
    squares = (rows**2).sum(axis=1)
    distance = squares[:, None] + squares - 2 * rows @ rows.T
    np.fill_diagonal(distance, np.inf)
    return distance.argmin(axis=1)


def lucky(rng, y, near):
    """Return shuffled labels that agree a little more than chance: no more than luck allows."""
    chance = ((np.unique(y, return_counts=True)[1] / len(y)) ** 2).sum()
    deviation = np.sqrt(chance * (1 - chance) / len(y))
    while True:
        labels = rng.permutation(y)
        if 0.5 < (np.mean(labels[near] == labels) - chance) / deviation < 1.5:
            return labels


def two_numbers(value):
    """Return the two numbers of a student's answer."""
    return assert_array(value, (2,), hint="Return the share found and the share by chance.")


@question("agreement", points=3)
def agreement(student):
    """Ask neighbours whether the labels belong to the images."""
    rng = np.random.default_rng(student.seed)
    x, y = photographs(student.seed, 240)
    near, uneven = neighbours(x), rng.permutation(np.repeat([4, 7, 11], [216, 15, 9]))
    found, chance = np.mean(y[near] == y), 0.1
    with student.case(
        "how often neighbours agree",
        weight=2,
        hint="The nearest *other* image: an image is nearest to itself. And pixels of 8 bits "
        "wrap around when they are subtracted or squared: make them floats first.",
    ):
        got = two_numbers(student.call("agreement", x, y))
        assert_allclose(got[0], found, rtol=0, atol=0.002)
    with student.case(
        "by chance, ten equal classes", hint="Two labels drawn at random: 1/10 for each class."
    ):
        got = two_numbers(student.call("agreement", x, y))
        # Drawn with or without putting back: both are right, 0.1 and 0.096.
        assert_close_to_range(got[1], chance - 0.005, chance + 0.001)
    with student.case(
        "by chance, classes of unequal size",
        hint="Both of class k: its share, squared. Sum over the classes. Nine in ten of one class "
        "agree most of the time, whatever the labels know.",
    ):
        got = two_numbers(student.call("agreement", x, uneven))
        shares = np.array([216, 15, 9]) / 240
        assert_close_to_range(got[1], (shares**2).sum() - 0.004, (shares**2).sum() + 0.001)
    with student.case(
        "whether the labels belong",
        weight=2,
        hint="Compare the share found with chance, and leave room for luck: four times the "
        "deviation sqrt(p (1 - p) / N), say, since two images can be each other's nearest.",
    ):
        halves = np.where(y < 5, 2, 6)
        apart = [np.mean((y == k)[near] == (y == k)) for k in range(10)]
        for labels, wanted in [
            (y, True),
            (np.where(y == np.argmax(apart), 3, 0), True),
            (halves, True),
            (lucky(rng, y, near), False),
            (lucky(rng, halves, near), False),
            (lucky(rng, uneven, near), False),
        ]:
            assert_equal(bool(student.call("labels_belong", x, labels)), wanted)
    with student.case("the answer is True or False", hint="A comparison gives one."):
        got = student.call("labels_belong", x, y)
        assert_type(got, (bool, np.bool_))


def change_of(got, x):
    """Return what was added to images."""
    return assert_array(got, x.shape).astype(float) - x


def places_of(change):
    """Return top and left of the one square that each image has, or fail."""
    struck = (abs(change) > 0).any(axis=-1)
    rows, columns = struck.any(axis=2), struck.any(axis=1)
    inside = struck.sum(axis=(1, 2))
    assert_that((inside == 25).all(), "an image has not exactly 25 changed pixels for one square")
    square = (rows.sum(axis=1) == 5) & (columns.sum(axis=1) == 5)
    assert_that(square.all(), "the changed pixels of an image are not a square of 5 x 5")
    top, left = rows.argmax(axis=1), columns.argmax(axis=1)
    whole = rows[np.arange(len(top)), top + 4] & columns[np.arange(len(left)), left + 4]
    assert_that(whole.all(), "the changed pixels of an image are not a square of 5 x 5")
    return top, left


@question("regional", points=3)
def regional(student):
    """Change a few squares of each image."""
    seed = student.seed % 1000
    x = np.full((600, 8, 9, 3), 0.5)
    with student.case(
        "one square of 5 x 5, inside the image",
        hint="Its top row may be 0 to height - 5, its left column 0 to width - 5.",
    ):
        places_of(change_of(student.call("regional", x, 0.1, seed, 1), x))
    with student.case(
        "at all places alike, edges and corners too",
        hint="With 8 rows a square can begin at row 0, 1, 2 or 3, and rng.integers leaves its "
        "upper end out. Images of another width have other places.",
    ):
        top, left = places_of(change_of(student.call("regional", x, 0.1, seed, 1), x))
        places = np.zeros((4, 5))
        np.add.at(places, (top, left), 1)
        # 30 images a place in the mean: one right answer in 10,000 leaves these bounds.
        assert_close_to_range(places, 9, 62)
    with student.case(
        "each value a uniform draw of its own",
        hint="Between -reach and reach, for each pixel and channel: a draw of shape (N, 5, 5, C).",
    ):
        change = change_of(student.call("regional", x, 0.1, seed, 1), x)
        drawn = change[abs(change) > 0]
        assert_that(drawn.size > 0, "nothing has changed")
        assert_close_to_range(drawn, -0.1 - 1e-9, 0.1 + 1e-9)
        assert_close_to_range(drawn.mean(), -0.002, 0.002)
        assert_close_to_range(drawn.std(), 0.1 / 3**0.5 - 0.001, 0.1 / 3**0.5 + 0.001)
        channels = change[(abs(change) > 0).all(axis=-1)].T
        between = np.corrcoef(channels)[np.triu_indices(3, 1)]
        assert_close_to_range(between, -0.06, 0.06)
        each = np.array([one[abs(one) > 0].std() for one in change])
        assert_that(each.min() > 0.02, "an image has the same change in a whole square")
    with student.case(
        "changes add where squares overlap",
        hint="On images of 5 x 5 all squares are the whole image. result[...] += ..., a square "
        "after the other.",
    ):
        small = np.full((400, 5, 5, 1), 0.5)
        change = change_of(student.call("regional", small, 0.1, seed), small)
        # Three draws added: the deviation of one, times the root of three.
        assert_close_to_range(change.std(), 0.085, 0.115)
        assert_that(abs(change).max() > 0.15, "no change is larger than that of two squares")
        one = change_of(student.call("regional", small, 0.1, seed, 1), small)
        assert_close_to_range(one.std(), 0.05, 0.066)
    with student.case(
        "the same seed, the same noise; other images, other places",
        hint="Draw places for each image, from a generator that the function makes.",
    ):
        first, again, other = (
            change_of(student.call("regional", x, 0.1, at, 1), x) for at in (seed, seed, seed + 1)
        )
        assert_allclose(again, first)
        assert_that(not np.allclose(other, first), "another seed gives the same noise")
    with student.case(
        "the dtype and the example stay", hint="Work on x.copy(), and cast the noise to x.dtype."
    ):
        got = student.call("regional", x[:5].astype("float32"), 0.1, seed)
        changed = assert_array(got, (5, 8, 9, 3)) != 0.5
        assert_that(changed.any() and not changed.all(), "not some of the values have changed")
        assert_equal(str(assert_array(got).dtype), "float32")
        assert_array(student.value("noisy"), (2, 8, 8, 1))
        assert_allclose(student.value("plain"), np.full((2, 8, 8, 1), 0.5))


@question("batch", points=3)
def batch(student):
    """Return batches of an endless stream, each on its own."""
    seed = student.seed % 1000
    x, y = numbered(24, (6, 6, 1))

    def passed(number, at=seed):
        """Return the images and labels of one pass in batches of six."""
        pairs = [pair_of(student.call("batch", x, y, 4 * number + i, 6, at), 6) for i in range(4)]
        return tuple(np.concatenate(part) for part in zip(*pairs, strict=True))

    with student.case(
        "a pass shows each image once",
        hint="An order of all images for each pass, cut into batches.",
    ):
        for number in (0, 3):
            assert_allclose(np.sort(passed(number)[1]), y)
    with student.case(
        "labels beside their images", hint="The same positions choose images and labels."
    ):
        images, labels = passed(1)
        assert_allclose(images.mean(axis=(1, 2, 3)).round(), labels)
    with student.case(
        "another order in each pass", hint="The number of the pass belongs into its seed."
    ):
        orders = [passed(number)[1] for number in (0, 1, 2)]
        assert_that((orders[0] != y).mean() > 0.5, "the first pass has the order of the images")
        for one, two in ((0, 1), (1, 2), (0, 2)):
            assert_that((orders[one] != orders[two]).mean() > 0.4, "two passes have one order")
    with student.case(
        "noise of its own for each image and pass",
        hint="Draw it for the batch, from a seed that holds the number of the batch.",
    ):
        added = []
        for number in (0, 1):
            images, labels = passed(number)
            order = np.argsort(labels)
            added.append((images - labels[:, None, None, None])[order].reshape(24, -1))
        for rows in added:
            assert_that((abs(rows) > 0).sum(axis=1).min() >= 25, "an image has no noise")
            assert_close_to_range(rows, -0.3 - 1e-9, 0.3 + 1e-9)
            between = np.corrcoef(rows)[np.triu_indices(24, 1)]
            assert_close_to_range(abs(between).max(), 0, 0.9)
        assert_that(not np.isclose(*added).all(axis=1).any(), "two passes have the same noise")
    with student.case(
        "it depends on its arguments alone",
        hint="No counter outside the function, and a generator made inside it.",
    ):
        first = pair_of(student.call("batch", x, y, 9, 6, seed), 6)
        student.call("batch", x, y, 2, 6, seed)
        again = pair_of(student.call("batch", x, y, 9, 6, seed), 6)
        assert_allclose(again[0], first[0])
        assert_allclose(again[1], first[1])
        other = passed(0, seed + 1)[1]
        assert_that((other != passed(0)[1]).mean() > 0.4, "another seed gives the same order")
    with student.case(
        "the billionth batch costs no more",
        hint="Compute which pass it belongs to: divmod(number, len(x) // size).",
    ):
        pair_of(student.call("batch", x, y, 10**9, 6, seed), 6)
        got = [pair_of(student.call("batch", x, y, 10**9 + i, 6, seed), 6)[1] for i in range(4)]
        assert_allclose(np.sort(np.concatenate(got)), y)


@question("put_aside", points=2)
def put_aside(student):
    """Put whole families aside."""
    rng = np.random.default_rng(student.seed)
    seed = student.seed % 1000
    names = rng.choice(100_000, 60, replace=False)
    family = rng.permutation(np.repeat(names, rng.integers(1, 9, 60)))

    def chosen(share, at=seed):
        """Return the mask, and which families it puts aside."""
        mask = assert_array(student.call("put_aside", family, share, at), family.shape)
        assert_that(np.isin(mask, (0, 1)).all(), "not all values are True or False")
        return mask.astype(bool), np.unique(family[mask.astype(bool)])

    with student.case(
        "no family on both sides", weight=2, hint="Draw among the families, not among the images."
    ):
        mask, aside = chosen(0.25)
        assert_that(mask.any() and not mask.all(), "one of the sides is empty")
        assert_equal(np.intersect1d(aside, family[~mask]).tolist(), [])
    with student.case(
        "the share of the families, to the nearest whole number",
        hint="round(share * number of families), whatever their sizes.",
    ):
        for share, wanted in ((0.25, 15), (0.1, 6), (0.41, 25), (0.59, 35)):
            assert_equal(len(chosen(share)[1]), wanted)
    with student.case(
        "drawn at random, from the seed",
        hint="np.random.default_rng(seed).choice(..., replace=False).",
    ):
        first, again, other = chosen(0.25)[1], chosen(0.25)[1], chosen(0.25, seed + 1)[1]
        assert_equal(again.tolist(), first.tolist())
        assert_that(len(np.intersect1d(first, other)) < 15, "another seed chooses the same ones")
        counts = np.isin(np.sort(names), np.concatenate([chosen(0.25, at)[1] for at in range(60)]))
        assert_that(counts.all(), "some families are never put aside, whatever the seed")
    with student.case("the example", hint="Booleans, one for each image."):
        aside = assert_array(student.value("aside"), (7,)).astype(bool)
        family = np.array([7, 7, 3, 9, 3, 7, 5])
        assert_equal(len(set(family[aside].tolist())), 2)


def digits_of(seed):
    """Return images as plain arrays; whoever reads the test images gets NaN.

    Of so few images weights that were trained before show in the accuracy, and with a third of the
    labels to validate wrong, the accuracy on the training images cannot pass for the other.
    """
    data = datasets.load("digits")
    x, y = data.validation
    validation = x, np.where(np.arange(len(y)) % 3 == 0, (y + 1) % 10, y)
    train = tuple(data.train.sample(20, seed=seed))
    test = (np.full((50, 8, 8, 1), np.nan, "float32"), np.zeros(50, int))
    return {"train": train, "validation": validation, "test": test}


def table_of(value):
    """Return accuracy and images seen, each by seed (rows) and arm (columns), without gaps."""
    assert_type(value, pd.DataFrame)
    for name in ("arm", "seed", "images_seen", "val_accuracy"):
        assert_that(list(value.columns).count(name) == 1, f"the table needs one column {name!r}")
    arms = [str(arm) for arm in value["arm"]]
    assert_equal(sorted(set(arms)), sorted(ARMS))
    numbers = {
        name: assert_array(value[name], (len(value),)).astype(float)
        for name in ("seed", "images_seen", "val_accuracy")
    }
    runs = pd.DataFrame({"arm": arms, **numbers})
    assert_that(not runs.duplicated(["arm", "seed"]).any(), "an arm has one seed twice")
    whole = len(runs) == 3 * runs["seed"].nunique()
    assert_that(whole, "runs are missing", hint="Each arm needs a run with each seed.")
    return tuple(
        runs.pivot(index="seed", columns="arm", values=name)[list(ARMS)]
        for name in ("val_accuracy", "images_seen")
    )


@question("copy_runs", points=3, timeout=180)
def copy_runs(student):
    """Train on images, on plain copies and on noisy copies."""
    seed = student.seed % 1000
    data, seeds = digits_of(student.seed), [seed, seed + 1]
    accuracy = seen = trial = None
    with student.case(
        "a run for each arm and seed", hint="Three arms, two seeds: six rows. Seeds as given."
    ):
        trial = student.audit("copy_runs", data, seeds)
        accuracy, seen = table_of(trial.value)
        assert_equal(list(accuracy.index), seeds)
    with student.case(
        "images seen", hint="Images in the training set times epochs: copies count, plain or not."
    ):
        assert_that(seen is not None, "there is no table")
        assert_allclose(seen.to_numpy(), [[120, 600, 600]] * 2)
    with student.case(
        "five copies train longer than one",
        weight=2,
        hint="Here are 20 images to train on and a third of the validation labels is wrong: expect "
        "0.1 to 0.3 for `once` and 0.2 to 0.45 for copies. The test images are not read.",
    ):
        assert_that(accuracy is not None, "there is no table")
        means = accuracy.mean()
        assert_close_to_range(means["once"], 0.03, 0.35)
        assert_close_to_range(means[["plain copies", "noisy copies"]], 0.17, 0.5)
        assert_that(means["plain copies"] > means["once"] + 0.03, "plain copies are not ahead")
    with student.case(
        "noise in the noisy copies alone", hint="Four copies get noise, the fifth is the image."
    ):
        assert_that(accuracy is not None, "there is no table")
        differ = accuracy["plain copies"] != accuracy["noisy copies"]
        assert_that(differ.any(), "plain and noisy copies have the same accuracies")
    with student.case(
        "what ran before changes nothing",
        weight=2,
        hint="Fresh weights for each run, of each arm and seed: network(shape).build(seed=seed). "
        "Weights, order and noise depend on the seed alone.",
    ):
        assert_that(accuracy is not None, "there is no table")
        assert_fair(trial, only="weights-inherited", watched={"fit": 6})
        alone, _ = table_of(student.call("copy_runs", data, seeds[1:]))
        assert_equal(list(alone.index), seeds[1:])
        assert_allclose(alone.loc[seeds[1]], accuracy.loc[seeds[1]], rtol=0, atol=0.011)


@question("verdict", points=1)
def verdict(student):
    """Judge the copies by a table of runs."""
    accuracy, seen = table_of(student.value("runs"))
    scores = {arm: accuracy[arm].tolist() for arm in ARMS}
    with student.case("five seeds or more", hint="copy_runs(few, range(5))"):
        assert_that(len(accuracy) >= 5, f"there are {len(accuracy)} seeds")
        assert_allclose(seen.to_numpy(), [[600, 3000, 3000]] * len(accuracy))
    with student.case(
        "both kinds of copies against `once`",
        hint='experiments.verdicts(scores, "once"), both in one table: Holm counts its rows.',
    ):
        wanted = experiments.verdicts(scores, "once")["verdict"].to_dict()
        got = assert_dict(student.value("verdict"))
        wanted = {arm: wanted[arm] for arm in ARMS[1:]}
        assert_equal({str(arm): str(word) for arm, word in got.items()}, wanted)
    with student.case(
        "noisy against plain copies", hint="That is the control: noise, at equal steps."
    ):
        pair = {arm: scores[arm] for arm in ARMS[1:]}
        wanted = experiments.verdicts(pair, "plain copies").loc["noisy copies", "verdict"]
        assert_equal(str(student.value("noise")).strip(), str(wanted))


@question("explain", points=3, manual=True)
def explain(student):
    """Grade the argument, not the style. At most 150 words; above 200 take a point off.

    - 1 point: twins on both sides of the split, and steps: half a point each. "Overfitting" or
      "too little data" are no causes of a rise.
    - 1 point: the run that tells twins: families put aside before cloning, or both networks scored
      on the same fresh images.
    - 1 point: the run that tells steps: plain copies, or ten times the epochs without clones, same
      split, over seeds. Half a point where seeds are missing.
    """
