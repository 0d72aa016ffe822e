"""What check("…") runs in the notebook of 02-pooling; made by `course release`."""

from __future__ import annotations
import warnings
import numpy as np
import pandas as pd
from skimage.measure import block_reduce
from course_lib import experiments, pooling
from course_lib.checks import assert_allclose, assert_array, assert_close_to_range, assert_dict, assert_equal, assert_that, assert_type, question


KINDS = ("maximum", "mean", "stride")


@question("pooled_sizes", points=3)
def pooled_sizes(student):
    """Count the windows along an axis."""
    size = 3 + student.seed % 5
    tiled, other = (size, size), (size, size - 1)
    known = {}

    def assert_count(n, window, kind, wanted):
        """Fail unless so many windows are counted, and leave the call that was wrong the last."""
        key = (n, *window)
        if wanted is None or np.any(known.get(key, {}).get(kind) != wanted):
            known[key] = assert_dict(student.call("pooled_sizes", *key))
            there = kind in known[key]
            if wanted is None:
                assert_that(not there, f"there is a key {kind!r} where s is not k")
            else:
                assert_that(there, f"the dictionary has no key {kind!r}")
                assert_allclose(known[key][kind], wanted)

    with student.case(
        "valid, windows that fit",
        weight=2,
        hint="The first window ends at pixel k, each further one s pixels later; count whole ones.",
    ):
        for window in (tiled, other):
            for n in range(size, 65):
                fit = pooling.pooled_shape((n, n), size, stride=window[1])[0]
                assert_count(n, window, "valid", fit)
    with student.case(
        "valid, windows that do not fit", hint="A window larger than the image gives 0, not less."
    ):
        for n in range(1, 7):
            assert_count(n, (7, 3), "valid", 0)
        some = assert_dict(student.call("pooled_sizes", 40, 7, 3)).get("valid")
        assert_that(np.all(assert_array(some, ()) > 0), "no window fits into 40 pixels either")
    with student.case(
        "same",
        weight=1.5,
        hint="A window starts every s pixels, as long as there are pixels: round up.",
    ):
        for window in (tiled, other):
            for n in range(1, 65):
                started = pooling.pooled_shape((n, n), size, stride=window[1], padding="same")[0]
                assert_count(n, window, "same", started)
    with student.case(
        "block, and only where s = k",
        weight=1.5,
        hint="The last block is filled up: round up. scikit-image knows no stride: for s other "
        "than k there is no key 'block'.",
    ):
        for n in range(1, 65):
            blocks = pooling.pooled_shape((n, n), size, padding="block")[0]
            assert_count(n, tiled, "block", blocks)
        assert_count(30, other, "block", None)


@question("block_min", points=2)
def block_min(student):
    """Pool by the minimum, by means of the maximum."""
    rng = np.random.default_rng(student.seed)
    x, k = rng.normal(size=(12, 8)), 4
    with student.case(
        "negative and positive numbers",
        weight=2,
        hint="The smallest number is the largest once every sign is turned; then turn it back.",
    ):
        for image in (x, x + 10, x - 10):
            assert_allclose(
                student.call("block_min", image, k), pooling.pool(image, k, operation="min")
            )
    with student.case("pixels left over", hint="Leave that to block_max, which drops them."):
        assert_allclose(
            student.call("block_min", x[:11, :7], 3), pooling.pool(x[:11, :7], 3, operation="min")
        )
    pixels = rng.integers(1, 256, (6, 6)).astype(np.uint8)
    pixels[::4, ::4] = 0
    with student.case(
        "pixels of 8 bits", hint="What is the negative of 1 in uint8, and what that of 0?"
    ):
        assert_allclose(
            student.call("block_min", pixels, 2), pooling.pool(pixels, 2, operation="min")
        )


