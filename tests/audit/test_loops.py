"""Loops of a notebook's own: GradientTape, tf.function, batches, and calls that only ask."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from course_lib import audit
from course_lib.audit.running import audit_cells

HEAD = """
import keras
import numpy as np
import tensorflow as tf
keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
x = rng.random((300, 12), dtype="float32")
y = (x[:, 0] > 0.5).astype("int64")
x_train, y_train, x_test, y_test = x[:200], y[:200], x[200:], y[200:]
loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def build():
    return keras.Sequential([keras.Input((12,)), keras.layers.Dense(4, activation="relu"),
                             keras.layers.Dense(2)])


def step(model, optimizer, images, labels):
    with tf.GradientTape() as tape:
        loss = loss_of(labels, model(images, training=True))
    variables = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


def train(model, optimizer, x, y, epochs=1):
    for _ in range(epochs):
        for i in range(0, len(x), 100):
            step(model, optimizer, x[i:i + 100], y[i:i + 100])


def accuracy(model, x, y):
    return float(np.mean(np.argmax(model(x), axis=1) == y))
"""

JUDGED = """model.compile(loss=loss_of, metrics=["accuracy"])
model.evaluate(x_test, y_test, verbose=0)"""


def audited(*cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    return report


def told(report):
    return {(one.name, one.place.cell, one.place.line) for one in report.findings}


def names(report):
    return {one.name for one in report.findings}


def test_a_tape_is_a_training_and_a_call_asks():
    report = audited(
        "model = build()\nadam = keras.optimizers.Adam(0.01)\ntrain(model, adam, x_train, y_train)",
        "accuracy(model, x_test, y_test)",
    )
    assert report.events == {"fit": 1, "predict": 1}
    assert report.findings == ()
    assert report.unfollowed == ()


def test_rows_that_a_tape_trained_on_are_known_when_they_are_judged():
    report = audited(
        "model = build()\ntrain(model, keras.optimizers.Adam(0.01), x[:250], y[:250])",
        JUDGED,
    )
    assert ("judged-rows-trained", 3, 2) in told(report)


def test_weights_that_a_tape_trained_are_a_head_start():
    cells = [
        "model = build()\ntrain(model, keras.optimizers.Adam(0.01), x_train, y_train)\n"
        "accuracy(model, x_test, y_test)",
        "train(model, keras.optimizers.SGD(0.1), x_train[:150], y_train[:150])\n"
        "accuracy(model, x_test, y_test)",
    ]
    assert ("weights-inherited", 3, 1) in told(audited(*cells))
    fresh = [cells[0], "model = build()\n" + cells[1]]
    assert "weights-inherited" not in names(audited(*fresh))


def test_validation_between_passes_is_watched_and_no_end():
    report = audited(
        "model = build()\nsgd = keras.optimizers.SGD(0.1)\nfor epoch in range(3):\n"
        "    train(model, sgd, x_train, y_train, epochs=1)\n"
        "    accuracy(model, x_test, y_test)",
        JUDGED,
    )
    assert names(report) == {"judged-set-watched"}
    assert report.events["fit"] == 1


def test_batches_with_a_judgement_between_are_one_training():
    report = audited(
        "model = build()\nmodel.compile('sgd', loss_of)\nfor epoch in range(3):\n"
        "    for i in range(0, 200, 100):\n"
        "        model.train_on_batch(x_train[i:i + 100], y_train[i:i + 100])\n"
        "    model.evaluate(x_test, y_test, verbose=0)",
    )
    assert report.events == {"compile": 1, "fit": 1, "judge": 3}


def test_other_weights_begin_another_training():
    report = audited(
        "model = build()\nmodel.compile('sgd', loss_of)\nstart = model.get_weights()\n"
        "for seed in range(2):\n    model.set_weights(start)\n    for i in range(0, 200, 100):\n"
        "        model.train_on_batch(x_train[i:i + 100], y_train[i:i + 100])",
    )
    assert report.events["fit"] == 2
    assert "weights-inherited" not in names(report)


def test_a_compiled_step_is_a_training_whose_rows_are_not_known():
    report = audited(
        "model = build()\nadam = keras.optimizers.Adam(0.01)\n"
        "adam.build(model.trainable_variables)\n"
        "fast = tf.function(lambda a, b: step(model, adam, a, b))\n"
        "for i in range(0, 200, 100):\n    fast(x_train[i:i + 100], y_train[i:i + 100])",
        "accuracy(model, x_test, y_test)",
    )
    assert report.events == {"fit": 1, "predict": 1}
    assert any("tf.function" in one for one in report.unfollowed)


@pytest.mark.parametrize(
    "ask",
    [
        "model(x_test, training=True)",
        "with tf.GradientTape() as tape:\n    images = tf.Variable(x_test)\n    model(images)",
    ],
)
def test_gradients_and_dropout_alone_train_nothing(ask):
    report = audited("model = build()", ask)
    assert report.events == {"predict": 1}


def test_loaded_weights_are_known_or_said(tmp_path):
    path = str(tmp_path / "a.weights.h5")
    cells = [
        f"model = build()\nmodel.compile('sgd', loss_of)\nmodel.fit(x_train, y_train, verbose=0)\n"
        f"model.save_weights({path!r})",
        f"other = build()\nother.load_weights({path!r})",
    ]
    report = audited(*cells)
    assert report.events["load weights"] == 1
    assert report.unfollowed == ()
    alone = audited(cells[1])
    (said,) = alone.unfollowed
    assert said.startswith("on which rows the weights of model 1")
    assert said.endswith("cell 2, line 2")


def test_nothing_of_it_remains():
    held = [dict(vars(one)) for one in (keras.Model, keras.layers.Layer, keras.optimizers.SGD)]
    apply, load = keras.optimizers.Optimizer.apply, keras.saving.load_model
    with audit.start():
        assert keras.Model.__call__ is not keras.layers.Layer.__call__
        assert keras.saving.load_model is not load
    after = [dict(vars(one)) for one in (keras.Model, keras.layers.Layer, keras.optimizers.SGD)]
    assert after == held
    assert keras.optimizers.Optimizer.apply is apply
    assert keras.saving.load_model is load


def test_what_is_called_gives_what_it_gave():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    x = np.eye(3, dtype="float32")
    plain = np.asarray(model(x))
    with audit.start():
        assert np.array_equal(np.asarray(model(x)), plain)
        assert np.array_equal(np.asarray(tf.function(model)(x)), plain)
        functional = keras.Model(model.inputs, keras.layers.Dense(1)(model(model.inputs[0])))
    assert functional.output_shape == (None, 1)
