"""The checks of exercise 12; what instructors should know stands in the comments."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from course_lib import experiments
from course_lib.checks import (
    assert_allclose,
    assert_array,
    assert_close_to_range,
    assert_equal,
    assert_that,
    assert_type,
    question,
)

WRONG = ("squeezed", "range", "order", "means")


def expectations(rng, size, order, top):
    """Return what weights expect, with means of their own."""
    means = [float(mean) for mean in rng.uniform(0.3, 0.6, 3) * top]
    return {"size": size, "order": order, "top": top, "means": means}


def image_of(rng, height, width):
    """Return whole numbers from 0 to 255 whose channels differ in the mean."""
    return np.stack([rng.integers(low, low + 150, (height, width)) for low in (0, 50, 105)], 2)


def prepared(image, expects, wrong=()):
    """Return an image prepared as the weights expect, but for what is wrong."""
    small, size = np.asarray(image, float), expects["size"]
    if "squeezed" not in wrong:
        side = min(small.shape[:2])
        top, left = ((length - side) // 2 for length in small.shape[:2])
        small = small[top : top + side, left : left + side]
    rows, columns = (length // size for length in small.shape[:2])
    small = small.reshape(size, rows, size, columns, 3).mean(axis=(1, 3))
    if (expects["top"] == 1) != ("range" in wrong):
        small = small / 255
    if (expects["order"] == "BGR") != ("order" in wrong):
        small = small[..., ::-1]
    return (small if "means" in wrong else small - expects["means"])[None]


def assert_prepared(student, image, expects):
    """Fail unless the student prepares the image as wanted."""
    got = student.call("prepare", image, expects)
    wanted = prepared(image, expects)
    values = assert_array(got, wanted.shape)
    assert_allclose(values, wanted, rtol=0, atol=1e-3 * expects["top"])


@question("prepare", points=3)
def prepare(student):
    """Prepare an image as weights expect it."""
    rng = np.random.default_rng(student.seed)
    square, wide = image_of(rng, 8, 8), image_of(rng, 8, 14)
    with student.case(
        "a square, from 0 to 255",
        weight=2,
        hint="Each new pixel is the mean of a block, channel by channel; then the order; then the "
        "means, which stand in the order of `order`.",
    ):
        assert_prepared(student, square, expectations(rng, 4, "RGB", 255))
        assert_prepared(student, square, expectations(rng, 2, "BGR", 255))
    with student.case("from 0 to 1", hint="Scale before the means are taken off."):
        assert_prepared(student, square, expectations(rng, 4, "BGR", 1))
        assert_prepared(student, square, expectations(rng, 2, "RGB", 1))
    with student.case(
        "the middle of a wide image", weight=2, hint="Cut as much on the left as on the right."
    ):
        assert_prepared(student, wide, expectations(rng, 4, "RGB", 255))
    with student.case(
        "the example stays as it was",
        hint="image -= ... and image[:] = ... change the caller's array: work on a copy.",
        needs="a square, from 0 to 255",
    ):
        known = np.random.default_rng(0).integers(0, 256, (8, 12, 3))
        assert_allclose(student.value("image"), known)


@question("prepare_unseen", points=1, hidden=True)
def prepare_unseen(student):
    """Prepare images of other shapes."""
    rng = np.random.default_rng(student.seed)
    with student.case("an image that stands upright", hint="Then rows are cut, not columns."):
        assert_prepared(student, image_of(rng, 16, 6), expectations(rng, 3, "BGR", 255))
    with student.case("an odd number to cut", hint="Round down at the top and on the left."):
        assert_prepared(student, image_of(rng, 9, 4), expectations(rng, 2, "RGB", 1))
        assert_prepared(student, image_of(rng, 6, 11), expectations(rng, 2, "BGR", 255))


def softmax(scores):
    """Return probabilities, a row each."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def trained(x, y, n_classes, rate, steps):
    """Return the head that gradient descent reaches."""
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    z, truth = (x - mean) / scale, np.eye(n_classes)[y]
    kernel, bias = np.zeros((x.shape[1], n_classes)), np.zeros(n_classes)
    for _ in range(steps):
        error = (softmax(z @ kernel + bias) - truth) / len(x)
        kernel, bias = kernel - rate * z.T @ error, bias - rate * error.sum(axis=0)
    return {"mean": mean, "scale": scale, "kernel": kernel, "bias": bias}


