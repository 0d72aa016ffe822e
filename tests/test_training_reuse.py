"""One traced loop serves many models, and no bit changes."""

from __future__ import annotations

import gc
import random
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import pytest

from course_lib.models import mlp
from course_lib.training import fit, reuse
from course_lib.training.blueprint import blueprint
from course_lib.training.dropout import AdjustableDropout

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 6)).astype("float32")
Y = X.argmax(axis=1)
SPARSE = "sparse_categorical_crossentropy"


@pytest.fixture(autouse=True)
def _nothing_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(reuse, "_waiting", OrderedDict())
    return


def made(
    *,
    seed: int = 0,
    optimizer: Any = "adam",
    loss: Any = SPARSE,
    metrics: Any = (),
    **settings: Any,
) -> keras.Model:
    model = mlp(6, 6, **{"hidden": 5, "dropout": 0.3, **settings}).build(seed=seed)
    model.compile(optimizer, loss, metrics=["accuracy", *metrics])
    return model


def functional(units: int = 5, name: str | None = None) -> keras.Model:
    inputs = keras.Input((6,))
    hidden = keras.layers.Dense(units, activation="relu", name=name)(inputs)
    both = keras.layers.Concatenate()([hidden, keras.layers.Dropout(0.5)(inputs)])
    outputs = keras.layers.Dense(6, activation="softmax")(both)
    model = keras.Model(inputs, outputs)
    model.compile("sgd", SPARSE)
    return model


def trained(model: keras.Model, **options: Any) -> dict[str, list[float]]:
    settings = {"epochs": 3, "batch_size": 16, "validation_data": (X, Y), "seed": 1}
    return fit(model, X, Y, **settings | options).history


def values(model: keras.Model) -> list[np.ndarray]:
    return [np.asarray(v) for v in [*model.variables, *model.optimizer.variables]]


BUILDERS: dict[str, Callable[[int], keras.Model]] = {
    "adam": lambda seed: made(seed=seed),
    "decay": lambda seed: made(seed=seed, optimizer=keras.optimizers.AdamW(clipnorm=0.1)),
    "momentum": lambda seed: made(seed=seed, optimizer=keras.optimizers.SGD(0.1, momentum=0.9)),
    "schedule": lambda seed: made(
        seed=seed,
        optimizer=keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)),
    ),
    "batch normalization": lambda seed: made(seed=seed, normalization="batch"),
    "penalty, other metrics": lambda seed: made(
        seed=seed, l2=0.1, metrics=[keras.metrics.SparseTopKCategoricalAccuracy(2)]
    ),
    "average": lambda seed: made(seed=seed, optimizer=keras.optimizers.Adam(use_ema=True)),
}


