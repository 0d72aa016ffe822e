"""The checks of exercise 11; what instructors should know stands in the comments."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
from scipy import stats

from course_lib.checks import (
    assert_allclose,
    assert_array,
    assert_close_to_range,
    assert_equal,
    assert_that,
    assert_type,
    question,
)

ARMS = ("one network", "five networks", "five times as long")
COSTS = {"one network": (1, 1), "five networks": (5, 5), "five times as long": (5, 1)}


def hard_of(p):
    """Return the winners of the hard vote; a tie goes to the larger sum, then to the first."""
    votes = (p.argmax(axis=2)[:, :, None] == np.arange(p.shape[2])).sum(axis=0)
    tied = votes == votes.max(axis=1, keepdims=True)
    return np.where(tied, p.sum(axis=0), -1).argmax(axis=1)


def soft_of(p):
    """Return the winners of the soft vote; a tie goes to the first."""
    return p.sum(axis=0).argmax(axis=1)


def assert_votes(student, name, p, wanted):
    """Fail unless the student's vote has these winners."""
    assert_allclose(assert_array(student.call(name, p), (p.shape[1],)), wanted)


def said(rng, members, samples, classes):
    """Return random probabilities."""
    return rng.dirichlet(np.ones(classes), (members, samples))


@question("votes", points=3)
def votes(student):
    """Let members vote, by heads and by probability, and settle ties."""
    rng = np.random.default_rng(student.seed)
    # Heads and probability disagree in the first row, and agree in the second.
    differ = np.array(
        [[[0.6, 0.3, 0.1], [0.1, 0.1, 0.8]]] * 2 + [[[0.0, 0.9, 0.1], [0.2, 0.6, 0.2]]]
    )[:, :, rng.permutation(3)]
    with student.case(
        "the soft vote", hint="Add up the probabilities of all members, class by class."
    ):
        assert_votes(student, "soft_vote", differ, soft_of(differ))
        several = said(rng, 5, 30, 4)
        assert_votes(student, "soft_vote", several, soft_of(several))
    with student.case(
        "the hard vote",
        weight=2,
        hint="Each member has one vote, for the class that it puts first; count the votes.",
    ):
        assert_votes(student, "hard_vote", differ, hard_of(differ))
        heads = np.eye(4)[rng.permuted(np.tile([0, 0, 0, 1, 2], (30, 1)), axis=1).T]
        heads = 0.8 * np.roll(heads, int(rng.integers(4)), axis=2) + 0.05
        assert_votes(student, "hard_vote", heads, hard_of(heads))
    # Two against two: the later class has the larger sum.
    tie = np.array([[[0.5, 0.2, 0.3]]] * 2 + [[[0.1, 0.1, 0.8]]] * 2)
    with student.case(
        "a tie goes to the larger sum",
        hint="Where classes have equally many votes, the sum of all probabilities decides.",
    ):
        assert_votes(student, "hard_vote", tie, [2])
        assert_votes(student, "hard_vote", tie[:, :, [2, 1, 0]], [0])
    with student.case(
        "and only to one of those tied",
        hint="A class with fewer votes cannot win the tie, however large its sum.",
    ):
        third = np.array([[[0.51, 0.0, 0.49]]] * 2 + [[[0.0, 0.55, 0.45]]] * 2)
        for places in permutations(range(3)):
            assert_votes(student, "hard_vote", third[:, :, places], hard_of(third[:, :, places]))
    with student.case(
        "no sum makes up for votes",
        hint="The sums decide among tied classes alone: a class with more votes wins, however "
        "small its sum.",
    ):
        lead = np.array([[[0.4, 0.35, 0.25]]] * 3 + [[[0.0, 0.95, 0.05]]] * 2)
        for places in permutations(range(3)):
            assert_votes(student, "hard_vote", lead[:, :, places], hard_of(lead[:, :, places]))
    with student.case(
        "equal sums go to the first class",
        hint="Of equal sums, the class with the lower number wins.",
    ):
        equal = np.array([[[0.0, 0.25, 0.75]], [[0.0, 0.75, 0.25]]])
        assert_votes(student, "hard_vote", equal, [1])
        assert_votes(student, "soft_vote", equal, [1])


