"""What check("…") runs in the notebook of 09-models-folds-calibration; made by `course release`."""

from __future__ import annotations
import math
import numpy as np
from scipy import optimize, special, stats
from course_lib.checks import assert_allclose, assert_array, assert_equal, assert_that, assert_type, question


def folds_of(student, name, n, k, *args):
    """Return what the student says, if it is a fold for each sample."""
    fold = assert_array(student.call(name, *args), (n,))
    assert_that(fold.dtype.kind in "iuf", "a fold is no whole number")
    whole = fold.astype(int)
    assert_that((whole == fold).all(), "a fold is no whole number")
    assert_that(whole.min() >= 0 and whole.max() < k, f"a fold is not from 0 to {k - 1}")
    return whole


def assert_even(fold, k, what):
    """Fail if one fold holds two more than another."""
    count = np.bincount(fold, minlength=k)
    assert_that(np.ptp(count) <= 1, f"{what}: the folds hold {count.tolist()}")


def assert_drawn(student, name, args, n, k):
    """Fail unless folds come from the seed, and from nothing else."""
    one, again, other = (folds_of(student, name, n, k, *args, k, seed) for seed in (1, 1, 2))
    assert_that((one == again).all(), "the same seed gives other folds")
    assert_that((one != other).any(), "another seed gives the same folds")


def labels_of(rng, counts):
    """Return shuffled labels with so many of each class."""
    return rng.permutation(np.repeat(np.arange(len(counts)), counts))


@question("folds", points=3)
def folds(student):
    """Cut samples into folds, plain and stratified."""
    rng = np.random.default_rng(student.seed)
    with student.case("each sample in a fold", hint="Shuffle first, then deal in turn."):
        for n, k in ((int(rng.integers(50, 90)), 7), (12, 4), (11, 4)):
            assert_even(folds_of(student, "folds", n, k, n, k, 3), k, "sizes")
    with student.case(
        "folds drawn by the seed", hint="np.random.default_rng(seed) inside of the function."
    ):
        assert_drawn(student, "folds", (60,), 60, 5)
    cases = [(labels_of(rng, [31, 17, 9]), 5), (labels_of(rng, [6, 6, 6, 6, 6]), 4)]
    with student.case(
        "each class shared out evenly", weight=2, hint="Deal class by class, not sample by sample."
    ):
        for y, k in cases:
            fold = folds_of(student, "stratified", len(y), k, y, k, 3)
            for label in np.unique(y):
                assert_even(fold[y == label], k, f"class {label}")
    with student.case("sizes even, too", hint="Go on dealing where the class before has ended."):
        for y, k in [*cases, (labels_of(rng, [5] + 8 * [3]), 4)]:
            assert_even(folds_of(student, "stratified", len(y), k, y, k, 3), k, "sizes")
    with student.case("stratified by the seed", hint="Shuffle inside each class, by the seed."):
        y = labels_of(rng, [30, 20, 10])
        assert_drawn(student, "stratified", (y,), len(y), 5)


def greedy_sizes(groups, k):
    """Return the sizes of the folds, sorted, that the rule of the task leads to."""
    size = [0] * k
    for count in sorted(np.unique(groups, return_counts=True)[1], reverse=True):
        size[size.index(min(size))] += int(count)
    return sorted(size)


def assert_grouped(student, groups, k):
    """Fail unless groups stay together, in folds of the sizes of the rule."""
    fold = folds_of(student, "grouped", len(groups), k, groups, k)
    names = np.asarray(groups)
    for name in np.unique(names):
        assert_that(
            len(np.unique(fold[names == name])) == 1, f"group {name} is in more than one fold"
        )
    assert_equal(sorted(np.bincount(fold, minlength=k).tolist()), greedy_sizes(groups, k))


@question("grouped", points=1)
def grouped(student):
    """Cut groups into folds."""
    rng = np.random.default_rng(student.seed)
    with student.case(
        "groups stay together", hint="Give each group a fold, then each sample that of its group."
    ):
        groups = rng.permutation(np.repeat(np.arange(8), 5))
        assert_grouped(student, groups, 4)
    with student.case(
        "largest first", hint="Into the fold that has the fewest samples, not the fewest groups."
    ):
        groups = rng.permutation(np.repeat(np.arange(7), [3, 11, 2, 7, 5, 13, 4]))
        assert_grouped(student, groups, 3)