@pytest.mark.parametrize("name", BUILDERS)
def test_reuse_changes_no_bit(name: str) -> None:
    build = BUILDERS[name]
    for seed in (0, 1):
        alone, lent = build(seed), build(seed)
        assert trained(lent, reuse=True) == trained(alone)
        for ours, theirs in zip(values(lent), values(alone), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert len(reuse._waiting) == 1


def test_a_second_fit_goes_on_from_the_first() -> None:
    alone, lent = made(), made()
    for _ in range(2):
        assert trained(lent, reuse=True) == trained(alone)
    assert int(lent.optimizer.iterations) == 2 * 3 * 3


def test_the_learning_rate_is_a_value_and_no_part_of_the_blueprint() -> None:
    slow, fast = (made(optimizer=keras.optimizers.Adam(rate)) for rate in (0.001, 0.1))
    alone = made(optimizer=keras.optimizers.Adam(0.1))
    trained(slow, reuse=True)
    assert trained(fast, reuse=True) == trained(alone)
    assert len(reuse._waiting) == 1


@pytest.mark.parametrize("rate", [0.05, 0.4, 0.9])
def test_the_rate_of_a_dropout_is_a_value_too(rate: float) -> None:
    first, alone, lent = made(), made(dropout=rate), made(dropout=rate)
    trained(first, reuse=True)
    assert trained(lent, reuse=True) == trained(alone)
    assert lent.layers[1].rate == rate
    assert len(reuse._waiting) == 1


def test_dropout_of_whole_channels_and_in_half_precision_is_the_same() -> None:
    x = RNG.normal(size=(9, 4, 6)).astype("float32")
    for options in ({"noise_shape": (None, 1, 6)}, {"dtype": "float16"}):
        for rate in (0.3, 0.6):
            plain = keras.layers.Dropout(rate, seed=5, **options)
            ours = AdjustableDropout(0.1, seed=5, **options)
            ours.set_rate(rate)
            for _ in range(2):
                np.testing.assert_array_equal(ours(x, training=True), plain(x, training=True))
            np.testing.assert_array_equal(ours(x), plain(x))


def test_a_model_that_is_not_kept_gives_the_same_history_and_stays_as_it_was() -> None:
    for optimizer in ("adagrad", "adam"):
        for _ in range(2):
            alone, lent = made(optimizer=optimizer), made(optimizer=optimizer)
            before = lent.get_weights()
            assert trained(lent, reuse=True, keep=False) == trained(alone)
            np.testing.assert_array_equal(lent.get_weights()[0], before[0])
        assert trained(made(optimizer=optimizer), reuse=True) == trained(made(optimizer=optimizer))


def test_callbacks_that_restore_weights_reach_the_model() -> None:
    alone, lent = (made(optimizer=keras.optimizers.SGD(5.0)) for _ in range(2))
    for model in (alone, lent):
        stop = keras.callbacks.EarlyStopping("loss", patience=1, restore_best_weights=True)
        trained(model, callbacks=[stop], reuse=model is lent, epochs=20)
    for ours, theirs in zip(values(lent), values(alone), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    "settings",
    [
        {"hidden": 6},
        {"dropout": 0.0},
        {"activation": "tanh"},
        {"l2": 0.1},
        {"optimizer": "sgd"},
        {"optimizer": keras.optimizers.Adam(beta_1=0.8)},
        {"loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True)},
        {"metrics": ["mae"]},
    ],
    ids=lambda settings: type(*settings.values()).__name__ + " " + next(iter(settings)),
)
def test_what_changes_the_training_changes_the_blueprint(settings: dict[str, Any]) -> None:
    assert blueprint(made(**settings)) != blueprint(made())


def test_frozen_weights_and_precision_change_the_blueprint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain, frozen = blueprint(made()), made()
    frozen.layers[0].trainable = False
    assert blueprint(frozen) != plain
    monkeypatch.setattr(keras.config, "floatx", lambda: "float64")
    assert blueprint(made()) != plain


def test_seeds_initializers_and_names_of_layers_do_not_change_the_blueprint() -> None:
    assert blueprint(made(seed=3, initializer="he_normal")) == blueprint(made())
    assert blueprint(functional(name="mine")) == blueprint(functional())
    assert blueprint(functional(4)) != blueprint(functional()) is not None


class Doubling(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return 2 * x


def own_loss(y: Any, prediction: Any) -> Any:
    return keras.losses.sparse_categorical_crossentropy(y, prediction)


class OwnSGD(keras.optimizers.SGD):
    pass


def relu(x: Any) -> Any:
    return 2 * x


def with_layer(layer: keras.Layer) -> keras.Model:
    model = keras.Sequential([keras.Input((6,)), layer, keras.layers.Dense(6, "softmax")])
    model.compile("sgd", SPARSE)
    return model


def adapted() -> keras.Model:
    layer = keras.layers.Normalization()
    layer.adapt(X)
    return with_layer(layer)


def excluding() -> keras.Model:
    optimizer = keras.optimizers.AdamW()
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return made(optimizer=optimizer)


def unbuilt() -> keras.Model:
    model = keras.Sequential([keras.layers.Dense(6, "softmax")])
    model.compile("sgd", SPARSE)
    return model


UNTOLD: dict[str, Callable[[], keras.Model]] = {
    "own layer": lambda: with_layer(Doubling()),
    "lambda": lambda: with_layer(keras.layers.Lambda(lambda x: 2 * x)),
    "own activation": lambda: with_layer(keras.layers.Dense(6, activation=lambda x: 2 * x)),
    "activation of a known name": lambda: with_layer(keras.layers.Dense(6, activation=relu)),
    "adapted": adapted,
    "own loss": lambda: made(loss=own_loss),
    "own metric": lambda: made(metrics=[own_loss]),
    "own optimizer": lambda: made(optimizer=OwnSGD()),
    "excluded weights": excluding,
    "unbuilt": unbuilt,
}


@pytest.mark.parametrize("name", UNTOLD)
def test_what_cannot_be_told_is_trained_alone(name: str) -> None:
    assert blueprint(UNTOLD[name]()) is None
    assert len(trained(UNTOLD[name](), reuse=True)["loss"]) == 3
    assert not reuse._waiting


def test_few_and_small_loops_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "MOST", 1)
    for hidden in (2, 3):
        model = made(hidden=hidden)
        trained(model, reuse=True)
    assert list(reuse._waiting) == [blueprint(model)]
    monkeypatch.setattr(reuse, "LARGEST", 1)
    trained(made(hidden=4), reuse=True)
    assert list(reuse._waiting) == [blueprint(model)]


def test_after_an_error_no_loop_waits() -> None:
    with pytest.raises(ValueError, match="x and y do not fit the model"):
        fit(made(), X, Y + 100, reuse=True)
    assert not reuse._waiting


def test_a_waiting_loop_holds_neither_data_nor_model() -> None:
    data, model = X.copy(), made()
    kept = weakref.ref(data), weakref.ref(model)
    fit(model, data, Y, reuse=True)
    assert len(reuse._waiting) == 1
    del data, model
    gc.collect()
    assert [reference() for reference in kept] == [None, None]


def test_making_the_double_draws_from_no_global_state() -> None:
    model = with_layer(keras.layers.Dropout(0.5))
    before = random.getstate()
    fit(model, X, Y, reuse=True, seed=0)
    assert random.getstate() == before
