"""What check("…") runs in the notebook of 06-ablation; made by `course release`."""

from __future__ import annotations
import math
import numpy as np
from scipy import stats
from course_lib import experiments
from course_lib.checks import assert_allclose, assert_array, assert_close_to_range, assert_dict, assert_equal, assert_that, assert_type, question


ARMS = ("base", "no dropout", "tanh", "leaky", "narrow", "layer less")


KEYS = ("removed", "added", "changed", "layers")


def layer(name, **settings):
    """Return a layer as the notebook describes it."""
    return {"name": name, **settings}


def changes_of(student, base, variant):
    """Return what the student says has changed, names sorted."""
    said = assert_dict(student.call("changes", base, variant))
    for key in KEYS:
        assert_that(key in said, f"the dictionary has no key {key!r}")
    differing = assert_dict(said["changed"])
    changed = {str(name): names(settings) for name, settings in differing.items()}
    count = float(assert_array(said["layers"], ()))
    return names(said["removed"]), names(said["added"]), changed, count


def names(value):
    """Return texts in order, whatever holds them."""
    assert_type(value, (list, tuple, set, np.ndarray))
    return sorted(str(one) for one in list(value))


def network_of(rng):
    """Return a network of four layers with numbers of its own."""
    filters, units = (int(n) for n in rng.integers(4, 40, 2))
    return [
        layer("conv", kind="Conv", filters=filters, activation="relu"),
        layer("pool", kind="Pool", size=2),
        layer("drop", kind="Dropout", rate=0.25),
        layer("dense", kind="Dense", units=units, activation="relu"),
    ]


@question("changes", points=2)
def changes(student):
    """Say what changed between two networks, and count it."""
    rng = np.random.default_rng(student.seed)
    base = network_of(rng)
    with student.case(
        "layers removed and added", hint="Compare the names: a network is a list of layers."
    ):
        assert_equal(changes_of(student, base, base[:3])[0], ["dense"])
        less = [base[0], base[3]]
        removed, added, changed, _ = changes_of(student, base, less)
        assert_equal((removed, added, changed), (["drop", "pool"], [], {}))
        removed, added, changed, _ = changes_of(student, less, base)
        assert_equal((removed, added, changed), ([], ["drop", "pool"], {}))
    wider = [base[0] | {"filters": 50, "activation": "tanh"}, *base[1:]]
    with student.case(
        "settings that differ", hint="Only layers of one name are compared, setting by setting."
    ):
        _, _, changed, _ = changes_of(student, base, wider)
        assert_equal(changed, {"conv": ["activation", "filters"]})
    with student.case(
        "a setting that only one of the two has",
        hint="Go through the settings of both layers, not of one.",
    ):
        decayed = [*base[:3], base[3] | {"l2": 0.01}]
        for one, two in ((base, decayed), (decayed, base)):
            _, _, changed, _ = changes_of(student, one, two)
            assert_equal(changed, {"dense": ["l2"]})
    with student.case(
        "how many layers", hint="Layers removed, added and changed: each counts once."
    ):
        assert_equal(changes_of(student, base, wider)[3], 1)
        assert_equal(changes_of(student, base, [wider[0], wider[3]])[3], 3)
        assert_equal(changes_of(student, base, [*wider, layer("out", units=10)])[3], 2)
        assert_equal(changes_of(student, base, base)[3], 0)


@question("changes_unseen", points=1, hidden=True)
def changes_unseen(student):
    """Checked after you hand in."""


def z_of(level):
    """Return the two-sided quantile of the normal distribution."""
    return float(stats.norm.ppf(1 - level / 2))