@question("grouped_unseen", points=1, hidden=True)
def grouped_unseen(student):
    """Checked after you hand in."""


def study(seed):
    """Return what the notebook's function of this name returns."""
    rng = np.random.default_rng(seed)
    patient = rng.permutation(np.repeat(np.arange(40), 6))
    ill = rng.permutation(np.arange(40) % 2)
    own = rng.normal(size=(40, 8))
    x = own[patient] + 0.4 * rng.normal(size=(240, 8))
    x[:, 0] += 0.9 * ill[patient]
    return x, ill[patient], patient


def nearest_right(x, y, apart):
    """Return the accuracy of the nearest neighbour among those that are apart."""
    far = ((x[:, None] - x) ** 2).sum(axis=2)
    return float(np.mean(y[np.where(apart, far, np.inf).argmin(axis=1)] == y))


def honest_of(x, y, groups):
    """Return the accuracy of the nearest neighbour of another group."""
    return nearest_right(x, y, groups[:, None] != groups)


@question("leak", points=3)
def leak(student):
    """Find out how much of an accuracy is that the samples know each other."""
    x, y, patient = study(student.seed % 1000)
    with student.case(
        "the nearest of another group",
        weight=2,
        hint="Leave out the whole group of the sample, the sample itself among it.",
    ):
        for groups in (patient, patient % 7, np.arange(len(y)) % 120):
            got = student.number("honest", x, y, groups)
            assert_allclose(got, honest_of(x, y, groups), atol=0.005)
    with student.case(
        "which column leaks",
        hint="Which of the three will be new, if the model is used for somebody new?",
    ):
        assert_equal(str(student.value("leak")), "patient")
    with student.case("how much it is worth", hint="promised less honest, for x and y above."):
        x, y, patient = study(9)
        fold = np.random.default_rng(9).permutation(len(x)) % 5
        wanted = nearest_right(x, y, fold[:, None] != fold) - honest_of(x, y, patient)
        got = assert_array(student.value("worth"), ())
        assert_allclose(got, wanted, atol=0.005)


def said(rng, n, classes, sureness):
    """Return probabilities, and labels that come true as a temperature of `sureness` says."""
    logits = 1.5 * rng.normal(size=(n, classes))
    edges = special.softmax(logits, axis=1).cumsum(axis=1)
    y = np.minimum((rng.random((n, 1)) > edges).sum(axis=1), classes - 1)
    return special.softmax(logits * sureness, axis=1), y


def table_of(p, y, bins):
    """Return count, confidence and accuracy of each bin, bin by bin."""
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    rows = []
    for i in range(bins):
        own = (confidence > i / bins) & (confidence <= (i + 1) / bins)
        rows.append(
            (own.sum(), confidence[own].mean(), right[own].mean()) if own.any() else [0] * 3
        )
    return np.array(rows, float)


@question("reliability", points=3)
def reliability(student):
    """Set the share that is right against the confidence."""
    rng = np.random.default_rng(student.seed)
    cases = [(*said(rng, n, classes, 2.0), bins) for n, classes, bins in ((150, 4, 7), (80, 3, 9))]
    with student.case(
        "the table", weight=3, hint="Sort the samples into bins by their largest probability."
    ):
        for p, y, bins in cases:
            got = assert_array(student.call("reliability", p, y, bins), (bins, 3))
            assert_allclose(got, table_of(p, y, bins), rtol=1e-3, atol=1e-4)
    with student.case(
        "the ends of the bins", hint="The upper end belongs to a bin, the lower to the one below."
    ):
        p = np.array([[0.5, 0.25, 0.25], [0.75, 0.125, 0.125], [1, 0, 0], [0.25, 0.625, 0.125]])
        got = assert_array(student.call("reliability", p, np.array([0, 1, 0, 1]), 4), (4, 3))
        assert_allclose(got, [[0, 0, 0], [1, 0.5, 1], [2, 0.6875, 0.5], [1, 1, 1]], atol=1e-4)
    with student.case(
        "the error", weight=2, hint="The size of each bin's gap, weighted by its samples."
    ):
        # Gaps of both signs: half of the sure ones are wrong, none of the others.
        sure = np.repeat([[0.92, 0.05, 0.03], [0.58, 0.3, 0.12]], 10, axis=0)
        for p, y, bins in [*cases, (sure, np.repeat([0, 1, 0, 0], 5), 6)]:
            count, confidence, accuracy = table_of(p, y, bins).T
            wanted = (count * abs(accuracy - confidence)).sum() / len(y)
            assert_allclose(student.number("error", p, y, bins), wanted, rtol=1e-3, atol=1e-4)


