"""The fast fit: what model.fit gives, its callbacks, its seeds, and what falls back."""

from __future__ import annotations

import random
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.training import Progress, fit
from course_lib.training.loop import obstacle
from course_lib.training.order import OrderedBatches, orders

RNG = np.random.default_rng(0)
CENTRES = RNG.normal(size=(3, 5))
Y = RNG.integers(0, 3, 50)
X = (CENTRES[Y] + RNG.normal(size=(50, 5))).astype("float32")
VX, VY = X[:17], Y[:17]

JUNK = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.integers(-3, 3),
    st.floats(),
    st.booleans(),
    st.lists(st.floats(), max_size=3),
    st.lists(st.text(max_size=2), min_size=1, max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.just(object()),
    st.just(np.zeros((0, 5))),
    st.just(np.full((4, 5), np.nan)),
    st.just(np.zeros((4, 2, 2))),
    st.just(np.array(["a", "b"])),
)


def build(
    seed: int = 1,
    model_type: type[keras.Model] = keras.Model,
    layers: bool = False,
    **options: Any,
) -> keras.Model:
    """Return a compiled model whose weights follow from the seed; `layers` adds some with state."""

    def dense(units: int, activation: str, offset: int) -> keras.layers.Layer:
        start = keras.initializers.GlorotUniform(seed + offset)
        return keras.layers.Dense(units, activation=activation, kernel_initializer=start)

    inputs = keras.Input((5,))
    hidden = dense(8, "relu", 0)(inputs)
    if layers:
        hidden = keras.layers.BatchNormalization()(hidden)
        hidden = keras.layers.Dropout(0.2, seed=seed)(hidden)
    model = model_type(inputs, dense(3, "softmax", 1)(hidden))
    settings = {"optimizer": "adam", "loss": "sparse_categorical_crossentropy"}
    model.compile(**(settings | {"metrics": ["accuracy"]} | options))
    return model


def same(ours: keras.callbacks.History, theirs: keras.callbacks.History, atol: float) -> None:
    assert ours.history.keys() == theirs.history.keys()
    assert ours.epoch == theirs.epoch
    for name, curve in theirs.history.items():
        np.testing.assert_allclose(ours.history[name], curve, atol=atol, err_msg=name)