@question("images", points=3)
def images(student):
    """Tell what so many images can tell."""
    rng = np.random.default_rng(student.seed)
    cases = [
        (int(rng.integers(500, 20_000)), float(rng.uniform(0.05, 0.6)), level)
        for level in (0.05, 0.05, 0.01, 0.1)
    ]
    with student.case(
        "the smallest difference",
        weight=3,
        hint="|b - c| / sqrt(b + c) is at least z, and b + c is n d: divide by n.",
    ):
        for n, d, level in cases:
            got = student.number("smallest", n, d, level)
            assert_allclose(got, z_of(level) * math.sqrt(d / n), rtol=1e-3)
    with student.case(
        "None where nothing would be found",
        hint="Two networks that disagree on a share d cannot differ by more than d.",
    ):
        # Just above and just below z ** 2 images that the two disagree on.
        for level in (0.05, 0.01):
            n = int(rng.integers(200, 400))
            enough = z_of(level) ** 2 / n
            got = student.call("smallest", n, 0.8 * enough, level)
            assert_that(got is None, "there is a number where no difference would be found")
            got = student.number("smallest", n, 1.2 * enough, level)
            assert_allclose(got, z_of(level) * math.sqrt(1.2 * enough / n), rtol=1e-3)
    with student.case(
        "how many images", hint="Solve for n, and round up: a part of an image is none.", weight=2
    ):
        for _, d, level in cases:
            difference = float(rng.uniform(0.1, 0.5)) * d
            wanted = math.ceil(d * (z_of(level) / difference) ** 2)
            got = student.number("images_needed", difference, d, level)
            assert_equal(float(got), float(wanted))


def pairs_of(difference, deviation, power, level):
    """Return the smallest number of pairs, from the noncentral t."""
    n = 2
    while power_of(abs(difference) / deviation, n, level) < power:
        n += 1
    return n


def power_of(effect, n, level):
    """Return the power of the two-sided paired t-test."""
    edge, shift = stats.t.ppf(1 - level / 2, n - 1), effect * math.sqrt(n)
    return stats.nct.sf(edge, n - 1, shift) + stats.nct.cdf(-edge, n - 1, shift)


@question("pairs_needed", points=3)
def pairs_needed(student):
    """Tell how many pairs of runs a difference needs."""
    rng = np.random.default_rng(student.seed)
    deviation = float(rng.uniform(0.5, 3))

    def assert_needed(effect, power, level):
        wanted = pairs_of(effect, 1.0, power, level)
        got = student.number("pairs_needed", effect * deviation, deviation, power, level)
        assert_equal(float(got), float(wanted))

    with student.case(
        "differences of half a deviation to two",
        weight=3,
        hint="Power is the chance that |t| is beyond the quantile, under the noncentral t with "
        "n - 1 degrees of freedom and shift sqrt(n) difference / deviation. Try n = 2, 3, ...",
    ):
        for effect in (0.53, 0.81, 1.07, 1.93):
            assert_needed(effect, 0.8, 0.05)
    with student.case("other powers and levels", hint="Use both arguments; the test is two-sided."):
        assert_needed(0.93, 0.9, 0.05)
        assert_needed(0.93, 0.8, 0.01)
        assert_needed(0.93, 0.5, 0.1)
    with student.case("a negative difference", hint="What counts is its size."):
        assert_needed(-0.81, 0.8, 0.05)
    with student.case("at least two", hint="One pair has no deviation."):
        assert_needed(300.0, 0.8, 0.05)


@question("holm", points=2)
def holm(student):
    """Correct a family of p-values."""
    rng = np.random.default_rng(student.seed)
    ordered = np.array([0.001, 0.012, 0.02, 0.3]) * rng.uniform(0.9, 1.1)

    def assert_holm(p, wanted):
        got = student.call("holm", [float(one) for one in p])
        assert_allclose(assert_array(got, (len(p),)), wanted, rtol=1e-3)

    with student.case(
        "in order", hint="The smallest times m, the next times m - 1, and so on to the last."
    ):
        assert_holm(ordered, ordered * [4, 3, 2, 1])
    with student.case("in any order", hint="Sort, correct, and put them back into their places."):
        shuffled = [2, 0, 3, 1]
        assert_holm(ordered[shuffled], (ordered * [4, 3, 2, 1])[shuffled])
    with student.case(
        "none below one that comes before it",
        hint="A step may not be smaller than the steps before: np.maximum.accumulate.",
    ):
        assert_holm([0.02, 0.021, 0.022], [0.06, 0.06, 0.06])
    with student.case("none above 1, and a family of one", hint="np.minimum(..., 1)."):
        assert_holm([0.6, 0.7], [1, 1])
        assert_holm([0.04], [0.04])