@question("votes_unseen", points=1, hidden=True)
def votes_unseen(student):
    """Let other members vote."""
    rng = np.random.default_rng(student.seed + 1)
    with student.case("members of any number", hint="The sizes are those of the array."):
        for members, samples, classes in ((1, 7, 3), (2, 40, 2), (6, 60, 3), (7, 50, 10)):
            p = said(rng, members, samples, classes)
            assert_votes(student, "hard_vote", p, hard_of(p))
            assert_votes(student, "soft_vote", p, soft_of(p))


def majority_of(accuracies):
    """Return how often the majority is right, a tie half of the time."""
    right = np.ones(1)
    for p in accuracies:
        right = np.convolve(right, [1 - p, p])
    n = len(accuracies)
    tie = right[n // 2] / 2 if n % 2 == 0 else 0.0
    return float(right[n // 2 + 1 :].sum() + tie)


def committee_of(accuracies):
    """Return the odd number of best members whose majority is right most often."""
    best = sorted(accuracies, reverse=True)
    found = {n: majority_of(best[:n]) for n in range(1, len(best) + 1, 2)}
    order = sorted(found, key=found.get, reverse=True)
    clear = len(order) == 1 or found[order[0]] - found[order[1]] > 1e-4
    return order[0] if clear else None


@question("majority", points=3)
def majority(student):
    """Tell how often a majority of independent members is right, and whom to ask."""
    rng = np.random.default_rng(student.seed)

    def assert_majority(accuracies):
        given = [float(p) for p in accuracies]
        assert_allclose(student.number("majority", given), majority_of(given), rtol=1e-4)

    with student.case(
        "members that are equally good",
        hint="The majority is right where more than half of the members are.",
    ):
        p = float(rng.uniform(0.55, 0.9))
        assert_majority([p])
        assert_majority([p] * 3)
        assert_majority([1 - p] * 5)
    with student.case(
        "members that are not",
        weight=2,
        hint="Each member has a probability of its own: their mean is not enough.",
    ):
        assert_majority(rng.uniform(0.3, 0.99, 3))
        assert_majority([0.99, 0.5, 0.1])
        assert_majority(rng.uniform(0.3, 0.99, 7))
    with student.case("a tie is right half of the time", hint="Of an even number, half may agree."):
        assert_majority(rng.uniform(0.4, 0.9, 2))
        assert_majority(rng.uniform(0.4, 0.9, 6))
    with student.case(
        "many members",
        hint="With 60 members there are 2 ** 60 outcomes: do not list them. How many are right is "
        "all that counts.",
    ):
        assert_majority(rng.uniform(0.4, 0.7, 61))
    with student.case(
        "the best committee",
        weight=3,
        hint="Sort; of each odd number of the best, compute the majority; return the number.",
    ):
        cases = [[0.6, 0.9, 0.6], [0.57, 0.9, 0.57, 0.9], [0.7] * 5, [0.7] * 6, [0.8]]
        while len(cases) < 9:
            drawn = rng.uniform(0.52, 0.9, int(rng.integers(4, 9))).round(3).tolist()
            if committee_of(drawn) is not None:
                cases.append(drawn)
        for accuracies in cases:
            got = student.number("best_committee", accuracies)
            assert_equal(float(got), float(committee_of(accuracies)))


def diversity_of(labels, y):
    """Return disagreement, Q and both wrong, means over pairs."""
    right, pairs = labels == y, list(combinations(range(len(labels)), 2))
    qs = []
    for i, j in pairs:
        a, d = (right[i] & right[j]).sum(), (~right[i] & ~right[j]).sum()
        b, c = (right[i] & ~right[j]).sum(), (~right[i] & right[j]).sum()
        if a * d + b * c:
            qs.append((a * d - b * c) / (a * d + b * c))
    return {
        "disagreement": float(np.mean([(labels[i] != labels[j]).mean() for i, j in pairs])),
        "q": float(np.mean(qs)) if qs else None,
        "both_wrong": float(np.mean([(~right[i] & ~right[j]).mean() for i, j in pairs])),
    }


def assert_diversity(student, labels, y, keys):
    """Fail unless these entries are right."""
    got = student.call("diversity", labels, y)
    assert_type(got, dict)
    for key in keys:
        assert_that(key in got, f"the dictionary has no key {key!r}")
        wanted = diversity_of(labels, y)[key]
        if wanted is None:
            assert_that(got[key] is None, f"{key} has a value where no pair has one")
        else:
            assert_allclose(assert_array(got[key], ()), wanted, rtol=1e-4, atol=1e-6)


def answers(rng, y):
    """Return labels of three members, all pairs of which have a Q and agree more often than not."""
    while True:
        wrong = rng.random((3, len(y))) < 0.25
        labels = np.where(wrong, (y + rng.integers(1, 4, wrong.shape)) % 4, y)
        found = [diversity_of(labels[list(pair)], y) for pair in combinations(range(3), 2)]
        if all(0.2 < one["disagreement"] < 0.45 and one["both_wrong"] > 0.02 for one in found):
            return labels


@question("diversity", points=3)
def diversity(student):
    """Measure how members differ."""
    rng = np.random.default_rng(student.seed)
    y = rng.integers(0, 4, 60)
    labels = answers(rng, y)
    pair = labels[:2]
    with student.case(
        "the disagreement of a pair",
        hint="Two members disagree where their labels differ; both may be wrong there.",
    ):
        assert_diversity(student, pair, y, ["disagreement"])
    with student.case(
        "Q of a pair", weight=2, hint="Count a, b, c and d of being right: labels == y."
    ):
        assert_diversity(student, pair, y, ["q"])
        # One is right where the other is wrong; and two samples, both right, both wrong.
        place, away = rng.permutation(60), (y + 1) % 4
        apart = np.stack([np.where(place < 25, away, y), np.where(place > 20, away, y)])
        assert_diversity(student, apart, y, ["q"])
        assert_diversity(student, np.array([[y[0], away[1]]] * 2), y[:2], ["q"])
    with student.case("both wrong", hint="Samples that neither of the two has right."):
        assert_diversity(student, pair, y, ["both_wrong"])
    with student.case(
        "the mean over pairs", hint="Of three members there are three pairs, each counted once."
    ):
        assert_diversity(student, labels, y, ["disagreement", "q", "both_wrong"])
    with student.case(
        "a pair that has no Q",
        hint="0 / 0 is no value: such a pair is left out of the mean of Q, and where all are, q is "
        "None.",
    ):
        sure = np.stack([y, y])
        assert_diversity(student, sure, y, ["q", "disagreement"])
        # The first two have all right: of three pairs none has a Q. The last two have one.
        assert_diversity(student, np.concatenate([sure, pair[:1]]), y, ["q"])
        assert_diversity(student, np.concatenate([sure[:1], pair]), y, ["q"])


def nearest(x, y, x_new):
    """As in the notebook."""
    distances = ((x_new[:, None] - x[None]) ** 2).sum(axis=2)
    return np.eye(3)[y[distances.argmin(axis=1)]]


def centres(x, y, x_new):
    """As in the notebook."""
    means = np.array([x[y == k].mean(axis=0) for k in range(3)])
    distances = ((x_new[:, None] - means[None]) ** 2).sum(axis=2)
    closeness = np.exp(-distances)
    return closeness / closeness.sum(axis=1, keepdims=True)


def learn(features, y, new):
    """As in the notebook."""
    ones, more = np.ones((len(features), 1)), np.ones((len(new), 1))
    a, b = np.hstack([features, ones]), np.hstack([new, more])
    weights = np.linalg.solve(a.T @ a + 0.01 * np.eye(a.shape[1]), a.T @ np.eye(3)[y])
    return (b @ weights).argmax(axis=1)


MEMBERS = (nearest, centres)


def folded(x, y, folds):
    """Return the members' probabilities for samples that they were not trained on."""
    found = np.empty((len(MEMBERS), len(y), 3))
    for fold in np.unique(folds):
        out = folds == fold
        for position, member in enumerate(MEMBERS):
            found[position, out] = member(x[~out], y[~out], x[out])
    return found


def stacked_of(x, y, folds, x_new):
    """Return the labels of the learned vote."""
    asked = [member(x, y, x_new) for member in MEMBERS]
    return learn(np.hstack(list(folded(x, y, folds))), y, np.hstack(asked))


def clouds(rng, n):
    """Return samples of three classes that overlap, so that the nearest one often misleads."""
    y = rng.permutation(np.arange(n) % 3)
    places = np.array([[0.0, 0.0], [1.6, 0.0], [0.8, 1.4]])
    return places[y] + rng.normal(size=(n, 2)), y


@question("stacking", points=4)
def stacking(student):
    """Let members judge samples that they have not seen, and learn a vote from that."""
    rng = np.random.default_rng(student.seed)
    x, y = clouds(rng, 60)

    def assert_folded(folds):
        got = assert_array(student.call("out_of_folds", x, y, folds), (2, 60, 3))
        assert_allclose(got, folded(x, y, folds), rtol=1e-3, atol=1e-4)

    with student.case(
        "folds in order",
        weight=2,
        hint="For each fold: train on all other samples, predict those of the fold, and put the "
        "rows where they belong. Shape (members, samples, classes).",
    ):
        assert_folded(np.repeat(np.arange(5), 12))
    with student.case(
        "folds in any order and size", hint="folds says of each sample in which fold it is."
    ):
        assert_folded(rng.permutation(np.repeat([0, 1, 2], [10, 20, 30])))
    with student.case("folds by any number", hint="The numbers of the folds need not be 0, 1, 2."):
        assert_folded(rng.permutation(np.repeat([2, 5, 11], 20)))
    with student.case(
        "the learned vote",
        weight=4,
        hint="The vote has to learn from judgements of samples that the members had not seen, and "
        "is asked with those of members that know all of x, in the same order.",
    ):
        for n, parts in ((150, 5), (240, 4)):
            (x, y), (x_new, _) = clouds(rng, n), clouds(rng, 300)
            folds = rng.permutation(np.arange(n) % parts)
            got = assert_array(student.call("stacked", x, y, folds, x_new), (300,))
            share = float(np.mean(got == stacked_of(x, y, folds, x_new)))
            assert_that(share > 0.99, f"{1 - share:.0%} of the answers are others")


def verdict_of(scores, base, margin):
    """Return the word, from the interval of 95 % of the paired differences."""
    gaps = np.asarray(scores, float) - np.asarray(base, float)
    n = len(gaps)
    half = stats.t.ppf(0.975, n - 1) * gaps.std(ddof=1) / math.sqrt(n)
    low, high = gaps.mean() - half, gaps.mean() + half
    if low > 0 or high < 0:
        return "better" if low > 0 else "worse"
    return "equal" if -margin < low and high < margin else "cannot tell"


def paired(rng, mean, half, n=6):
    """Return scores and base whose differences have this mean and half of an interval."""
    noise = rng.normal(size=n)
    noise = (noise - noise.mean()) / noise.std(ddof=1)
    gaps = mean + half * math.sqrt(n) / stats.t.ppf(0.975, n - 1) * noise
    base = rng.normal(0.8, 0.05, n)
    return [float(one) for one in base + gaps], [float(one) for one in base]


@question("verdict", points=2)
def verdict(student):
    """Say what may be said of an arm."""
    rng = np.random.default_rng(student.seed)

    def assert_word(mean, half, margin, word):
        scores, base = paired(rng, mean, half, int(rng.integers(5, 8)))
        assert_equal(str(student.call("verdict", scores, base, margin)), word)

    with student.case(
        "better and worse",
        hint="The interval of 95 % of the paired differences leaves out zero.",
    ):
        assert_word(0.02, 0.015, 0.001, "better")
        assert_word(-0.02, 0.015, 0.001, "worse")
    with student.case(
        "equal within the margin",
        hint="The whole interval must lie within the margin, and zero in it.",
    ):
        assert_word(0.001, 0.006, 0.01, "equal")
        assert_word(-0.001, 0.006, 0.01, "equal")
        assert_word(0.006, 0.003, 0.01, "better")
    with student.case("cannot tell", hint="An interval that holds zero and leaves the margin."):
        assert_word(0.004, 0.012, 0.01, "cannot tell")
        assert_word(-0.004, 0.012, 0.01, "cannot tell")
        assert_word(0.0, 0.02, 0.01, "cannot tell")
    with student.case(
        "Student's t",
        hint="With few pairs the quantile is that of Student's t with n - 1 degrees of freedom, "
        "not 1.96; the deviation is that of a sample.",
    ):
        assert_word(0.0095, 0.01, 0.03, "equal")
        assert_word(0.0095, 0.01, 0.0, "cannot tell")


@question("trial", points=1, timeout=180)
def trial(student):
    """Hold a trial at equal cost."""
    scores = {}
    with student.case(
        "five runs of each arm",
        hint="trial: for each of the three arms a list of five accuracies or more, in pairs; the "
        "five members of a run have five different seeds.",
    ):
        runs = student.value("trial")
        assert_type(runs, dict)
        assert_equal(sorted(str(name) for name in runs), sorted(ARMS))
        scores = {name: assert_array(runs[name], (None,)).astype(float) for name in ARMS}
        assert_that(len({len(arm) for arm in scores.values()}) == 1, "some arms have more runs")
        assert_that(len(scores["one network"]) >= 5, "there are fewer than five runs of an arm")
        for name, arm in scores.items():
            assert_close_to_range(arm.mean(), 0.6, 0.999, hint=f"the runs of {name!r}")
        copies = np.allclose(scores["five networks"], scores["one network"])
        assert_that(not copies, "five networks score exactly as one does: are they five?")
    with student.case(
        "the words", hint="found = verdict(..., trial['one network'], 0.02) for the other two."
    ):
        found = student.value("found")
        assert_type(found, dict)
        assert_that(len(scores) == len(ARMS), "trial does not hold three arms")
        base = scores["one network"]
        wanted = {name: verdict_of(scores[name], base, 0.02) for name in ARMS[1:]}
        assert_equal({str(name): str(word) for name, word in found.items()}, wanted)
    with student.case(
        "what each arm costs",
        hint="In trainings of one network, and in networks that have to be asked for an answer.",
    ):
        costs = student.value("costs")
        assert_type(costs, dict)
        for name, wanted in COSTS.items():
            assert_that(name in costs, f"there is no cost of {name!r}")
            assert_allclose(assert_array(costs[name], (2,)), wanted)


@question("judgement", points=3, manual=True)
def judgement(student):
    """Read three to six sentences; more than eight cost a point.

    - 1 point: the eleven points are against members that the noise had made worse; what counts is
      the network without noise (or: the gain over members is their spread). 0.905 is below 0.912.
    - 1 point: the forest learned from training images that the members know by heart, so its 100 %
      there shows memory; held-out or out-of-fold probabilities were needed.
    - 1 point: a fair trial: several seeds, at equal cost, against the network alone and against,
      say, independent seeds or a longer training, with a verdict on samples that chose nothing.
    """