def head_of(student, x, y, n_classes, rate, steps):
    """Return the head that the student trains, as arrays."""
    said = student.call("train_head", x, y, n_classes, rate, steps)
    assert_type(said, dict)
    shapes = {
        "mean": (x.shape[1],),
        "scale": (x.shape[1],),
        "kernel": (x.shape[1], n_classes),
        "bias": (n_classes,),
    }
    for name in shapes:
        assert_that(name in said, f"the dictionary has no key {name!r}")
    return {name: assert_array(said[name], shape) for name, shape in shapes.items()}


@question("head", points=4)
def head(student):
    """Train a softmax on frozen features."""
    rng = np.random.default_rng(student.seed)
    x = rng.normal(rng.uniform(-5, 5, 6), rng.uniform(0.5, 4, 6), (15, 6))
    y = rng.permutation(np.arange(15) % 3)
    with student.case(
        "mean and scale", hint="Of each feature, over the rows of x; the deviation with n."
    ):
        got = head_of(student, x, y, 3, 0.5, 1)
        assert_allclose(got["mean"], x.mean(axis=0), rtol=1e-4, atol=1e-4)
        assert_allclose(got["scale"], x.std(axis=0), rtol=1e-4)
    with student.case(
        "one step from zero",
        weight=2,
        hint="At the start all classes are equally probable. The gradient is that of the mean.",
    ):
        for classes in (3, 4):  # the fourth class has no row
            got, wanted = (f(x, y, classes, 0.7, 1) for f in (asking(student), trained))
            assert_allclose(got["kernel"], wanted["kernel"], rtol=1e-4, atol=1e-5)
            assert_allclose(got["bias"], wanted["bias"], rtol=1e-4, atol=1e-5)
    with student.case(
        "many steps",
        weight=2,
        hint="Each step begins where the last one ended; the bias moves too.",
    ):
        uneven = np.minimum(y, 1)
        got, wanted = (f(x, uneven, 2, 0.3, 25) for f in (asking(student), trained))
        assert_allclose(got["kernel"], wanted["kernel"], rtol=1e-3, atol=1e-4)
        assert_allclose(got["bias"], wanted["bias"], rtol=1e-3, atol=1e-4)
    with student.case("a feature that never changes", hint="Put 1 where the deviation is 0."):
        still = np.c_[x, np.full(15, 3.0)]
        got, wanted = (f(still, y, 3, 0.5, 3) for f in (asking(student), trained))
        assert_allclose(got["scale"][-1], 1.0)
        assert_allclose(got["kernel"], wanted["kernel"], rtol=1e-3, atol=1e-4)
    given = trained(x, y, 3, 0.5, 10)
    given |= {"bias": rng.normal(size=3)}
    with student.case(
        "probabilities of new rows",
        weight=2,
        hint="Standardise by the head's mean and scale, not by those of the new rows.",
    ):
        new = rng.normal(3, 5, (4, 6))
        scores = (new - given["mean"]) / given["scale"] @ given["kernel"] + given["bias"]
        got = assert_array(student.call("probabilities", given, new), (4, 3))
        assert_allclose(got, softmax(scores), rtol=1e-3, atol=1e-4)
    with student.case(
        "large features", hint="Take the largest score of a row off before the exponential."
    ):
        large = {**given, "kernel": 1000 * given["kernel"]}
        scores = (x - given["mean"]) / given["scale"] @ large["kernel"] + given["bias"]
        got = assert_array(student.call("probabilities", large, x), (15, 3))
        assert_allclose(got, softmax(scores), rtol=1e-3, atol=1e-3)


def asking(student):
    """Return the student's `train_head`, called like ours."""
    return lambda *args: head_of(student, *args)


def network_of(rng, first=1):
    """Return the layers of a network of four blocks, the first of that number."""
    layers, inputs = [], 3
    for block in range(first, first + 4):
        for number in (1, 2):
            outputs = int(rng.integers(4, 30))
            kernel = int(rng.choice([1, 3, 5]))
            name = f"block{block}_conv{number}"
            sizes = {"kernel": kernel, "inputs": inputs, "outputs": outputs}
            layers.append({"name": name, "kind": "conv", **sizes})
            inputs = outputs
        layers.append({"name": f"block{block}_norm", "kind": "norm", "channels": inputs})
        layers.append({"name": f"block{block}_pool", "kind": "pool"})
    hidden = int(rng.integers(4, 30))
    layers.append({"name": "head_1", "kind": "dense", "inputs": inputs, "outputs": hidden})
    layers.append({"name": "head", "kind": "dense", "inputs": hidden, "outputs": 10})
    return layers