def paired(rng, p_values, signs, n=8):
    """Return scores of a base and of arms whose paired t-tests have these p-values."""
    common = rng.normal(0.7, 0.05, n)
    arms = {"base": common}
    for name, p, sign in zip("abcdef", p_values, signs, strict=False):
        noise = rng.normal(size=n)
        noise = (noise - noise.mean()) / noise.std(ddof=1)
        shift = stats.t.isf(p / 2, n - 1) / math.sqrt(n)
        arms[name] = common + 0.004 * (noise + sign * shift)
    return {name: [float(one) for one in arm] for name, arm in arms.items()}


def assert_words(student, scores, base, wanted):
    """Fail unless each arm gets its word."""
    said = assert_dict(student.call("verdicts", scores, base))
    assert_equal(sorted(str(name) for name in said), sorted(wanted))
    for name, word in wanted.items():
        assert_equal(str(said[name]), word)


@question("verdicts", points=3)
def verdicts(student):
    """Say what may be said of each arm."""
    rng = np.random.default_rng(student.seed)
    with student.case(
        "better, worse, cannot tell",
        weight=2,
        hint="One word for each arm but the base; a large p is no proof that two are equal.",
    ):
        scores = paired(rng, (0.001, 0.002, 0.4), (1, -1, 1))
        wanted = {"a": "better", "b": "worse", "c": "cannot tell"}
        assert_words(student, scores, "base", wanted)
    with student.case(
        "in pairs",
        hint="The scores of one seed belong together: ttest_rel, not ttest_ind.",
    ):
        assert_words(student, paired(rng, (0.004,), (1,)), "base", {"a": "better"})
    with student.case(
        "with Holm's correction", hint="Correct the p-values of all arms together, then decide."
    ):
        scores = paired(rng, (0.03, 0.035, 0.04, 0.5), (1, 1, -1, 1))
        assert_words(student, scores, "base", dict.fromkeys("abcd", "cannot tell"))
    with student.case(
        "and not with Bonferroni's", hint="Only the smallest p is multiplied by all of them."
    ):
        scores = paired(rng, (0.6, 0.004, 0.02, 0.015), (1, 1, -1, 1))
        wanted = {"a": "cannot tell", "b": "better", "c": "worse", "d": "better"}
        assert_words(student, scores, "base", wanted)
    with student.case("a base in another place", hint="`base` is a name, not the first arm."):
        scores = paired(rng, (0.001, 0.3), (1, 1))
        scores = {"b": scores["b"], "a": scores["a"], "start": scores["base"]}
        assert_words(student, scores, "start", {"a": "better", "b": "cannot tell"})


def kinds_of(model):
    """Return what tells a network of the exercise from its base."""
    dense = [one.get_config() for one in model.layers if type(one).__name__ == "Dense"]
    drops = [one.get_config() for one in model.layers if type(one).__name__ == "Dropout"]
    sizes = [one["units"] for one in dense]
    activations = [one["activation"] for one in dense]
    order = [type(one).__name__ for one in model.layers if type(one).__name__ != "InputLayer"]
    return order, sizes, activations, [round(float(one["rate"]), 6) for one in drops]


