"""What is found where arms are compared, written in several styles, and what is not."""

import pytest

from course_lib.audit.running import audit_cells

HEAD = """
import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier
keras.utils.set_random_seed(0)
x, y = load_digits(return_X_y=True)
x = x / 16
x_train, y_train, x_val, y_val = x[:200], y[:200], x[1500:1600], y[1500:1600]
def arm(optimizer="adam", units=8, epochs=1, first=(), x=x_train, y=y_train, **options):
    model = keras.Sequential([keras.Input((64,)), *first, keras.layers.Dense(units, "relu"),
                              keras.layers.Dense(10, "softmax")])
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    options.setdefault("batch_size", 200)
    model.fit(x, y, epochs=epochs, verbose=0, validation_data=(x_val, y_val), **options)
    return model
def tree(depth, **options):
    return DecisionTreeClassifier(max_depth=depth, **options).fit(x_train, y_train)
"""
SEEDLESS = HEAD.replace("keras.utils.set_random_seed(0)\n", "")
FLAWED = {
    "two optimisers": ("one-run-an-arm", 3, ["arm('adam')", "arm('sgd')"]),
    "a loop over widths": ("one-run-an-arm", 2, ["for units in (4, 8): arm(units=units)"]),
    "a dropout": (
        "one-run-an-arm",
        3,
        ["arm()", "arm(first=[keras.layers.Dropout(0.5)])"],
    ),
    "judged by evaluate": (
        "one-run-an-arm",
        3,
        [
            "plain = arm(); plain.evaluate(x[1600:], y[1600:], verbose=0)",
            "wide = arm(units=32); wide.evaluate(x[1600:], y[1600:], verbose=0)",
        ],
    ),
    "two forests of one tree": (
        "one-run-an-arm",
        2,
        ["[tree(d, random_state=0).score(x_val, y_val) for d in (2, 9)]"],
    ),
    "noise of several scales": (
        "one-run-an-arm",
        2,
        [
            "rng = np.random.default_rng(0)\n"
            "for scale in (0.1, 1.0): arm(x=x_train + rng.normal(0, scale, x_train.shape))"
        ],
    ),
    "two depths": (
        "difference-below-noise",
        2,
        ["[tree(d, random_state=0).score(x_val, y_val) for d in (4, 5)]"],
    ),
    "two estimators": (
        "difference-below-noise",
        3,
        [
            "first = DecisionTreeClassifier(random_state=0).fit(x_train, y_train)",
            "print(first.score(x[1600:], y[1600:]), tree(7).score(x[1600:], y[1600:]))",
        ],
    ),
    "two regularisations": (
        "difference-below-noise",
        2,
        [
            "for c in (0.1, 0.3):\n"
            "    LogisticRegression(C=c, max_iter=500).fit(x_train, y_train).score(x_val, y_val)"
        ],
    ),
    "two widths": (
        "difference-below-noise",
        2,
        ["for units in (31, 32): arm(units=units, epochs=3)"],
    ),
    "more epochs for one": (
        "unequal-budget",
        3,
        ["arm('adam')", "arm('sgd', epochs=2)"],
    ),
    "enlarged data": (
        "unequal-budget",
        3,
        [
            "arm()",
            "rng = np.random.default_rng(0)\n"
            "noisy = [x_train + rng.normal(0, 0.2, x_train.shape) for _ in range(3)]\n"
            "arm(x=np.vstack([x_train, *noisy]), y=np.tile(y_train, 4))",
        ],
    ),
    "a smaller part for one": (
        "unequal-budget",
        2,
        ["for units, n in ((8, 200), (16, 100)): arm(units=units, x=x_train[:n], y=y_train[:n])"],
    ),
    "two architectures": (
        "unequal-budget",
        3,
        [
            "arm()",
            "arm(epochs=2, first=[keras.layers.Reshape((8, 8, 1)),"
            " keras.layers.Conv2D(2, 3), keras.layers.MaxPooling2D(), keras.layers.Flatten(),"
            " keras.layers.Dropout(0.1)])",
        ],
    ),
    "two widths and an optimiser": (
        "several-changes",
        3,
        ["arm('adam')", "arm('sgd', units=16)"],
    ),
    "a layer, and a batch size": (
        "several-changes",
        3,
        ["arm()", "arm(first=[keras.layers.Dropout(0.5)], batch_size=100)"],
    ),
    "a loop over settings": (
        "several-changes",
        2,
        ["for o, u in (('adam', 8), ('sgd', 16)): arm(o, u)"],
    ),
    "a layer added and one widened": (
        "several-changes",
        3,
        ["arm()", "arm(units=16, first=[keras.layers.GaussianNoise(0.1)])"],
    ),
    "a far too high rate": (
        "diverged",
        2,
        ["arm(keras.optimizers.SGD(1e4), epochs=3)"],
    ),
    "no numbers any more": (
        "diverged",
        3,
        ["broken = x_train.copy(); broken[0] = np.nan", "arm(x=broken)"],
    ),
    "a loss that grows": (
        "diverged",
        2,
        ["arm(keras.optimizers.Adam(30.0), epochs=3)"],
    ),
    "a plain loop with too high a rate": (
        "diverged",
        2,
        ["for rate in (0.1, 1e5): arm(keras.optimizers.SGD(rate), epochs=3)"],
    ),
    "a slow arm": (
        "unconverged",
        3,
        [
            "arm(keras.optimizers.Adam(0.1), epochs=6, batch_size=50)",
            "arm(keras.optimizers.SGD(0.01), epochs=6)",
        ],
    ),
    "a regression cut off": (
        "unconverged",
        2,
        ["LogisticRegression(max_iter=2).fit(x_train, y_train).score(x_val, y_val)"],
    ),
    "a perceptron cut off": (
        "unconverged",
        2,
        ["MLPClassifier(max_iter=3, random_state=0).fit(x_train, y_train)"],
    ),
    "stochastic descent cut off": (
        "unconverged",
        2,
        ["SGDClassifier(max_iter=2, random_state=0).fit(x_train, y_train)"],
    ),
}
FAIR = {
    "a learning curve is noted only": [
        "for n in (50, 200) * 2: arm(x=x_train[:n], y=y_train[:n])",
    ],
    "several seeds": [
        "for seed in (0, 1):\n    keras.utils.set_random_seed(seed); arm('adam'); arm('sgd')"
    ],
    "initialisers with seeds of their own": [
        "for seed in (0, 1):\n"
        "    start = keras.initializers.GlorotUniform(seed)\n"
        "    for optimizer in ('adam', 'sgd'):\n"
        "        arm(optimizer, first=[keras.layers.Dense(8, kernel_initializer=start)])"
    ],
    "one arm": ["arm()"],
    "deterministic models, far apart": [
        "for model in (GaussianNB(), GaussianNB(var_smoothing=1e9)):\n"
        "    model.fit(x_train, y_train).score(x_val, y_val)"
    ],
    "two arms on different rows": [
        "tree(3, random_state=0).score(x_val, y_val)",
        "tree(9, random_state=0).score(x[1600:], y[1600:])",
    ],
}
UNSEEDED = {
    "a network": ["arm()"],
    "a tree": ["tree(3).score(x_val, y_val)"],
    "a perceptron": ["MLPClassifier(max_iter=1).fit(x_train, y_train).score(x_val, y_val)"],
    "stochastic descent": ["SGDClassifier().fit(x_train, y_train).score(x_val, y_val)"],
}
ASKED = {
    "one-run-an-arm",
    "difference-below-noise",
    "no-seed",
    "unequal-budget",
    "several-changes",
    "unconverged",
    "diverged",
}


@pytest.fixture(autouse=True)
def eager():
    """Trace nothing: networks as small as these are trained sooner than they are compiled."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.mark.parametrize(("name", "cell", "cells"), FLAWED.values(), ids=FLAWED)
def test_a_flaw_is_found_in_its_cell(name, cell, cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    assert (name, cell) in [(one.name, one.place.cell) for one in report.findings], str(report)


@pytest.mark.parametrize("cells", FAIR.values(), ids=FAIR)
def test_a_fair_comparison_has_no_finding(cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    found = {one.name for one in report.findings if one.severity != "note"}
    assert not found & ASKED, str(report)


@pytest.mark.parametrize("cells", UNSEEDED.values(), ids=UNSEEDED)
def test_no_seed_is_noted(cells):
    report = audit_cells([SEEDLESS, *cells])
    assert report.error == ""
    assert ("no-seed", 2) in [(one.name, one.place.cell) for one in report.findings], str(report)