def means(x, k):
    """Return the means of blocks; pixels that are missing or NaN do not count."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = np.asarray(x, float)
        return pooling.pool(x, k, operation=np.nanmean, padding="block", cval=np.nan)


@question("block_mean", points=4)
def block_mean(student):
    """Pool by the mean of the pixels that are there."""
    rng = np.random.default_rng(student.seed)
    x = rng.normal(size=(12, 9, 3))
    fits = "blocks that fit"
    with student.case(
        fits,
        weight=2,
        hint="A k x k block of each channel becomes one mean: reduce two axes, keep the channels.",
    ):
        assert_allclose(student.call("block_mean", x, 3), means(x, 3))
    with student.case(
        "missing pixels at the edge",
        weight=2,
        hint="ceil(H / k) rows come back. The last window is shorter: divide by the pixels it has, "
        "or fill with NaN and use nanmean.",
    ):
        for k in (5, 7):
            assert_allclose(student.call("block_mean", x, k), means(x, k))
    holes = np.where(rng.random(x.shape) < 0.3, np.nan, x)
    holes[::3, ::3] = holes[-1] = holes[:, -1] = 1.0
    with student.case(
        "NaN do not count", weight=2, hint="Divide by the number of those that count."
    ):
        for k in (3, 4):
            assert_allclose(student.call("block_mean", holes, k), means(holes, k))
    holes[:4, :4, 1] = np.nan
    with student.case(
        "a window of NaN alone gives NaN, without a warning",
        hint="Warnings are errors here. Look for windows without a number before you divide.",
    ):
        assert_allclose(student.call("block_mean", holes, 4), means(holes, 4))
    with student.case(
        "the example stays as it was",
        hint="x[...] = 0 changes the caller's array: work on a copy.",
        needs=fits,
    ):
        assert_array(student.value("pooled"), (2, 2, 1), finite=False)
        example = np.array([[1.0, 2.0, 3.0], [4.0, np.nan, 6.0], [7.0, 8.0, 9.0]])[..., None]
        assert_allclose(student.value("example"), example)


@question("block_mean_unseen", points=1, hidden=True)
def block_mean_unseen(student):
    """Checked after you hand in."""


@question("edge_share", points=4)
def edge_share(student):
    """Tell which share of values a row of zeros spoils."""
    rng = np.random.default_rng(student.seed)
    with student.case("no error where k divides n", hint="Nothing is missing there."):
        for k in range(2, 6):
            n = int(rng.integers(1, 9)) * k
            wrong = student.number("edge_share", n + 1, k)
            assert_that(wrong, f"there is none for {n + 1} pixels and windows of {k} either")
            assert_allclose(student.number("edge_share", n, k), 0)
    with student.case(
        "the rim, its corner counted once",
        weight=3,
        hint="Pool an image of ones with block_reduce and count: of ceil(n / k) squared values "
        "the last row and the last column are wrong, and they share a corner.",
    ):
        for k in range(2, 9):
            n = int(rng.integers(1, 9)) * k + int(rng.integers(1, k))
            wrong = block_reduce(np.ones((n, n)), (k, k), np.mean) < 0.999
            assert_allclose(student.number("edge_share", n, k), wrong.mean())
    with student.case(
        "a window larger than the image", hint="There is one pooled value, and it holds zeros."
    ):
        assert_allclose(student.number("edge_share", 3, 5), 1)
        fits = student.number("edge_share", 10, 5)
        assert_that(fits < 1, "all values are wrong for 10 pixels and windows of 5 too")
    with student.case(
        "safe",
        weight=3,
        hint="n from 8 to 64, both included, for which edge_share(n, k) is 0 for k = 2, 3 and 4.",
    ):
        safe = assert_array(student.value("safe"), (None,))
        wanted = [n for n in range(8, 65) if not any(n % k for k in (2, 3, 4))]
        assert_that(sorted(safe.tolist()) == wanted, "some of them are missing, or are not safe")


def settings_of(model):
    """Return what a model's layers do, pooling aside; and its poolings and strides."""
    layers, pools, strides = [], [], []
    for layer in model.layers:
        kind, config = type(layer).__name__, layer.get_config()
        if "Pooling" in kind:
            pools.append((kind, config.get("pool_size"), config.get("padding")))
        elif kind != "InputLayer":
            strides.append(config.get("strides"))
            known = ("filters", "kernel_size", "padding", "units", "activation", "rate")
            layers.append((kind, *(config.get(name) for name in known)))
    return layers, pools, [stride for stride in strides if stride is not None]