@question("ablation", points=3, timeout=180)
def ablation(student):
    """Hold an ablation, and find the variant that changes two things."""
    with student.case(
        "five runs of each, in pairs, with their words",
        weight=2,
        hint="runs: for each of the six arms a list of five scores or more; found = verdicts(runs, "
        "'base').",
    ):
        runs = assert_dict(student.value("runs"))
        assert_equal(sorted(str(name) for name in runs), sorted(ARMS))
        scores = {name: assert_array(runs[name], (None,)).astype(float) for name in ARMS}
        assert_that(len({len(arm) for arm in scores.values()}) == 1, "some arms have more runs")
        assert_that(len(scores["base"]) >= 5, f"there are {len(scores['base'])} runs of each")
        for name, arm in scores.items():
            # Ten classes: whoever is at 0.1 has learned nothing.
            assert_close_to_range(arm.mean(), 0.3, 0.999, hint=f"the runs of {name!r}")
            assert_close_to_range(arm.std(), 0.0005, 0.2, hint=f"the runs of {name!r}")
        found = assert_dict(student.value("found"))
        wanted = experiments.verdicts(scores, "base")["verdict"].to_dict()
        assert_equal({str(name): str(word) for name, word in found.items()}, wanted)
    with student.case("the name", hint="Print base.differences(variant) for each of the five."):
        assert_equal(str(student.value("confounded")).strip(), "leaky")
    with student.case(
        "the arm that is missing",
        weight=3,
        hint="Start from base, and change one of the two things that this variant changes.",
    ):
        order, sizes, activations, rates = kinds_of(student.model("build", student.seed % 1000))
        assert_equal(order, ["Flatten", "Dense", "Dropout", "Dense", "Dense"])
        assert_equal(sizes, [64, 32, 10])
        assert_equal(activations[-1], "softmax")
        other = [name.replace("leaky_relu", "leaky") for name in activations[:-1]]
        one = (other, rates) == (["leaky", "leaky"], [0.2])
        two = (other, rates) == (["relu", "relu"], [0.4])
        assert_that(one or two, "it is not one of the two changes alone")


@question("judgement", points=3, manual=True)
def judgement(student):
    """Read by a person after you hand in."""