def counted(layers, blocks, norms):
    """Return how many numbers learn, and how many stay."""
    numbers = {layer["name"]: number_of(layer["name"]) for layer in layers}
    known = sorted(set(numbers.values()) - {math.inf})
    learns = {math.inf, *(known[-blocks:] if blocks else [])}
    learn = stay = 0
    for layer in layers:
        kind, free = layer["kind"], numbers[layer["name"]] in learns
        if kind == "norm":
            moved = 2 * layer["channels"] if free and norms else 0
            learn, stay = learn + moved, stay + 4 * layer["channels"] - moved
        elif kind != "pool":
            area = layer["kernel"] ** 2 if kind == "conv" else 1
            size = (area * layer["inputs"] + 1) * layer["outputs"]
            learn, stay = learn + size * free, stay + size * (not free)
    return learn, stay


def number_of(name):
    """Return the block of a layer, or infinity for the head."""
    return math.inf if name.startswith("head") else int(name[5 : name.index("_")])


def assert_learning(student, layers, blocks, norms):
    """Fail unless the student counts what learns and what stays."""
    said = student.call("learning", layers, blocks, norms)
    assert_type(said, dict)
    for name in ("learn", "stay"):
        assert_that(name in said, f"the dictionary has no key {name!r}")
    got = tuple(float(assert_array(said[name], ())) for name in ("learn", "stay"))
    assert_equal(got, tuple(map(float, counted(layers, blocks, norms))))


@question("learning", points=3)
def learning(student):
    """Count the numbers that learn."""
    rng = np.random.default_rng(student.seed)
    layers = network_of(rng)
    plain = [layer for layer in layers if layer["kind"] != "norm"]
    with student.case(
        "the head alone", weight=2, hint="Each output of a layer has a bias. Pools have no weights."
    ):
        assert_learning(student, plain, 0, norms=False)
    with student.case("the last blocks", weight=2, hint="Blocks count from the last one."):
        for blocks in (1, 2, 4):
            assert_learning(student, plain, blocks, norms=False)
    with student.case("norms that stay", hint="Four numbers a channel, and none of them learns."):
        assert_learning(student, layers, 0, norms=False)
        assert_learning(student, layers, 2, norms=False)
    with student.case(
        "norms that learn", hint="Scale and shift learn, in blocks that learn; the others stay."
    ):
        assert_learning(student, layers, 2, norms=True)
        assert_learning(student, layers, 0, norms=True)
    with student.case("block 10", hint="Block numbers are numbers: 10 comes after 9."):
        assert_learning(student, network_of(rng, 8), 2, norms=True)


def assert_mismatch(student, image, expects, wrong):
    """Fail unless the student names what is wrong."""
    said = student.call("mismatch", image, prepared(image, expects, wrong), expects)
    assert_type(said, (list, tuple, set, np.ndarray))
    assert_equal(sorted(str(name) for name in list(said)), sorted(wrong))


@question("mismatch", points=3)
def mismatch(student):
    """Find how an image was prepared, and what a given function does wrong."""
    rng = np.random.default_rng(student.seed)
    image = image_of(rng, 8, 16)
    both = [expectations(rng, 4, order, top) for order, top in (("BGR", 255), ("RGB", 1))]
    with student.case(
        "nothing wrong, or the means", hint="Prepare the image rightly, and compare."
    ):
        for expects in both:
            assert_mismatch(student, image, expects, ())
            assert_mismatch(student, image, expects, ("means",))  # or [] would do
    with student.case(
        "one thing wrong", weight=2, hint="Prepare it in each of the four ways, and compare."
    ):
        for expects in both:
            for name in WRONG:
                assert_mismatch(student, image, expects, (name,))
    with student.case("several at once", hint="Try all combinations: there are sixteen."):
        for expects in both:
            assert_mismatch(student, image, expects, ("squeezed", "order"))
            assert_mismatch(student, image, expects, ("range", "order", "means"))
            assert_mismatch(student, image, expects, WRONG)
    with student.case("upright, and an odd number to cut", hint="Cut as `prepare` does."):
        odd = expectations(rng, 3, "BGR", 255)
        for name in WRONG:
            assert_mismatch(student, image_of(rng, 9, 6), odd, (name,))
    with student.case("the shortest list", hint="A square cannot be squeezed."):
        assert_mismatch(student, image_of(rng, 8, 8), both[0], ("order",))
    with student.case(
        "what the given function does wrong",
        weight=3,
        hint="Ask your function about an image of 8 x 12.",
    ):
        said = student.value("found")
        assert_type(said, (list, tuple, set, np.ndarray))
        assert_equal(sorted(str(name) for name in list(said)), ["range", "squeezed"])