def loss_at(p, y, t):
    """Return the log loss at a temperature."""
    logs = special.log_softmax(np.log(p) / t, axis=1)
    return -logs[np.arange(len(y)), y].mean()


def best_temperature(p, y):
    """Return the temperature with the least log loss."""
    found = optimize.minimize_scalar(
        lambda log_t: loss_at(p, y, np.exp(log_t)),
        bounds=np.log([0.05, 20]),
        method="bounded",
        options={"xatol": 1e-6},
    )
    return float(np.exp(found.x))


@question("temperature", points=3)
def temperature(student):
    """Fit a temperature."""
    rng = np.random.default_rng(student.seed)
    with student.case(
        "cooler and warmer",
        weight=2,
        hint="The logarithms of p are the softmax's input, up to a constant.",
    ):
        p, _ = said(rng, 20, 4, 1.0)
        for t in (1.0, 2.5, 0.4):
            got = assert_array(student.call("cool", p, t), p.shape)
            assert_allclose(got, special.softmax(np.log(p) / t, axis=1), rtol=1e-3, atol=1e-5)
    with student.case(
        "too sure", weight=2, hint="Minimise the log loss of the classes that came true, over t."
    ):
        for sureness in (2.0, 4.0):
            p, y = said(rng, 400, 3, sureness)
            wanted = best_temperature(p, y)
            assert_allclose(student.number("temperature", p, y), wanted, rtol=2e-3)
    with student.case("no warmer than 20", hint="Look from 0.05 to 20, and no farther."):
        p, _ = said(rng, 50, 3, 1.0)
        got = student.number("temperature", p, p.argmin(axis=1))
        assert_allclose(got, 20, rtol=2e-3)
    with student.case("too modest", hint="A temperature below 1 makes a model surer."):
        p, y = said(rng, 400, 5, 0.4)
        wanted = best_temperature(p, y)
        assert_allclose(student.number("temperature", p, y), wanted, rtol=2e-3)


@question("comparison", points=3)
def comparison(student):
    """Compare two kinds under nested folds."""
    rng = np.random.default_rng(student.seed)
    with student.case(
        "what the inner folds choose",
        weight=2,
        hint="Each outer fold has a choice of its own; the outer scores have no say in it.",
    ):
        inner, outer = rng.uniform(0.6, 0.9, (2, 6, 5))
        inner[2, 3] = inner[2, 1] = 0.95
        wanted = [outer[f][int(np.argmax(inner[f]))] for f in range(6)]
        got = assert_array(student.call("nested", inner, outer), (6,))
        assert_allclose(got, wanted, rtol=1e-4)
    with student.case(
        "the corrected interval",
        weight=2,
        hint="Is it too narrow? Splitting the same samples again is no new evidence.",
    ):
        for n, n_fit, n_score in ((10, 160, 40), (5, 90, 60)):
            a, b = rng.normal(0.8, 0.03, (2, n))
            low, high = interval(a, b, n_fit, n_score)
            said_of = student.call("verdict", a, b, n_fit, n_score)
            assert_type(said_of, dict)
            for key, wanted in (("low", low), ("high", high)):
                assert_that(key in said_of, f"the dictionary has no key {key!r}")
                assert_allclose(assert_array(said_of[key], ()), wanted, rtol=1e-3, atol=1e-5)
    with student.case(
        "the word", weight=2, hint="Read it from the interval: does it leave out zero?"
    ):
        noise = rng.normal(size=8)
        noise = 0.01 * (noise - noise.mean()) / noise.std(ddof=1)
        base = rng.normal(0.8, 0.02, 8)
        half = interval(noise, np.zeros(8), 160, 40)[1]
        for share, word in ((1.1, "better"), (-1.1, "worse"), (0.9, "cannot tell")):
            a = base + noise + share * half
            said_of = student.call("verdict", a, base, 160, 40)
            assert_type(said_of, dict)
            assert_equal(str(said_of.get("word")), word)