RELEASED = {'forbidden': ['course_lib.experiments'],
 'seconds': 240.0,
 'cells': [{'kind': 'markdown', 'source': '# Exercise 6: ablation'},
           {'kind': 'code',
            'name': 'start',
            'is': ['locked'],
            'source': 'import numpy as np\n'
                      '\n'
                      'from course_lib import datasets, models, notebook, training\n'
                      'from course_lib.checks import check\n'
                      '\n'
                      'notebook.prepare()'},
           {'kind': 'markdown', 'source': '## 1. Count (3 points)'},
           {'kind': 'code',
            'name': 'networks',
            'is': ['locked'],
            'source': 'network = [\n'
                      '    {"name": "conv", "kind": "Conv", "filters": 8, "activation": '
                      '"relu"},\n'
                      '    {"name": "pool", "kind": "Pool", "size": 2},\n'
                      '    {"name": "drop", "kind": "Dropout", "rate": 0.25},\n'
                      '    {"name": "out", "kind": "Dense", "units": 10},\n'
                      ']\n'
                      'other = [\n'
                      '    {"name": "conv", "kind": "Conv", "filters": 16, "activation": '
                      '"relu"},\n'
                      '    {"name": "pool", "kind": "Pool", "size": 2},\n'
                      '    {"name": "out", "kind": "Dense", "units": 10, "l2": 0.01},\n'
                      ']'},
           {'kind': 'code',
            'name': 'changes_code',
            'is': ['solution'],
            'source': 'def changes(base, variant):\n'
                      '    """Return what is removed, added and changed, and how many layers '
                      'that concerns."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code', 'source': 'changes(network, other)'},
           {'kind': 'code',
            'name': 'changes',
            'is': ['grade', 'locked'],
            'points': 2.0,
            'source': 'check("changes")'},
           {'kind': 'markdown',
            'source': "Other networks, S1's among them, are checked after you hand in. (1 "
                      'point)'},
           {'kind': 'code',
            'name': 'changes_unseen',
            'is': ['grade', 'locked'],
            'points': 1.0,
            'source': 'check("changes_unseen")'},
           {'kind': 'markdown', 'source': '## 2. Images (3 points)'},
           {'kind': 'code',
            'name': 'smallest_code',
            'is': ['solution'],
            'source': 'def smallest(n, d, level):\n'
                      '    """Return the smallest difference that n images can tell, or '
                      'None."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'images_needed_code',
            'is': ['solution'],
            'source': 'def images_needed(difference, d, level):\n'
                      '    """Return the smallest number of images with which the difference '
                      'is found."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'images',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("images")'},
           {'kind': 'markdown', 'source': '## 3. Seeds (3 points)'},
           {'kind': 'code',
            'name': 'pairs_needed_code',
            'is': ['solution'],
            'source': 'def pairs_needed(difference, deviation, power, level):\n'
                      '    """Return the smallest number of pairs that has the power."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'pairs_needed',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("pairs_needed")'},
           {'kind': 'markdown', 'source': '## 4. Verdicts (5 points)'},
           {'kind': 'code',
            'name': 'holm_code',
            'is': ['solution'],
            'source': 'def holm(p):\n'
                      '    """Return Holm\'s p-values, in the order of p."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'holm',
            'is': ['grade', 'locked'],
            'points': 2.0,
            'source': 'check("holm")'},
           {'kind': 'code',
            'name': 'verdicts_code',
            'is': ['solution'],
            'source': 'def verdicts(scores, base):\n'
                      '    """Return a word for each arm but the base."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'verdicts',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("verdicts")'},
           {'kind': 'markdown', 'source': '## 5. Ablation (3 points)'},
           {'kind': 'code',
            'name': 'variants',
            'is': ['locked'],
            'source': 'data = datasets.load("digits", train=300, validation=600, test=300)\n'
                      'base = models.mlp(data.input_shape, 10, hidden=[64, 32], dropout=0.2)\n'
                      'base = base.without("dropout_2")\n'
                      'leaky = base.with_activation("leaky_relu")\n'
                      'variants = {\n'
                      '    "no dropout": base.without(models.Dropout),\n'
                      '    "tanh": base.with_activation("tanh"),\n'
                      '    "leaky": leaky.replace("dropout_1", rate=0.4),\n'
                      '    "narrow": base.replace("dense_1", units=16),\n'
                      '    "layer less": base.without("dense_2"),\n'
                      '}\n'
                      '\n'
                      '\n'
                      'def score(network, seed):\n'
                      '    """Return the validation accuracy after twelve epochs."""\n'
                      '    model = network.build(seed=seed)\n'
                      '    model.compile("adam", "sparse_categorical_crossentropy", '
                      'metrics=["accuracy"])\n'
                      '    seen, unseen = data.train, tuple(data.validation)\n'
                      '    history = training.fit(\n'
                      '        model, *seen, validation_data=unseen, epochs=12, seed=seed, '
                      'reuse=True\n'
                      '    )\n'
                      '    return history.history["val_accuracy"][-1]'},
           {'kind': 'code',
            'name': 'ablation_code',
            'is': ['solution'],
            'source': 'runs, found = None, None\n'
                      '# YOUR CODE HERE\n'
                      'raise NotImplementedError()\n'
                      'found'},
           {'kind': 'markdown',
            'source': 'One of the five variants changes two things at once, so that nobody can '
                      'say which of the two its difference is due to. Put its name into '
                      '`confounded`. Then write `missing_arm()`: it returns a network that '
                      'differs from the base in one of these two things and in nothing else, '
                      'so that the trial could tell them apart. (2 points)'},
           {'kind': 'code',
            'name': 'confounded_code',
            'is': ['solution'],
            'source': 'confounded = ""\n'
                      '# YOUR CODE HERE\n'
                      'raise NotImplementedError()\n'
                      '\n'
                      '\n'
                      'def missing_arm():\n'
                      '    """Return the network of the arm that is missing."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'build',
            'is': ['locked'],
            'source': 'def build(seed):\n'
                      '    """Return the model that the check looks at."""\n'
                      '    return missing_arm().build(seed=seed)'},
           {'kind': 'code',
            'name': 'ablation',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("ablation")'},
           {'kind': 'markdown', 'source': '## 6. Judge (3 points, read by a person)'},
           {'kind': 'markdown',
            'name': 'judgement',
            'is': ['grade', 'solution'],
            'points': 3.0,
            'source': 'YOUR ANSWER HERE'}]}
