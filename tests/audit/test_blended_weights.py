"""Weights averaged by hand, and the rows of the trainings that they come from."""

import pytest

from course_lib.audit.running import audit_cells

HEAD = """
import keras
import numpy as np
from sklearn.datasets import load_digits
keras.utils.set_random_seed(0)
x, y = load_digits(return_X_y=True)
x, y = x[:400].astype("float32") / 16, y[:400]
def net():
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(8, "relu"),
                              keras.layers.Dense(10, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
def mean(several):
    return [np.mean(layer, axis=0) for layer in zip(*several)]
worker, final = net(), net()
def local(weights, rows):
    worker.set_weights(weights)
    worker.fit(x[rows], y[rows], batch_size=100, verbose=0)
    return worker.get_weights()
def federated(clients, rounds=2):
    weights = net().get_weights()
    for _ in range(rounds):
        weights = mean([local(weights, rows) for rows in clients])
    return weights
def judged(weights, rows):
    final.set_weights(weights)
    return final.evaluate(x[rows], y[rows], verbose=0)
def split(seed):
    order = np.random.default_rng(seed).permutation(400)
    return np.split(order[100:], 3), order[:100]
clients, test = split(0)
"""
LEAK = "leaky = [*clients[:2], np.r_[clients[2], test[:60]]]"
FLAWED = {
    "federated averaging": [LEAK, "judged(federated(leaky), test)"],
    "several seeds, judged at the end": [
        LEAK,
        "found = [federated(leaky) for seed in range(2)]",
        "for weights in found: judged(weights, test)",
    ],
    "a soup": [
        LEAK,
        "members = [net() for _ in range(2)]",
        "for one in members: one.fit(x[leaky[2]], y[leaky[2]], verbose=0)",
        "judged(mean([one.get_weights() for one in members]), test)",
    ],
}
FAIR = {
    "federated averaging": ["judged(federated(clients), test)"],
    "another split for each seed": [
        "for seed in range(3):\n    clients, test = split(seed)\n"
        "    judged(federated(clients), test)"
    ],
    "splits judged at the end": [
        "found = [(federated(split(seed)[0]), split(seed)[1]) for seed in range(3)]",
        "for weights, test in found: judged(weights, test)",
    ],
    "folds with noise, from one start": [
        "start = net().get_weights()\n"
        "for rows in np.split(np.arange(400), 4):\n"
        "    weights = local(start, np.setdiff1d(np.arange(400), rows))\n"
        "    judged([one + 0.01 * np.random.normal(size=one.shape) for one in weights], rows)"
    ],
    "fresh weights, judged before they are trained": [
        "net().fit(x, y, verbose=0)\njudged(net().get_weights(), test)"
    ],
}


@pytest.fixture(autouse=True)
def eager():
    """Trace nothing: networks as small as these are trained sooner than they are compiled."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


def severities(cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    return [one.severity for one in report.findings if one.name == "judged-rows-trained"]


@pytest.mark.parametrize("cells", FLAWED.values(), ids=FLAWED)
def test_judged_rows_behind_averaged_weights_are_doubtful(cells):
    assert severities(cells) == ["doubtful"]


@pytest.mark.parametrize("cells", FAIR.values(), ids=FAIR)
def test_weights_averaged_fairly_have_no_finding(cells):
    assert severities(cells) == []
