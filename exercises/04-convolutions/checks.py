"""What check("…") runs in the notebook of 04-convolutions; made by `course release`."""

from __future__ import annotations
import numpy as np
import pandas as pd
from course_lib import experiments
from course_lib.checks import assert_allclose, assert_array, assert_close_to_range, assert_dict, assert_equal, assert_that, assert_type, question


ARMS = ("MLP", "MLP, permuted", "CNN", "CNN, permuted")


def conv(filters, kernel, stride=1, padding="valid"):
    """Describe a convolution as the notebook does."""
    kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    return {
        "kind": "conv",
        "filters": filters,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
    }


def pool(size):
    """Describe a pool as the notebook does."""
    return {"kind": "pool", "size": size}


def dense(units):
    """Describe a dense layer as the notebook does."""
    return {"kind": "dense", "units": units}


FLAT, DROP = {"kind": "flatten"}, {"kind": "dropout", "rate": 0.5}


def counted(shape, layers):
    """Return the parameters of each layer."""
    found, shape = [], tuple(shape)
    for layer in layers:
        count = 0
        if layer["kind"] == "conv":
            *sides, channels = shape
            count = (np.prod(layer["kernel"]) * channels + 1) * layer["filters"]
            short = [0, 0] if layer["padding"] == "same" else [k - 1 for k in layer["kernel"]]
            sides = [
                -(-(n - less) // layer["stride"]) for n, less in zip(sides, short, strict=True)
            ]
            shape = (*sides, layer["filters"])
        elif layer["kind"] == "pool":
            shape = (shape[0] // layer["size"], shape[1] // layer["size"], shape[2])
        elif layer["kind"] == "flatten":
            shape = (int(np.prod(shape)),)
        elif layer["kind"] == "dense":
            count = (shape[0] + 1) * layer["units"]
            shape = (layer["units"],)
        found.append(int(count))
    return found


def assert_counts(student, shape, layers):
    """Fail unless the student counts the same, layer by layer."""
    got = assert_array(student.call("counts", shape, layers), (len(layers),))
    assert_allclose(got, counted(shape, layers))


@question("counts", points=3)
def counts(student):
    """Count the parameters of a described network, layer by layer."""
    rng = np.random.default_rng(student.seed)
    units = [int(n) for n in rng.integers(5, 60, 3)]
    with student.case("dense layers", hint="A weight for each input, and a bias, for each unit."):
        assert_counts(student, (units[0],), [dense(units[1]), DROP, dense(units[2])])
    filters = [int(n) for n in rng.integers(3, 40, 2)]
    with student.case(
        "convolutions",
        hint="A kernel reaches through all channels that come in, and has one bias.",
    ):
        for channels in (1, 3):
            layers = [conv(filters[0], 3), conv(filters[1], 5)]
            assert_counts(student, (28, 28, channels), layers)
    with student.case(
        "a dense layer after convolutions",
        weight=2,
        hint="How many values are left to flatten? Follow height, width and channels from layer to "
        "layer: n - k + 1 along an axis without padding, n with 'same'.",
    ):
        for padding in ("valid", "same"):
            layers = [conv(filters[0], 3, padding=padding), FLAT, dense(units[0]), dense(10)]
            assert_counts(student, (20, 20, 3), layers)
    with student.case(
        "strides",
        hint="'valid': (n - k) // s + 1 outputs along an axis; 'same': n / s, rounded up.",
    ):
        for side in (20, 21, 22):
            for padding in ("valid", "same"):
                layers = [conv(filters[0], 4, 3, padding), FLAT, dense(units[0])]
                assert_counts(student, (side, side, 1), layers)
    with student.case(
        "pooling", hint="Only whole windows count: n // size. Pooling has no parameters."
    ):
        for side in (20, 23):
            layers = [pool(2), conv(filters[1], 3), pool(3), FLAT, dense(units[1])]
            assert_counts(student, (side, side, 2), layers)


@question("counts_unseen", points=1, hidden=True)
def counts_unseen(student):
    """Checked after you hand in."""


def convolved(x, kernel, dilation):
    """Return the maps (K, H, W), zeros beyond the edge."""
    x, kernel = np.asarray(x, float), np.asarray(kernel, float)
    (_, height, width), (filters, _, rows, columns) = x.shape, kernel.shape
    down, right = rows // 2 * dilation, columns // 2 * dilation
    wide = np.pad(x, [(0, 0), (down, down), (right, right)])
    maps = np.zeros((filters, height, width))
    for i in range(rows):
        for j in range(columns):
            top, left = i * dilation, j * dilation
            part = wide[:, top : top + height, left : left + width]
            maps += np.einsum("kc,chw->khw", kernel[:, :, i, j], part)
    return maps


def assert_maps(student, x, kernel, dilation=1, rim=0):
    """Fail unless the maps are right, all but a rim where only the inside is asked about."""
    wanted = convolved(x, kernel, dilation)
    got = assert_array(student.call("conv2d", x, kernel, dilation), wanted.shape)
    inside = slice(None), slice(rim, -rim or None), slice(rim, -rim or None)
    assert_allclose(got[inside], wanted[inside], rtol=1e-4, atol=1e-4)


@question("conv2d", points=4)
def conv2d(student):
    """Convolve an image whose channels come first."""
    rng = np.random.default_rng(student.seed)
    x = rng.normal(size=(3, 9, 12))
    with student.case(
        "one channel, one kernel, away from the edge",
        hint="Output (i, j) is the sum of kernel times window, whose middle is pixel (i, j). The "
        "kernel is not turned round.",
    ):
        assert_maps(student, x[:1], rng.normal(size=(1, 1, 3, 3)), rim=1)
    with student.case(
        "channels and kernels, away from the edge",
        hint="Channels are summed. Each kernel gives a map of its own, on the first axis.",
    ):
        assert_maps(student, x, rng.normal(size=(4, 3, 3, 3)), rim=1)
    with student.case(
        "zeros beyond the edge",
        weight=2,
        hint="Maps are as large as the image: pad (k - 1) / 2 zeros on each side.",
    ):
        assert_maps(student, x, rng.normal(size=(2, 3, 3, 3)))
        assert_maps(student, x, rng.normal(size=(2, 3, 5, 5)))
    with student.case(
        "a kernel that is not square", hint="Rows and columns need paddings of their own."
    ):
        assert_maps(student, x, rng.normal(size=(2, 3, 5, 1)))
        assert_maps(student, x, rng.normal(size=(2, 3, 1, 3)))
    with student.case(
        "dilation, away from the edge",
        hint="Neighbours in the kernel look at pixels that are `dilation` apart, down and across.",
    ):
        assert_maps(student, x, rng.normal(size=(2, 3, 3, 3)), 2, rim=2)
    with student.case(
        "dilation, up to the edge", hint="The kernel reaches (k - 1) / 2 * dilation pixels."
    ):
        assert_maps(student, x, rng.normal(size=(2, 3, 3, 3)), 2)
    with student.case(
        "the example stays as it was",
        hint="Pad a copy; x[...] = 0 changes the caller's image.",
        needs="one channel, one kernel, away from the edge",
    ):
        assert_array(student.value("maps"), (1, 4, 4))
        assert_allclose(student.value("example"), np.arange(16.0).reshape(1, 4, 4))


@question("conv2d_unseen", points=1, hidden=True)
def conv2d_unseen(student):
    """Checked after you hand in."""


def field_and_step(chain):
    """Return the side of what one output sees, and the step of the map, in pixels."""
    windows, strides = np.array(chain).T
    before = np.cumprod([1, *strides])
    return 1 + np.dot(windows - 1, before[:-1]), before[-1]


UNSEEN = (6, 12, 18)


@question("unseen_shift", points=3)
def unseen_shift(student):
    """Tell what a chain of layers sees, and which shifts it does not."""
    rng = np.random.default_rng(student.seed)

    def answer(chain):
        got = assert_array(student.call("looked_at", chain), (2,), hint="Return field and step.")
        return got, field_and_step(chain)

    with student.case("layers without a stride", hint="Each one adds its window less one."):
        for count in (1, 3):
            chain = [(int(k), 1) for k in rng.integers(2, 6, count)]
            got, wanted = answer(chain)
            assert_allclose(got, wanted)
    with student.case(
        "the field, with strides",
        weight=2,
        hint="One step of a map is as many pixels as the strides before it multiply to; a layer's "
        "own stride counts for those after it.",
    ):
        for _ in range(4):
            chain = [(int(k), int(s)) for k, s in rng.integers((2, 1), (6, 4), (4, 2))]
            got, wanted = answer([*chain, (3, 2)])
            assert_allclose(got[0], wanted[0])
    with student.case("the step", hint="Strides multiply, the last one too."):
        for _ in range(4):
            chain = [(int(k), int(s)) for k, s in rng.integers((2, 2), (6, 4), (3, 2))]
            got, wanted = answer(chain)
            assert_allclose(got[1], wanted[1])
    with student.case(
        "the shifts that `blind` does not see",
        weight=2,
        hint="Only shifts by whole steps give the same values; the maximum over the map then does "
        "not care where. A pool's stride is its size, unless one is given.",
    ):
        unseen = assert_array(student.value("unseen"), (None,))
        assert_allclose(np.sort(unseen), UNSEEN)


def sources(got, x):
    """Return for each pixel of the first image's first channel the row and column it came from."""
    got = assert_array(got, x.shape)
    flat = {float(value): place for place, value in enumerate(x[0, :, :, 0].ravel())}
    found = [flat.get(float(value), -1) for value in got[0, :, :, 0].ravel()]
    assert_that(min(found) >= 0, "pixels come back that the channel did not hold")
    return np.array(found).reshape(x.shape[1:3])


@question("permute", points=2)
def permute(student):
    """Exchange rows with rows and columns with columns, alike in all images."""
    seed = student.seed % 1000
    shape = (5, 12, 17, 3)
    x = np.random.default_rng(seed).permutation(np.prod(shape)).reshape(shape).astype("float32")
    with student.case(
        "rows change places with rows, columns with columns",
        weight=2,
        hint="Draw a permutation of the rows and one of the columns; index the axis of each.",
    ):
        places = sources(student.call("permute", x, seed), x)
        rows, columns = places // shape[2], places % shape[2]
        assert_that((rows == rows[:, :1]).all(), "pixels of one row end in different rows")
        assert_that((columns == columns[:1]).all(), "pixels of one column end in different columns")
        for drawn in (rows[:, 0], columns[0]):
            assert_that(len(set(drawn)) == len(drawn), "a row or column comes twice")
            assert_that((drawn != np.arange(len(drawn))).mean() > 0.2, "most stay where they were")
    with student.case(
        "all images and channels alike",
        hint="One permutation for all: draw once, outside of any loop over images.",
    ):
        got = student.call("permute", x, seed)
        places = sources(got, x)
        assert_that((np.diff(places.ravel()) != 1).any(), "all pixels stay where they were")
        moved = x.reshape(shape[0], -1, shape[3])[:, places.ravel()].reshape(shape)
        assert_allclose(got, moved)
    with student.case(
        "the same seed, the same permutation; another seed, another",
        hint="Make a generator in the function: np.random.default_rng(seed).",
    ):
        first, again, other = (
            sources(student.call("permute", x, at), x) for at in (seed, seed, seed + 1)
        )
        assert_allclose(again, first)
        assert_that((first != other).mean() > 0.5, "two seeds give the same permutation")


def made_up(rng, shifts, spread):
    """Return a table of runs in which each arm is shifted, rows in any order."""
    seeds = rng.permutation(40)[:7]
    luck = rng.normal(0.6, 0.05, 7)
    rows = [
        (arm, int(seed), base + shift + spread * rng.normal())
        for arm, shift in zip(ARMS, shifts, strict=True)
        for seed, base in zip(seeds, luck, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["variant", "seed", "val_accuracy"])
    return table.iloc[rng.permutation(len(table))].reset_index(drop=True)


def effect(table, network):
    """Return difference, low and high of permuted less plain, in pairs, both rows at 95 %."""
    scores = table.pivot(index="seed", columns="variant", values="val_accuracy")
    pair = scores[f"{network}, permuted"], scores[network]
    found = experiments.paired_difference(*pair, confidence=0.975)
    return [found.difference, found.low, found.high]


def told(student, table):
    """Return what the student makes of a table of runs, by network."""
    got = assert_dict(student.call("effects", table))
    for network in ("MLP", "CNN"):
        assert_that(network in got, f"the dictionary has no key {network!r}")
        assert_type(got[network], (list, tuple))
        assert_equal(len(got[network]), 4)
    return got


@question("permuted_race", points=3, timeout=180)
def permuted_race(student):
    """Run the trial and judge it."""
    rng = np.random.default_rng(student.seed)
    table = made_up(rng, (0, 0.01, 0.05, -0.1), 0.02)
    with student.case(
        "mean differences, permuted less plain",
        hint="Subtract the plain network's accuracy from that of the permuted one with the same "
        "seed; the rows of the table come in any order.",
    ):
        got = told(student, table)
        for network in ("MLP", "CNN"):
            assert_allclose(got[network][0], effect(table, network)[0], atol=1e-5)
    with student.case(
        "intervals",
        weight=2,
        hint="Student's interval of the paired differences, at 97.5 % for each network, so that "
        "the two hold together at 95 %: experiments.paired_difference(..., confidence=0.975).",
    ):
        got = told(student, table)
        for network in ("MLP", "CNN"):
            assert_allclose(list(got[network][1:3]), effect(table, network)[1:], atol=1e-5)
    with student.case(
        "verdicts",
        hint="'better' or 'worse' where the interval leaves out zero, else 'cannot tell'.",
    ):
        for shifts, wanted in [
            ((0, 0.2, 0.2, 0), ("better", "worse")),
            ((0, -0.2, 0, 0.2), ("worse", "better")),
        ]:
            got = told(student, made_up(rng, shifts, 0.02))
            assert_equal((got["MLP"][3], got["CNN"][3]), wanted)
        # As many seeds above zero as below, so that the interval holds it for certain.
        still = made_up(rng, (0, 0, 0, 0), 0.0)
        sign = still["seed"].rank(method="dense") % 3 - 1
        still["val_accuracy"] += 0.05 * sign * still["variant"].str.contains("permuted")
        got = told(student, still)
        assert_equal((got["MLP"][3], got["CNN"][3]), ("cannot tell",) * 2)
        got = told(student, made_up(rng, (0, 0, 0, 0), 0.0))  # no difference: an interval of zero
        assert_equal((got["MLP"][3], got["CNN"][3]), ("cannot tell",) * 2)
    with student.case(
        "five runs of each arm, in pairs",
        weight=2,
        hint="Hand in Comparison.runs as `runs`: the same five seeds or more for all four arms.",
    ):
        scores = scores_of(student.value("runs"))
        assert_that(len(scores) >= 5, f"there are {len(scores)} seeds")
        # Ten classes: whoever is at 0.1 has learned nothing. All arms of ours are above 0.5.
        assert_close_to_range(scores.mean(), 0.3, 1)
        assert_close_to_range(scores.std(), 0.0001, 0.3)
        for network in ("MLP", "CNN"):
            apart = (scores[network] - scores[f"{network}, permuted"]).abs()
            assert_that(apart.max() > 0, f"the two arms of {network} are the same runs")
        epochs = student.value("runs").get("epochs", pd.Series([10]))
        assert_that((epochs == 10).all(), "the runs have other epochs than ten")


def scores_of(runs):
    """Return the validation accuracy by seed (rows) and arm (columns), without gaps."""
    assert_type(runs, pd.DataFrame)
    for name in ("variant", "seed", "val_accuracy"):
        assert_that(list(runs.columns).count(name) == 1, f"the table needs one column {name!r}")
    keys = runs[["variant", "seed"]].astype(str)
    assert_that(not keys.duplicated().any(), "an arm has two runs with one seed")
    assert_equal(sorted(set(keys["variant"])), sorted(ARMS))
    assert_array(runs["val_accuracy"], (len(runs),))
    table = runs.assign(**keys).pivot(index="seed", columns="variant", values="val_accuracy")
    assert_array(table.to_numpy(), hint="Each arm needs a run with each seed.")
    return table.astype(float)


@question("budgets", points=3, manual=True)
def budgets(student):
    """Read by a person after you hand in."""


RELEASED = {'forbidden': [],
 'seconds': 240.0,
 'cells': [{'kind': 'markdown', 'source': '# Exercise 4: perceptrons and convolutions'},
           {'kind': 'code',
            'name': 'start',
            'is': ['locked'],
            'source': 'import numpy as np\n'
                      'import pandas as pd\n'
                      '\n'
                      'from course_lib import datasets, experiments, models, notebook\n'
                      'from course_lib.checks import check\n'
                      '\n'
                      'notebook.prepare()'},
           {'kind': 'markdown', 'source': '## 1. Count (4 points)'},
           {'kind': 'code',
            'name': 'counts_code',
            'is': ['solution'],
            'source': 'def counts(input_shape, layers):\n'
                      '    """Return the number of parameters of each layer."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'counts_example',
            'is': ['locked'],
            'source': 'small = [\n'
                      '    {"kind": "conv", "filters": 4, "kernel": (3, 3), "stride": 1, '
                      '"padding": "valid"},\n'
                      '    {"kind": "pool", "size": 2},\n'
                      '    {"kind": "flatten"},\n'
                      '    {"kind": "dense", "units": 10},\n'
                      ']\n'
                      'counts((8, 8, 1), small)'},
           {'kind': 'code',
            'name': 'counts',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("counts")'},
           {'kind': 'markdown',
            'source': 'Images and kernels that are not square are checked after you hand in. '
                      '(1 point)'},
           {'kind': 'code',
            'name': 'counts_unseen',
            'is': ['grade', 'locked'],
            'points': 1.0,
            'source': 'check("counts_unseen")'},
           {'kind': 'markdown', 'source': '## 2. Compute (5 points)'},
           {'kind': 'code',
            'name': 'conv2d_code',
            'is': ['solution'],
            'source': 'def conv2d(x, kernel, dilation=1):\n'
                      '    """Return the maps (K, H, W) of an image (C, H, W)."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'conv2d_example',
            'is': ['locked'],
            'source': 'example = np.arange(16.0).reshape(1, 4, 4)\n'
                      'maps = conv2d(example, np.ones((1, 1, 3, 3)))\n'
                      'maps'},
           {'kind': 'code',
            'name': 'conv2d',
            'is': ['grade', 'locked'],
            'points': 4.0,
            'source': 'check("conv2d")'},
           {'kind': 'markdown',
            'source': 'Pixels of 8 bits, and kernels that reach beyond the image, are checked '
                      'after you hand in. (1 point)'},
           {'kind': 'code',
            'name': 'conv2d_unseen',
            'is': ['grade', 'locked'],
            'points': 1.0,
            'source': 'check("conv2d_unseen")'},
           {'kind': 'markdown',
            'source': '## 3. The shift that a network does not see (3 points)'},
           {'kind': 'code',
            'name': 'blind',
            'is': ['locked'],
            'source': 'from course_lib.models import Conv, Dense, GlobalPool, Network, Pool\n'
                      '\n'
                      'blind = Network(\n'
                      '    (96, 96, 1),\n'
                      '    (\n'
                      '        Conv(8, 5, stride=2),\n'
                      '        Pool(3, stride=1),\n'
                      '        Pool(3),\n'
                      '        Conv(8, 3),\n'
                      '        GlobalPool("max"),\n'
                      '        Dense(10, "softmax"),\n'
                      '    ),\n'
                      ')\n'
                      'print(blind)'},
           {'kind': 'code',
            'name': 'looked_at_code',
            'is': ['solution'],
            'source': 'def looked_at(chain):\n'
                      '    """Return what one output sees, and how far two neighbours are '
                      'apart, in pixels."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'unseen_code',
            'is': ['solution'],
            'source': 'unseen = []\n# YOUR CODE HERE\nraise NotImplementedError()\nunseen'},
           {'kind': 'code',
            'name': 'unseen_shift',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("unseen_shift")'},
           {'kind': 'markdown', 'source': '## 4. A gentler permutation (5 points)'},
           {'kind': 'code',
            'name': 'permute_code',
            'is': ['solution'],
            'source': 'def permute(x, seed):\n'
                      '    """Return the images with their rows and their columns in another '
                      'order."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'permute',
            'is': ['grade', 'locked'],
            'points': 2.0,
            'source': 'check("permute")'},
           {'kind': 'markdown',
            'source': 'Does a convolution notice? Below are 500 digits to train on and 500 to '
                      'validate with, and two networks. Run four arms with '
                      '`experiments.compare`, named `"MLP"`, `"MLP, permuted"`, `"CNN"` and '
                      '`"CNN, permuted"`: at least five seeds, and ten epochs each. A learning '
                      'rate of 0.003 and batches of 32 will do. One permutation serves for all '
                      'runs. Hand in the table `runs` of the comparison as `runs`.'},
           {'kind': 'code',
            'name': 'race_data',
            'is': ['locked'],
            'source': 'data = datasets.load("mnist-5k", train=500, validation=500)\n'
                      'networks = models.trial("permuted-pixels")'},
           {'kind': 'code',
            'name': 'race_run',
            'is': ['solution'],
            'source': 'runs = None\n# YOUR CODE HERE\nraise NotImplementedError()\nruns'},
           {'kind': 'code',
            'name': 'effects_code',
            'is': ['solution'],
            'source': 'def effects(runs):\n'
                      '    """Return difference, interval and verdict of the permutation for '
                      'each network."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'source': 'pd.DataFrame(effects(runs), ["difference", "low", "high", '
                      '"verdict"]).T'},
           {'kind': 'code',
            'name': 'permuted_race',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("permuted_race")'},
           {'kind': 'markdown', 'source': '## 5. Judge (3 points)'},
           {'kind': 'markdown',
            'name': 'budgets',
            'is': ['grade', 'solution'],
            'points': 3.0,
            'source': 'YOUR ANSWER HERE'}]}