def test_without_shuffling_it_equals_keras_fit() -> None:
    plain, fast = build(layers=True), build(layers=True)
    settings = {"epochs": 3, "batch_size": 16, "shuffle": False, "validation_data": (VX, VY)}
    theirs = plain.fit(X, Y, verbose=0, **settings)
    same(fit(fast, X, Y, **settings), theirs, atol=1e-4)
    for ours, keras_weight in zip(fast.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(ours, keras_weight, atol=1e-4)
    assert fast.optimizer.iterations == 3 * 4


def test_sample_weights_and_regularisation_equal_keras() -> None:
    weights = np.linspace(0, 2, 50)
    decay = keras.regularizers.L2(0.1)

    def regularised() -> keras.Model:
        model = keras.Sequential(
            [
                keras.Input((5,)),
                keras.layers.Dense(
                    3, "softmax", kernel_regularizer=decay, kernel_initializer="ones"
                ),
            ]
        )
        model.compile("sgd", "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
        return model

    settings = {"epochs": 2, "batch_size": 16, "shuffle": False, "sample_weight": weights}
    settings["validation_data"] = (VX, VY, weights[:17])
    theirs = regularised().fit(X, Y, verbose=0, **settings)
    same(fit(regularised(), X, Y, **settings), theirs, atol=1e-4)


def test_the_same_seed_gives_the_same_history_and_leaves_global_state_alone() -> None:
    before = random.getstate(), np.random.get_state()[1].tobytes()  # noqa: NPY002

    def curves(seed: int | np.random.Generator) -> dict[str, list[float]]:
        return fit(build(layers=True), X, Y, epochs=2, batch_size=16, seed=seed).history

    first = curves(3)
    assert curves(np.random.default_rng(3)) == first
    assert curves(4) != first
    after = random.getstate(), np.random.get_state()[1].tobytes()  # noqa: NPY002
    assert after == before


def test_without_a_seed_the_global_one_decides() -> None:
    drawn = []
    for _ in range(2):
        keras.utils.set_random_seed(5)
        drawn.append(next(orders(30, shuffle=True, seed=None)).tolist())
    assert drawn[0] == drawn[1] != next(orders(30, shuffle=True, seed=None)).tolist()


@given(st.integers(1, 40), st.integers(0, 100))
@settings(deadline=None, max_examples=20)
def test_an_order_holds_each_row_once(size: int, seed: int) -> None:
    drawn = orders(size, shuffle=True, seed=seed)
    for _ in range(2):
        assert sorted(next(drawn)) == list(range(size))


class Diary(keras.callbacks.Callback):
    """Writes down which epoch-level events come, with their logs."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[tuple[str, list[str]]] = []

    def _note(self, event: str, logs: Any) -> None:
        self.events.append((event, sorted(logs or {})))

    def on_train_begin(self, logs: Any = None) -> None:
        self._note(f"train begin of {self.params['epochs']} x {self.params['steps']}", logs)

    def on_train_end(self, logs: Any = None) -> None:
        self._note("train end", logs)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._note(f"epoch {epoch} begin", logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        assert all(type(value) is float for value in logs.values())
        self._note(f"epoch {epoch} end", logs)

    def on_test_begin(self, logs: Any = None) -> None:
        self._note("test begin", logs)

    def on_test_end(self, logs: Any = None) -> None:
        self._note("test end", logs)


def test_callbacks_hear_what_keras_tells_them() -> None:
    ours, theirs = Diary(), Diary()
    settings = {"epochs": 2, "batch_size": 16, "validation_data": (VX, VY)}
    assert obstacle(build(), [ours]) is None
    fit(build(), X, Y, callbacks=ours, **settings)
    build().fit(X, Y, callbacks=[theirs], verbose=0, **settings)
    assert ours.events == theirs.events


def test_early_stopping_restores_the_best_weights() -> None:
    stopper = keras.callbacks.EarlyStopping("val_loss", patience=1, restore_best_weights=True)
    model = build(optimizer=keras.optimizers.SGD(3.0))
    history = fit(
        model, X, Y, epochs=50, validation_data=(VX, VY), callbacks=[stopper], shuffle=False
    ).history
    assert len(history["loss"]) < 50
    best = min(history["val_loss"])
    assert model.evaluate(VX, VY, verbose=0)[0] == pytest.approx(best, abs=1e-4)


def test_progress_shows_epochs_and_figures(capsys: pytest.CaptureFixture[str]) -> None:
    fit(build(), X, Y, epochs=2, progress=True)
    shown = capsys.readouterr().err
    assert "2/2" in shown
    assert "loss=" in shown
    assert obstacle(build(), [Progress()]) is None


class BatchCounter(keras.callbacks.Callback):
    def __init__(self) -> None:
        super().__init__()
        self.batches = 0

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.batches += 1


class OwnStep(keras.Model):
    def train_step(self, data: Any) -> Any:
        return super().train_step(data)


@pytest.mark.parametrize(
    ("build_options", "fit_options", "reason"),
    [
        ({}, {"callbacks": [BatchCounter()]}, "listens to batches"),
        ({"run_eagerly": True}, {}, "eagerly"),
        ({"model_type": OwnStep}, {}, "train_step"),
        ({}, {"class_weight": {0: 1.0, 1: 1.0, 2: 1.0}}, None),
    ],
)
def test_what_is_not_supported_falls_back_and_agrees(
    build_options: dict[str, Any], fit_options: dict[str, Any], reason: str | None
) -> None:
    settings = {"epochs": 2, "batch_size": 16, "validation_data": (VX, VY), "seed": 1}
    model = build(**build_options)
    why = obstacle(model, fit_options.get("callbacks", []))
    assert (why is None) if reason is None else (reason in why)
    same(fit(model, X, Y, **settings, **fit_options), fit(build(), X, Y, **settings), atol=1e-4)


def test_batch_callbacks_are_called() -> None:
    listens = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    assert "LambdaCallback listens to batches" in obstacle(build(), [listens])
    counter = BatchCounter()
    fit(build(), X, Y, epochs=2, batch_size=16, callbacks=[counter])
    assert counter.batches == 8


def test_xla_and_missing_optimizers_are_left_to_keras() -> None:
    assert "XLA" in obstacle(build(jit_compile=True), [])
    assert "no optimizer" in obstacle(build(optimizer=None), [])


def test_validation_split_holds_out_the_last_samples() -> None:
    cut = 40
    settings = {"epochs": 1, "batch_size": 16, "shuffle": False}
    split = fit(build(), X, Y, validation_split=0.2, **settings)
    same(split, fit(build(), X[:cut], Y[:cut], validation_data=(X[cut:], Y[cut:]), **settings), 0)


def test_several_inputs() -> None:
    inputs = {"a": keras.Input((5,), name="a"), "b": keras.Input((5,), name="b")}
    joined = keras.layers.Concatenate()(list(inputs.values()))
    model = keras.Model(inputs, keras.layers.Dense(1)(joined))
    model.compile("sgd", "mse")
    history = fit(model, {"a": X, "b": X}, Y, epochs=2, seed=0).history
    assert len(history["loss"]) == 2
    listed = keras.Model(list(inputs.values()), keras.layers.Dense(1)(joined))
    listed.compile("sgd", "mse")
    assert len(fit(listed, [X, X], Y, epochs=1).epoch) == 1
    with pytest.raises(ValueError, match="one length"):
        fit(listed, [X, X[:3]], Y)


def test_streams_go_to_keras() -> None:
    batches = OrderedBatches((X, Y), orders(50, shuffle=False, seed=None), 16)
    settings = {"epochs": 1, "shuffle": False}
    expected = fit(build(), X, Y, batch_size=16, **settings)
    streamed = build()
    same(fit(streamed, batches, **settings), expected, atol=1e-4)
    endless = ((X[:10], Y[:10]) for _ in iter(int, 1))
    assert len(fit(build(), endless, epochs=1, steps_per_epoch=2).epoch) == 1
    held_out = OrderedBatches((VX, VY), orders(17, shuffle=False, seed=None), 17)
    history = fit(build(), X, Y, epochs=1, batch_size=16, validation_data=held_out, seed=0).history
    assert "val_loss" in history
    with pytest.raises(ValueError, match="y must be None where x is a stream"):
        fit(build(), batches, Y)


def test_fitting_goes_on_from_what_was_learned() -> None:
    model = build()
    first = fit(model, X, Y, epochs=5, shuffle=False).history["loss"][-1]
    assert fit(model, X, Y, epochs=5, shuffle=False).history["loss"][-1] < first


MODEL = build()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"model": "mlp"}, TypeError, "model must be a keras.Model"),
        ({"model": keras.Sequential([keras.Input((5,))])}, ValueError, "must be compiled"),
        ({"x": "pixels"}, TypeError, "x must be an array of numbers, got 'pixels'"),
        ({"x": None}, TypeError, "x must be an array"),
        ({"x": 3.0}, ValueError, "x must have at least one axis"),
        ({"x": np.full((50, 5), np.nan)}, ValueError, "x must be finite"),
        ({"x": X[:0]}, ValueError, "x must not be empty"),
        ({"x": X[:, :2]}, ValueError, "5"),
        ({"y": Y[:3]}, ValueError, "x and y must have one length, got 50 in x, 3 in y"),
        ({"y": Y + 7}, ValueError, "do not fit the model"),
        ({"y": None, "sample_weight": np.ones(50)}, ValueError, "sample_weight must be None"),
        ({"epochs": 0}, ValueError, "epochs must be an integer of at least 1"),
        ({"batch_size": -1}, ValueError, "batch_size"),
        ({"validation_data": X}, TypeError, r"validation_data must be a pair"),
        ({"validation_data": (VX, VY[:2])}, ValueError, "validation x and validation y"),
        ({"validation_split": 1.5}, ValueError, "validation_split"),
        ({"validation_split": 1.0}, ValueError, "samples on both sides"),
        ({"validation_split": 0.5, "validation_data": (VX, VY)}, ValueError, "must be 0"),
        ({"callbacks": ["stop"]}, TypeError, "callbacks must be"),
        ({"callbacks": 3}, TypeError, "callbacks must be"),
        ({"seed": -1}, ValueError, "seed"),
        ({"shuffle": "yes"}, TypeError, "shuffle must be True or False"),
    ],
)
def test_mistakes_are_named(arguments: dict[str, Any], error: type, message: str) -> None:
    given_ones = {"model": MODEL, "x": X, "y": Y, "epochs": 1} | arguments
    with pytest.raises(error, match=message):
        fit(given_ones.pop("model"), given_ones.pop("x"), given_ones.pop("y"), **given_ones)


@given(
    st.sampled_from(
        [
            "model",
            "x",
            "y",
            "epochs",
            "batch_size",
            "validation_data",
            "callbacks",
            "seed",
            "shuffle",
            "sample_weight",
            "progress",
            "validation_split",
        ]
    ),
    JUNK,
)
@settings(deadline=None, max_examples=30)
def test_junk_raises_nothing_but_type_and_value_errors(name: str, junk: Any) -> None:
    given_ones = {"model": MODEL, "x": X[:4], "y": Y[:4], "epochs": 1} | {name: junk}
    try:
        fit(given_ones.pop("model"), given_ones.pop("x"), given_ones.pop("y"), **given_ones)
    except (TypeError, ValueError) as error:
        assert str(error)  # noqa: PT017


def test_train_stops_when_the_model_says_so() -> None:
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.model.stop_training = True

    assert fit(build(), X, Y, epochs=9, callbacks=[Stop()]).epoch == [0]
