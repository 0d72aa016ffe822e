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


COMPILED = """model = build()
adam = keras.optimizers.Adam(0.01)
kept_x, kept_y = tf.constant(x_train), tf.constant(y_train)


class Trainer:
    @tf.function
    def step(self, x, y):
        step(model, adam, x, y)


@tf.function
def fast(a, b):
    step(model, adam, a, b)


@tf.function
def fast_of_batch(batch):
    step(model, adam, *batch)


@tf.function
def fast_of_data(data):
    for a, b in data:
        step(model, adam, a, b)


@tf.function
def fast_of_models(model, optimizer, a, b):
    step(model, optimizer, a, b)


@tf.function
def fast_of_all():
    step(model, adam, kept_x, kept_y)


@tf.function
def fast_of_numbers(numbers):
    step(model, adam, tf.gather(kept_x, numbers), tf.gather(kept_y, numbers))


@tf.function
def fast_alone(a, b):
    with tf.GradientTape() as tape:
        loss = loss_of(b, model(a, training=True))
    for one, change in zip(model.weights, tape.gradient(loss, model.weights)):
        one.assign_sub(0.1 * change)


@tf.function
def ask(a):
    return model(a, training=False)


trainer = Trainer()
data = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(200).batch(64)
"""


def looped(step, ask):
    return f"{COMPILED}for epoch in range(3):\n    {step}\n    {ask}"


@pytest.mark.parametrize(
    "step",
    [
        "for i in range(0, 200, 64): fast(x_train[i:i + 64], y_train[i:i + 64])",
        "for a, b in data: fast(a, b)",
        "for a, b in data: fast(b=b, a=a)",
        "for a, b in data: trainer.step(a, b)",
        "for batch in data: fast_of_batch(batch)",
        "for a, b in data: fast_of_models(model, adam, a, b)",
        "for a, b in data: fast_alone(a, b)",
        "fast_of_data(data)",
        "fast_of_all()",
    ],
)
def test_a_compiled_step_is_followed_at_every_call(step):
    report = audited(looped(step, "accuracy(model, x_test, y_test)"), JUDGED)
    assert report.events["fit"] == 1
    assert names(report) == {"judged-set-watched"}
    assert report.unfollowed == ()
    report = audited(
        looped(step, ""), "model.compile(loss=loss_of)\nmodel.evaluate(x_train, y_train)"
    )
    assert "training-score-only" in names(report)


def test_rows_that_a_compiled_step_gathers_are_not_known():
    step = "for i in range(0, 200, 50): fast_of_numbers(tf.range(i, i + 50))"
    report = audited(looped(step, "accuracy(model, x_test, y_test)"), JUDGED)
    assert report.events["fit"] == 1
    assert names(report) == set()
    (said,) = report.unfollowed
    assert "(tf.function) trains on" in said


def test_a_compiled_call_asks():
    step = "for a, b in data: fast(a, b)"
    asked = "hits = np.mean(ask(x_test).numpy().argmax(1) == y_test)"
    report = audited(looped(step, asked), asked)
    assert report.events == {"fit": 1, "predict": 2}
    assert names(report) == {"judged-set-watched"}


def test_a_compiled_function_may_score_what_it_asks():
    hits = """@tf.function
def hits(images, labels):
    answers = model(images, training=False)
    return tf.reduce_mean(tf.cast(tf.equal(tf.argmax(answers, 1), labels), tf.float32))
"""
    step = "for a, b in data: fast(a, b)"
    report = audited(looped(step, ""), hits + "hits(x_test, y_test)")
    assert names(report) == set()
    step += "\n    hits(x_test, y_test)"
    report = audited(hits + looped(step, ""), "hits(x_test, y_test)")
    assert names(report) == {"judged-set-watched"}


def test_a_fair_loop_of_compiled_functions_is_left_in_peace():
    rows = "x_train, y_train, x_val, y_val = x[:150], y[:150], x[150:200], y[150:200]"
    run = """def run(seed):
    keras.utils.set_random_seed(seed)
    model, adam, low = build(), keras.optimizers.Adam(0.01), np.inf
    @tf.function
    def fast(a, b):
        step(model, adam, a + tf.random.normal(tf.shape(a), stddev=0.1), b)
    @tf.function
    def loss(a, b):
        return loss_of(b, model(a, training=False))
    for epoch in range(4):
        for a, b in data:
            fast(a, b)
        now = float(loss(x_val, y_val))
        if now < low:
            low, best = now, model.get_weights()
    model.set_weights(best)
    return model
"""
    data = "data = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(150).batch(64)"
    report = audited(
        rows,
        f"{data}\n{run}models = [run(seed) for seed in range(3)]",
        "[accuracy(model, x_test, y_test) for model in models]",
    )
    assert {one.severity for one in report.findings} <= {"note"}
    assert report.events["fit"] == 3
    assert report.unfollowed == ()


def test_the_best_weights_of_a_loop_are_known():
    report = audited(
        "model = build()\nadam = keras.optimizers.Adam(0.01)\ntop = -1\nfor epoch in range(4):\n"
        "    train(model, adam, x_train, y_train)\n    now = accuracy(model, x_test, y_test)\n"
        "    if epoch == 1: best = model.get_weights()",
        "model.set_weights(best)\naccuracy(model, x_test, y_test)",
    )
    assert names(report) == {"judged-set-watched"}


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
    compiled = type(tf.function(abs)).__call__
    with audit.start():
        assert keras.Model.__call__ is not keras.layers.Layer.__call__
        assert keras.saving.load_model is not load
        assert type(tf.function(abs)).__call__ is not compiled
    after = [dict(vars(one)) for one in (keras.Model, keras.layers.Layer, keras.optimizers.SGD)]
    assert after == held
    assert keras.optimizers.Optimizer.apply is apply
    assert keras.saving.load_model is load
    assert type(tf.function(abs)).__call__ is compiled


def test_what_is_called_gives_what_it_gave():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    x = np.eye(3, dtype="float32")
    plain = np.asarray(model(x))
    with audit.start():
        assert np.array_equal(np.asarray(model(x)), plain)
        assert np.array_equal(np.asarray(tf.function(model)(x)), plain)
        functional = keras.Model(model.inputs, keras.layers.Dense(1)(model(model.inputs[0])))
    assert functional.output_shape == (None, 1)
