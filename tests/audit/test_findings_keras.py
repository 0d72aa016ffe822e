"""What is found in trials with Keras, written in several styles, and what is not."""

import pytest

from course_lib.audit.running import audit_cells

HEAD = """
import keras
import numpy as np
from sklearn.datasets import load_digits
keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
x, y = load_digits(return_X_y=True)
x = x / 16
x_train, y_train, x_test, y_test = x[:200], y[:200], x[1500:1600], y[1500:1600]
def build(last="softmax", units=10, first=()):
    return keras.Sequential([keras.Input((64,)), *first, keras.layers.Dense(8, "relu"),
                             keras.layers.Dense(units, last)])
def compiled(model, optimizer="adam", loss="sparse_categorical_crossentropy"):
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model
def fit(model, x=x_train, y=y_train, **options):
    return model.fit(x, y, batch_size=200, verbose=0, **options)
"""
FLAWED = {
    "compiled again": (
        "weights-inherited",
        3,
        [
            "model = compiled(build()); fit(model); model.evaluate(x_test, y_test, verbose=0)",
            "compiled(model, 'adagrad'); fit(model); model.evaluate(x_test, y_test, verbose=0)",
        ],
    ),
    "one model for all scales": (
        "weights-inherited",
        3,
        [
            "model = build()",
            "for scale in (0.1, 0.5, 1.0):\n"
            "    compiled(model)\n"
            "    fit(model, x_train + rng.normal(0, scale, x_train.shape),"
            " validation_split=0.2)",
        ],
    ),
    "trained weights set in another model": (
        "weights-inherited",
        3,
        [
            "first = compiled(build()); fit(first); first.evaluate(x_test, y_test, verbose=0)",
            "second = compiled(build(), 'sgd')\n"
            "second.set_weights(first.get_weights())\n"
            "fit(second)",
        ],
    ),
    "one body under two heads": (
        "weights-inherited",
        4,
        [
            "body = keras.layers.Dense(32, 'relu')",
            "first = compiled(build(first=[body])); fit(first, validation_split=0.2)",
            "second = compiled(build(first=[body]), 'sgd'); fit(second, validation_split=0.2)",
        ],
    ),
    "labels shuffled alone": (
        "labels-apart",
        3,
        ["order = rng.permutation(200)", "fit(compiled(build()), x_train, y_train[order])"],
    ),
    "one-hot labels of other rows": (
        "labels-apart",
        2,
        [
            "fit(compiled(build(), loss='categorical_crossentropy'), x_train,"
            " keras.utils.to_categorical(y[200:400], 10))"
        ],
    ),
    "judged rows among the trained ones, scaled": (
        "judged-rows-trained",
        3,
        [
            "model = compiled(build()); fit(model, 16 * x_train)",
            "model.evaluate(x[150:250], y[150:250], verbose=0)",
        ],
    ),
    "batch by batch": (
        "judged-rows-trained",
        3,
        [
            "model = compiled(build())\n"
            "for i in range(0, 200, 50):\n"
            "    model.train_on_batch(x_train[i:i + 50], y_train[i:i + 50])",
            "model.evaluate(x[150:250], y[150:250], verbose=0)",
        ],
    ),
    "a tf.data pipeline": (
        "judged-rows-trained",
        3,
        [
            "import tensorflow as tf\n"
            "data = tf.data.Dataset.from_tensor_slices((x_train, y_train))\n"
            "data = data.shuffle(200).batch(100)\n"
            "model = compiled(build()); model.fit(data, verbose=0)",
            "model.evaluate(x[150:250], y[150:250], verbose=0)",
        ],
    ),
    "the test rows watched": (
        "judged-set-watched",
        2,
        [
            "model = compiled(build()); fit(model, validation_data=(x_test, y_test))",
            "model.evaluate(x_test, y_test, verbose=0)",
        ],
    ),
    "the test rows stop training": (
        "judged-set-chose",
        2,
        [
            "model = compiled(build())\n"
            "fit(model, validation_data=(x_test, y_test),"
            " callbacks=[keras.callbacks.EarlyStopping()])",
            "model.evaluate(x_test, y_test, verbose=0)",
        ],
    ),
    "a rectifier's output": ("output-misfits-loss", 2, ["fit(compiled(build('relu')))"]),
    "no activation": ("output-misfits-loss", 2, ["fit(compiled(build(None)))"]),
    "sigmoids": ("output-misfits-loss", 2, ["fit(compiled(build('sigmoid')))"]),
    "softmax twice": (
        "output-misfits-loss",
        2,
        [
            "fit(compiled(build(), loss=keras.losses.SparseCategoricalCrossentropy("
            "from_logits=True)))"
        ],
    ),
    "softmax of one": (
        "output-misfits-loss",
        2,
        ["fit(compiled(build('softmax', 1), loss='binary_crossentropy'), y=y_train % 2)"],
    ),
    "one class for all": (
        "constant-prediction",
        2,
        [
            "model = compiled(build())\n"
            "model.layers[-1].bias.assign([0.0] * 9 + [99.0])\n"
            "model.evaluate(x_test, y_test, verbose=0)"
        ],
    ),
    "pixels of 0 to 255": ("unscaled-inputs", 2, ["fit(compiled(build()), x_train * 255)"]),
    "adapted to the test rows": (
        "fitted-on-judged",
        2,
        [
            "scale = keras.layers.Normalization(); scale.adapt(x)",
            "model = compiled(build(first=[scale])); fit(model)",
            "model.evaluate(x_test, y_test, verbose=0)",
        ],
    ),
}
JUDGED = "model.evaluate(x_test, y_test, verbose=0)"
FAIR = {
    "each arm its own model": [
        "for optimizer in ('adam', 'sgd') * 2:\n"
        "    fit(compiled(build(), optimizer), validation_split=0.2)",
    ],
    "weights set back": [
        "model = build(); fresh = model.get_weights()",
        "for optimizer in ('adam', 'sgd') * 2:\n"
        "    model.set_weights(fresh)\n"
        "    fit(compiled(model, optimizer), validation_split=0.2)",
    ],
    "transfer in two phases": [
        "model = build(); model.layers[0].trainable = False",
        "fit(compiled(model), validation_split=0.2)",
        "model.layers[0].trainable = True\n"
        "fit(compiled(model, keras.optimizers.Adam(1e-5)), validation_split=0.2)",
        JUDGED,
    ],
    "training that goes on": [
        "model = compiled(build()); fit(model, validation_split=0.2)",
        "fit(model, epochs=2, initial_epoch=1, validation_split=0.2)",
        JUDGED,
    ],
    "a curriculum that says so": [
        "model = compiled(build()); fit(model, x_train[:100], y_train[:100], validation_split=0.2)",
        "# the second step of the curriculum\nfit(compiled(model, 'sgd'), validation_split=0.2)",
        JUDGED,
    ],
    "chunk by chunk": [
        "model = compiled(build())\n"
        "for i in (0, 100): fit(model, x_train[i:i + 100], y_train[i:i + 100])",
        JUDGED,
    ],
    "logits": [
        "model = compiled(build(None), loss=keras.losses.SparseCategoricalCrossentropy("
        "from_logits=True))\nfit(model)",
        JUDGED,
    ],
    "the network scales": [
        "fit(compiled(build(first=[keras.layers.Rescaling(1 / 255)])), x_train * 255)",
    ],
    "validation rows judged too": [
        "model = compiled(build())\n"
        "fit(model, validation_data=(x[300:400], y[300:400]),"
        " callbacks=[keras.callbacks.EarlyStopping()])\n"
        "model.evaluate(x[300:400], y[300:400], verbose=0)",
        JUDGED,
    ],
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
def test_a_fair_trial_has_no_finding(cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    assert not report.fails("doubtful"), str(report)


STREAMS = {
    "a generator": "fit_on = ((x_test[i:i + 50], y_test[i:i + 50]) for i in (0, 50))",
    "a data set": """class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return x_test[50 * i:50 * i + 50], y_test[50 * i:50 * i + 50]
fit_on = Batches()""",
}


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_rows_of_a_stream_are_noted_as_they_pass(stream):
    cells = [stream, "model = compiled(build())\nmodel.fit(fit_on, verbose=0)"]
    cells += ["model.evaluate(x_test, y_test, verbose=0)"]
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    assert report.unfollowed == ()
    assert "training-score-only" in [one.name for one in report.findings]


def test_of_a_stream_only_what_is_used_counts():
    cells = ["def pairs():\n    yield x_train, y_train\n    yield x_test, y_test"]
    cells += ["model = compiled(build())\nmodel.fit(pairs(), steps_per_epoch=1, verbose=0)"]
    report = audit_cells([HEAD, *cells, "model.evaluate(x_test, y_test, verbose=0)"])
    assert report.error == ""
    assert not report.fails("doubtful"), str(report)


def test_a_layer_of_ones_own_that_says_nothing_of_itself_hinders_nothing():
    layer = """class Own(keras.layers.Layer):
    def __init__(self, hidden):
        super().__init__()
        self.hidden = hidden

    def call(self, x):
        return x
model = compiled(build(first=[Own(object())]))
fit(model)"""
    report = audit_cells([HEAD, layer, "model.evaluate(x_train, y_train, verbose=0)"])
    assert report.error == ""
    assert report.unfollowed == ()
    assert "training-score-only" in [one.name for one in report.findings]


def test_a_stream_that_tells_no_arrays_is_said():
    cells = [
        "pairs = tf.data.Dataset.from_generator(lambda: iter([(x_train, y_train)]), "
        "output_signature=(tf.TensorSpec((None, 64)), tf.TensorSpec((None,), 'int64')))"
    ]
    report = audit_cells(
        [HEAD, "import tensorflow as tf", *cells, "compiled(build()).fit(pairs, verbose=0)"]
    )
    assert report.error == ""
    assert "the rows of a " in str(report.unfollowed)