def scores_of(rng, p_values, signs, n=8):
    """Return two tables whose paired t-tests have these p-values, a row each."""
    scratch = rng.normal(0.6, 0.05, (len(p_values), n))
    noise = rng.normal(size=(len(p_values), n))
    noise -= noise.mean(axis=1, keepdims=True)
    noise /= noise.std(axis=1, ddof=1, keepdims=True)
    shift = stats.t.isf(np.array(p_values) / 2, n - 1) / math.sqrt(n) * np.array(signs)
    return scratch + 0.01 * (noise + shift[:, None]), scratch


def assert_trial(student, p_values, signs, words, until):
    """Fail unless the student says these words."""
    rng = np.random.default_rng(student.seed)
    sizes = sorted(int(size) for size in rng.choice(np.arange(1, 500), len(words), replace=False))
    borrowed, scratch = scores_of(rng, p_values, signs)
    said = student.call("trial", sizes, borrowed, scratch)
    assert_type(said, dict)
    for name in ("words", "until"):
        assert_that(name in said, f"the dictionary has no key {name!r}")
    assert_equal([str(word) for word in list(said["words"])], words)
    if until is None:
        assert_that(said["until"] is None, "it does not pay at the smallest size")
    else:
        assert_that(said["until"] is not None, "it pays at the smallest size")
        assert_equal(float(assert_array(said["until"], ())), float(sizes[until]))


@question("trial", points=2)
def trial(student):
    """Say up to which number of images borrowing pays."""
    none = "cannot tell"
    with student.case("pays, then cannot tell", weight=2, hint="One word for each size, in order."):
        assert_trial(student, (1e-4, 1e-3, 0.6, 0.7), (1, 1, 1, 1), ["pays", "pays", none, none], 1)
        assert_trial(student, (1e-4, 0.8, 1e-3), (1, 1, -1), ["pays", none, "harms"], 0)
    with student.case(
        "Holm's correction over the sizes",
        hint="The smallest p times the number of sizes, the next times one less, and so on.",
    ):
        assert_trial(student, (0.03, 0.04, 0.035), (1, 1, 1), [none] * 3, None)
        assert_trial(student, (0.001, 0.021, 0.024), (1, 1, 1), ["pays"] * 3, 2)
        assert_trial(student, (0.03, 0.028, 0.001), (1, 1, 1), [none, none, "pays"], None)
    with student.case("up to the first gap", hint="At this size and at every smaller one."):
        assert_trial(student, (1e-4, 0.5, 1e-4), (1, 1, 1), ["pays", none, "pays"], 0)
        assert_trial(student, (1e-4, 1e-4, 1e-4), (-1, 1, 1), ["harms", "pays", "pays"], None)


@question("result", points=1, timeout=180)
def result(student):
    """Hold a trial of borrowed features."""
    with student.case(
        "eight seeds for each size, and what the trial says",
        hint="Two tables, four rows of eight scores or more; result = trial(sizes, ...).",
    ):
        tables = [
            assert_array(student.value(name), (4, None)).astype(float)
            for name in ("with_trained", "with_shuffled")
        ]
        assert_that(
            tables[0].shape == tables[1].shape and tables[0].shape[1] >= 8,
            "the tables need eight columns or more, as many in both",
        )
        for table in tables:
            # Ten photographs: whoever is at 0.1 has learned nothing; more patches help.
            assert_close_to_range(table.mean(), 0.2, 0.999)
            assert_that(table[-1].mean() > table[0].mean(), "more patches do not help")
        said = student.value("result")
        assert_type(said, dict)
        assert_equal([str(word) for word in list(said["words"])], words_of(*tables))


def words_of(borrowed, scratch):
    """Return the word for each size, by the library's own verdicts on the differences."""
    gaps = borrowed - scratch
    arms = {str(row): [float(gap) for gap in gaps[row]] for row in range(len(gaps))}
    arms["none"] = [0.0] * gaps.shape[1]
    spoken = {"better": "pays", "worse": "harms", "cannot tell": "cannot tell"}
    verdicts = experiments.verdicts(arms, "none")["verdict"]
    return [spoken[verdicts[str(row)]] for row in range(len(gaps))]


@question("judgement", points=3, manual=True)
def judgement(student):
    """Read three to five sentences; more than seven cost a point.

    - 1 point: what the figures show: at most that the head knows twins of images that it has seen;
      or that the accuracy is not that of new patients.
    - 1 point: what they do not: twins, or a patient, on both sides of the split; no control with
      random or shuffled weights; a confidence is no accuracy; few patients. Two of these will do.
    - 1 point: the trial: split by patient, then twins of the training part alone; a control;
      several splits or an interval. Two of these will do.
    """