def assert_only_pooling_differs(model, layers, pools, strides):
    """Fail unless a model has these layers, poolings and strides, and name what differs."""
    found, found_pools, found_strides = settings_of(model)
    assert_that(
        len(found) == len(layers),
        f"there are {len(found)} layers beside the pooling, and {len(layers)} in maximum",
    )
    for one, other in zip(found, layers, strict=True):
        assert_that(
            one == other, f"a {one[0]} layer differs from the {other[0]} in its place in maximum"
        )
    assert_equal(found_pools, pools)
    assert_equal(found_strides, strides)


@question("pooling_race", points=3, timeout=180)
def pooling_race(student):
    """Compare networks that differ in their pooling alone, in pairs."""

    def built(kind):
        return student.model("build", kind, student.seed % 1000)

    with student.case(
        "the mean in place of the maximum",
        hint="network.replace(models.Pool, operation=...) changes every pooling and nothing else.",
    ):
        layers, pools, strides = settings_of(built("maximum"))
        assert_that(len(pools) >= 2, "the network called maximum pools less than twice")
        assert_equal([kind for kind, *_ in pools], ["MaxPooling2D"] * len(pools))
        means_too = [("AveragePooling2D", *rest) for _, *rest in pools]
        assert_only_pooling_differs(built("mean"), layers, means_too, strides)
    with student.case(
        "a stride in place of pooling",
        hint="Take all poolings out, and give as many convolutions a stride of 2.",
    ):
        layers, pools, strides = settings_of(built("maximum"))
        assert_equal(strides, [(1, 1)] * len(pools))
        assert_only_pooling_differs(built("stride"), layers, [], [(2, 2)] * len(pools))
    with student.case(
        "a seed gives all three the same start",
        hint="Build each network from its description with build(seed=seed).",
    ):
        maximum, mean, stride = (built(kind).get_weights() for kind in KINDS)
        for other in (mean, stride):
            assert_equal(len(other), len(maximum))
            for one, two in zip(other, maximum, strict=True):
                assert_allclose(one, two)
    with student.case(
        "five runs of each, in pairs",
        weight=1.5,
        hint="Hand in Comparison.runs as `runs`: the same five seeds or more for all three.",
    ):
        scores = scores_of(student.value("runs"))
        assert_that(len(scores) >= 5, f"there are {len(scores)} seeds")
        # Ten classes: whoever is at 0.1 has learned nothing.
        assert_close_to_range(scores.mean(), 0.3, 1)
        assert_close_to_range(scores.std(), 0.0001, 0.3)
    with student.case(
        "the table of differences",
        weight=1.5,
        hint="race.differences('maximum'): of each run to that of maximum with the same seed.",
    ):
        scores, result = scores_of(student.value("runs")), student.value("result")
        assert_type(result, pd.DataFrame)
        wanted = experiments.verdicts(dict(scores.items()), "maximum")
        for kind in KINDS[1:]:
            assert_that(kind in list(result.index), f"the table has no row {kind!r}")
            for name in ("difference", "low", "high"):
                assert_that(name in list(result.columns), f"the table has no column {name!r}")
                assert_allclose(result[name][kind], wanted[name][kind], rtol=1e-4, atol=1e-6)


def scores_of(runs):
    """Return the validation accuracy by seed (rows) and network (columns), without gaps."""
    assert_type(runs, pd.DataFrame)
    for name in ("variant", "seed", "val_accuracy"):
        assert_that(list(runs.columns).count(name) == 1, f"the table needs one column {name!r}")
    keys = runs[["variant", "seed"]].astype(str)
    assert_that(not keys.duplicated().any(), "a network has two runs with one seed")
    assert_equal(sorted(set(keys["variant"])), sorted(KINDS))
    assert_array(runs["val_accuracy"], (len(runs),))
    table = runs.assign(**keys).pivot(index="seed", columns="variant", values="val_accuracy")
    assert_array(table.to_numpy(), hint="Each network needs a run with each seed.")
    return table.astype(float)