def interval(a, b, n_fit, n_score):
    """Return the ends of the corrected interval of a - b."""
    gaps = np.asarray(a) - b
    width = math.sqrt(1 / len(gaps) + n_score / n_fit) * gaps.std(ddof=1)
    half = float(stats.t.ppf(0.975, len(gaps) - 1)) * width
    return gaps.mean() - half, gaps.mean() + half


@question("judgement", points=3, manual=True)
def judgement(student):
    """Read by a person after you hand in."""


RELEASED = {'forbidden': ['course_lib.calibration'],
 'seconds': 240.0,
 'cells': [{'kind': 'markdown', 'source': '# Exercise 9: models, folds and calibration'},
           {'kind': 'code',
            'name': 'start',
            'is': ['locked'],
            'source': 'import numpy as np\n'
                      '\n'
                      'from course_lib import notebook\n'
                      'from course_lib.checks import check\n'
                      '\n'
                      'notebook.prepare()'},
           {'kind': 'markdown', 'source': '## 1. Folds (5 points)'},
           {'kind': 'code',
            'name': 'folds_code',
            'is': ['solution'],
            'source': 'def folds(n, k, seed):\n'
                      '    """Return the fold of each of n samples."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code', 'source': 'folds(10, 3, seed=0)'},
           {'kind': 'markdown',
            'source': 'Write `stratified(y, k, seed)`, which does so for samples with labels '
                      '`y`. Besides what holds for `folds`, the samples of each class are '
                      'shared out evenly: of no class does one fold hold two samples more than '
                      'another. (3 points for both)'},
           {'kind': 'code',
            'name': 'stratified_code',
            'is': ['solution'],
            'source': 'def stratified(y, k, seed):\n'
                      '    """Return the fold of each sample; each class is shared out '
                      'evenly."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'folds',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("folds")'},
           {'kind': 'markdown',
            'source': 'Write `grouped(groups, k)`: `groups` names for each sample the group '
                      'that it belongs to, by a number or a text. No group may be in two '
                      'folds. Take the groups from the largest to the smallest, and put each '
                      'into the fold that has the fewest samples so far. (1 point, and 1 for '
                      'groups of other kinds, checked after you hand in)'},
           {'kind': 'code',
            'name': 'grouped_code',
            'is': ['solution'],
            'source': 'def grouped(groups, k):\n'
                      '    """Return the fold of each sample; a group stays together."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'grouped',
            'is': ['grade', 'locked'],
            'points': 1.0,
            'source': 'check("grouped")'},
           {'kind': 'code',
            'name': 'grouped_unseen',
            'is': ['grade', 'locked'],
            'points': 1.0,
            'source': 'check("grouped_unseen")'},
           {'kind': 'markdown', 'source': '## 2. A leak (3 points)'},
           {'kind': 'code',
            'name': 'study',
            'is': ['locked'],
            'source': 'def study(seed):\n'
                      '    """Return measurements, who is ill, and three columns about each '
                      'measurement."""\n'
                      '    rng = np.random.default_rng(seed)\n'
                      '    patient = rng.permutation(np.repeat(np.arange(40), 6))\n'
                      '    ill = rng.permutation(np.arange(40) % 2)\n'
                      '    own = rng.normal(size=(40, 8))\n'
                      '    x = own[patient] + 0.4 * rng.normal(size=(240, 8))\n'
                      '    x[:, 0] += 0.9 * ill[patient]\n'
                      '    columns = {\n'
                      '        "patient": patient,\n'
                      '        "nurse": rng.integers(0, 4, 240),\n'
                      '        "day": rng.integers(0, 12, 240),\n'
                      '    }\n'
                      '    return x, ill[patient], columns\n'
                      '\n'
                      '\n'
                      'def promised(x, y, seed):\n'
                      '    """Return the accuracy of the nearest neighbour in five random '
                      'folds."""\n'
                      '    fold = np.random.default_rng(seed).permutation(len(x)) % 5\n'
                      '    right = []\n'
                      '    for one in range(5):\n'
                      '        others = fold != one\n'
                      '        for i in np.flatnonzero(fold == one):\n'
                      '            far = ((x[others] - x[i]) ** 2).sum(axis=1)\n'
                      '            right.append(y[others][far.argmin()] == y[i])\n'
                      '    return float(np.mean(right))\n'
                      '\n'
                      '\n'
                      'x, y, columns = study(9)\n'
                      'print(promised(x, y, seed=9))'},
           {'kind': 'markdown',
            'source': 'Write `honest(x, y, groups)`: the accuracy if each sample is diagnosed '
                      'by its nearest neighbour among the samples of all *other* groups. Try '
                      'it with each of the three columns. Which of them does a new measurement '
                      'from a new patient not share with any that the model knows? Put its '
                      'name into `leak`, and into `worth` how much accuracy `promised` owes to '
                      'it on `x` and `y` above, as a share (0.1 for ten points).'},
           {'kind': 'code',
            'name': 'honest_code',
            'is': ['solution'],
            'source': 'def honest(x, y, groups):\n'
                      '    """Return the accuracy of the nearest neighbour of another '
                      'group."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()\n'
                      '\n'
                      '\n'
                      'leak, worth = "", None\n'
                      '# YOUR CODE HERE\n'
                      'raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'leak',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("leak")'},
           {'kind': 'markdown', 'source': '## 3. Reliability (3 points)'},
           {'kind': 'code',
            'name': 'reliability_code',
            'is': ['solution'],
            'source': 'def reliability(p, y, bins):\n'
                      '    """Return count, mean confidence and share that is right for each '
                      'bin."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()\n'
                      '\n'
                      '\n'
                      'def error(p, y, bins):\n'
                      '    """Return the expected calibration error."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'reliability',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("reliability")'},
           {'kind': 'markdown', 'source': '## 4. Temperature (3 points)'},
           {'kind': 'code',
            'name': 'cool_code',
            'is': ['solution'],
            'source': 'def cool(p, t):\n'
                      '    """Return the probabilities at temperature t."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'temperature_code',
            'is': ['solution'],
            'source': 'def temperature(p, y):\n'
                      '    """Return the temperature with the least log loss."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'temperature',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("temperature")'},
           {'kind': 'markdown', 'source': '## 5. A comparison with a verdict (3 points)'},
           {'kind': 'code',
            'name': 'nested_code',
            'is': ['solution'],
            'source': 'def nested(inner, outer):\n'
                      '    """Return for each outer fold the score of the setting that was '
                      'chosen in it."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'markdown',
            'source': 'Now `a` and `b` are the scores of two kinds on the same outer splits, '
                      'each fitted on `n_fit` samples and scored on `n_score`. Write '
                      '`verdict(a, b, n_fit, n_score)`. It returns a dictionary: `"low"` and '
                      '`"high"`, the ends of the interval of 95 % for the mean of `a - b`, '
                      'with Nadeau and Bengio\'s correction and Student\'s $t$; and `"word"`: '
                      '`"better"`, `"worse"` or `"cannot tell"`, for `a` against `b`. (2 '
                      'points)'},
           {'kind': 'code',
            'name': 'verdict_code',
            'is': ['solution'],
            'source': 'def verdict(a, b, n_fit, n_score):\n'
                      '    """Return the corrected interval of a - b, and what it allows to '
                      'say."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'comparison',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("comparison")'},
           {'kind': 'markdown', 'source': '## 6. Judge (3 points, read by a person)'},
           {'kind': 'markdown',
            'name': 'judgement',
            'is': ['grade', 'solution'],
            'points': 3.0,
            'source': 'YOUR ANSWER HERE'}]}