@question("race_figure", points=1)
def race_figure(student):
    """Draw paired differences with their intervals."""
    rng = np.random.default_rng(student.seed)
    middle = rng.uniform(-0.05, 0.05, 3)
    low, high = middle - rng.uniform(0.01, 0.05, 3), middle + rng.uniform(0.06, 0.1, 3)
    names = ["mean", "stride", "median"]
    columns = {"difference": middle, "deviation": 0.02, "n": 5, "low": low, "high": high}
    table = pd.DataFrame(columns, index=names)
    rows = list(zip(names, middle, low, high, strict=True))
    with student.case(
        "a point for each difference, a bar from low to high",
        hint="errorbar takes lengths, not ends: yerr=[difference - low, high - difference].",
    ):
        panel = student.figure("draw_differences", table).panel
        for name, middle, low, high in rows:
            found = [at for at, *ends in panel.intervals() if same(ends, [low, high])]
            assert_that(found, f"no bar reaches from {low:.3g} to {high:.3g}, as {name!r} does")
            there = any(panel.has_mark(at, middle) for at in found)
            assert_that(there, f"there is no point at {middle:.3g}, as {name!r} has")
    with student.case(
        "a line at zero, and names",
        hint="axhline(0); the names of the rows on one axis, and a label for the other.",
    ):
        panel = student.figure("draw_differences", table).panel
        assert_that((panel.reference_lines() == 0).any(), "there is no line at zero")
        places = {name: panel.place_of(name) for name in names}
        for name, middle, *_ in rows:
            found = [x for x, y in panel.marks() if same(y, middle)]
            assert_that(found, f"there is no point at {middle:.3g}, as {name!r} has")
            nearest = {min(names, key=lambda one: abs(places[one] - x)) for x in found}
            assert_that(name in nearest, f"the name {name!r} does not stand at its point")
        assert_that(panel.y_label.strip(), "the vertical axis has no label")


def same(actual, expected):
    """Return whether numbers agree, as far as float32 can tell."""
    return np.allclose(actual, expected, atol=1e-6)


@question("intervals", points=2, manual=True)
def intervals(student):
    """Read by a person after you hand in."""


RELEASED = {'forbidden': ['course_lib.pooling'],
 'seconds': 240.0,
 'cells': [{'kind': 'markdown', 'source': '# Exercise 2: pooling'},
           {'kind': 'code',
            'name': 'start',
            'is': ['locked'],
            'source': 'import warnings\n'
                      '\n'
                      'import matplotlib.pyplot as plt\n'
                      'import numpy as np\n'
                      'from skimage.measure import block_reduce\n'
                      '\n'
                      'from course_lib import datasets, experiments, models, notebook\n'
                      'from course_lib.checks import check\n'
                      '\n'
                      'notebook.prepare()\n'
                      'warnings.filterwarnings("error", "Mean of empty|invalid value|divide by '
                      'zero", RuntimeWarning)'},
           {'kind': 'markdown', 'source': '## 1. Predict (3 points)'},
           {'kind': 'code',
            'name': 'pooled_sizes_code',
            'is': ['solution'],
            'source': 'def pooled_sizes(n, k, s):\n'
                      '    """Return the number of windows along an axis by convention."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'pooled_sizes',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("pooled_sizes")'},
           {'kind': 'markdown', 'source': '## 2. Reuse (2 points)'},
           {'kind': 'code',
            'name': 'block_max',
            'is': ['locked'],
            'source': 'def block_max(x, k):\n'
                      '    """Return the maximum of each k x k block of (H, W); pixels left '
                      'over are dropped."""\n'
                      '    rows, columns = x.shape[0] // k, x.shape[1] // k\n'
                      '    whole = x[: rows * k, : columns * k]\n'
                      '    return whole.reshape(rows, k, columns, k).max(axis=(1, 3))'},
           {'kind': 'code',
            'name': 'block_min_code',
            'is': ['solution'],
            'source': 'def block_min(x, k):\n'
                      '    """Return the minimum of each k x k block, by means of '
                      'block_max."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'block_min',
            'is': ['grade', 'locked'],
            'points': 2.0,
            'source': 'check("block_min")'},
           {'kind': 'markdown', 'source': '## 3. Mend (5 points)'},
           {'kind': 'code',
            'name': 'block_mean_code',
            'is': ['solution'],
            'source': 'def block_mean(x, k):\n'
                      '    """Return the means of k x k blocks over the pixels that are there '
                      'and are numbers."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'block_mean_example',
            'is': ['locked'],
            'source': 'example = np.array([[1.0, 2.0, 3.0], [4.0, np.nan, 6.0], [7.0, 8.0, '
                      '9.0]])[..., None]\n'
                      'pooled = block_mean(example, 2)\n'
                      'pooled[..., 0]'},
           {'kind': 'code',
            'name': 'block_mean',
            'is': ['grade', 'locked'],
            'points': 4.0,
            'source': 'check("block_mean")'},
           {'kind': 'markdown',
            'source': 'Other numbers and other windows are checked after you hand in. (1 '
                      'point)'},
           {'kind': 'code',
            'name': 'block_mean_unseen',
            'is': ['grade', 'locked'],
            'points': 1.0,
            'source': 'check("block_mean_unseen")'},
           {'kind': 'markdown', 'source': '## 4. Measure (4 points)'},
           {'kind': 'code',
            'name': 'white',
            'is': ['locked'],
            'source': 'block_reduce(np.ones((8, 8)), (3, 3), np.mean)'},
           {'kind': 'code',
            'name': 'edge_share_code',
            'is': ['solution'],
            'source': 'def edge_share(n, k):\n'
                      '    """Return the share of means that block_reduce gets wrong on n x n '
                      'pixels."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'safe_code',
            'is': ['solution'],
            'source': 'safe = []\n# YOUR CODE HERE\nraise NotImplementedError()\nsafe'},
           {'kind': 'code',
            'name': 'edge_share',
            'is': ['grade', 'locked'],
            'points': 4.0,
            'source': 'check("edge_share")'},
           {'kind': 'markdown', 'source': '## 5. Experiment (6 points)'},
           {'kind': 'code',
            'name': 'race_data',
            'is': ['locked'],
            'source': 'data = datasets.load("mnist-5k", train=300, validation=300, test=300)\n'
                      'maximum = models.cnn(data.input_shape, 10, blocks=[8, 8], '
                      'padding="same", dense=32)\n'
                      'print(maximum)'},
           {'kind': 'code',
            'name': 'pooling_network_code',
            'is': ['solution'],
            'source': 'def pooling_network(kind):\n'
                      '    """Return the network of a kind: "maximum", "mean" or "stride"."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'build',
            'is': ['locked'],
            'source': 'def build(kind, seed):\n'
                      '    """Return the model that the check looks at."""\n'
                      '    return pooling_network(kind).build(seed=seed)'},
           {'kind': 'code',
            'name': 'race_run',
            'is': ['solution'],
            'source': 'runs, result = None, None\n'
                      '# YOUR CODE HERE\n'
                      'raise NotImplementedError()\n'
                      'result'},
           {'kind': 'code',
            'name': 'pooling_race',
            'is': ['grade', 'locked'],
            'points': 3.0,
            'source': 'check("pooling_race")'},
           {'kind': 'markdown',
            'source': 'Write `draw_differences(table)`, which draws a table such as `result`: '
                      'for each row a point at `difference`, with a bar from `low` to `high`, '
                      'and a line at zero. The names of the rows stand on the horizontal '
                      'axis;'},
           {'kind': 'code',
            'name': 'draw_differences_code',
            'is': ['solution'],
            'source': 'def draw_differences(table):\n'
                      '    """Return the figure of paired differences with their '
                      'intervals."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code', 'source': 'draw_differences(result);'},
           {'kind': 'code',
            'name': 'race_figure',
            'is': ['grade', 'locked'],
            'points': 1.0,
            'source': 'check("race_figure")'},
           {'kind': 'markdown',
            'source': 'Two sentences: what do your intervals allow you to say, and what not? '
                      '(2 points, read by a person)'},
           {'kind': 'markdown',
            'name': 'intervals',
            'is': ['grade', 'solution'],
            'points': 2.0,
            'source': 'YOUR ANSWER HERE'}]}
