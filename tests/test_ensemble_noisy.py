"""Noisy copies of one network: equal to the naive way, tensor by tensor, seeded, on any backend."""

from __future__ import annotations

import contextlib
import pickle

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from test_ensemble import JUNK

from course_lib import models
from course_lib.ensemble import Forward, NoisyEnsemble
from course_lib.models import BatchNormalization, Dropout

RNG = np.random.default_rng(0)
CNN = models.cnn((8, 8, 1), 4, blocks=[3], dense=6, dropout=0.2).insert(
    BatchNormalization(), after="conv_1"
)


def images(count: int) -> np.ndarray:
    return RNG.random((count, 8, 8, 1), dtype=np.float32)


def naive(ensemble: NoisyEnsemble, x: np.ndarray) -> np.ndarray:
    outputs = []
    for weights in ensemble.weights_:
        copy = keras.models.clone_model(ensemble.model)
        copy.set_weights(ensemble.model.get_weights())
        for variable, value in zip(copy.trainable_variables, weights, strict=True):
            variable.assign(value)
        outputs.append(copy.predict(x, verbose=0))
    return np.stack(outputs)


@pytest.mark.parametrize("network", [models.mlp((8, 8, 1), 4, hidden=7), CNN], ids=["mlp", "cnn"])
@pytest.mark.parametrize("batch_size", [None, 3])
def test_equal_to_clone_and_predict(network, batch_size):
    model = network.build(seed=0)
    ensemble = NoisyEnsemble(model, copies=3, factor=1.0, batch_size=batch_size).fit()
    x = images(10)
    found = ensemble.member_probabilities(x)
    np.testing.assert_allclose(found, naive(ensemble, x), atol=1e-5)
    np.testing.assert_allclose(found[0], model.predict(x, verbose=0), atol=1e-5)
    assert np.abs(found[1] - found[0]).max() > 1e-3


def test_the_model_is_not_changed():
    model = CNN.build(seed=0)
    before = [weight.copy() for weight in model.get_weights()]
    NoisyEnsemble(model, factor=1.0).predict(images(5))
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_each_tensor_has_the_noise_of_its_own_deviation():
    model = models.mlp(200, 4, hidden=50).build(seed=0)
    small, large = model.get_layer("dense_1"), model.get_layer("dense_2")
    large.kernel.assign(100 * np.asarray(large.kernel))
    ensemble = NoisyEnsemble(model, copies=20, factor=0.1).fit()
    original = ensemble.weights_[0]
    for at, layer in ((0, small), (2, large)):
        noise = [np.asarray(copy[at]) - np.asarray(original[at]) for copy in ensemble.weights_[1:]]
        assert np.std(noise) == pytest.approx(0.1 * np.std(layer.kernel), rel=0.05)


def test_given_mean_and_deviation():
    model = models.mlp(200, 4, hidden=50).build(seed=0)
    ensemble = NoisyEnsemble(model, copies=2, mean=3.0, std=2.0, factor=0.5).fit()
    original, copy = (np.asarray(weights[0]) for weights in ensemble.weights_[:2])
    assert (copy - original).mean() == pytest.approx(1.5, abs=0.05)
    assert (copy - original).std() == pytest.approx(1.0, abs=0.05)


def test_copies_are_independent_and_the_first_stay_the_same():
    model = models.mlp(4, 3).build(seed=0)
    few, many = (NoisyEnsemble(model, copies=copies, seed=3).fit() for copies in (2, 5))
    for one, other in zip(few.weights_, many.weights_, strict=False):
        np.testing.assert_array_equal(one[0], other[0])
    assert not np.array_equal(many.weights_[1][0], many.weights_[2][0])
    other = NoisyEnsemble(model, copies=2, seed=4).fit()
    assert not np.array_equal(other.weights_[1][0], few.weights_[1][0])


def test_without_the_original():
    model = models.mlp(4, 3).build(seed=0)
    x = RNG.random((6, 4))
    assert NoisyEnsemble(model, copies=2).member_predictions(x).shape == (3, 6)
    alone = NoisyEnsemble(model, copies=2, include_original=False)
    assert alone.member_predictions(x).shape == (2, 6)


def test_no_noise_agrees_with_the_model():
    model = models.mlp(4, 3).build(seed=0)
    x = RNG.random((30, 4), dtype=np.float32)
    for voting in ("hard", "soft"):
        ensemble = NoisyEnsemble(model, factor=0.0, voting=voting)
        np.testing.assert_array_equal(
            ensemble.predict(x), model.predict(x, verbose=0).argmax(axis=1)
        )
        assert ensemble.agreement(x).mean == 1


def test_a_classifier_votes():
    model = models.mlp(4, 3).build(seed=0)
    x = RNG.random((60, 4))
    y = model.predict(x, verbose=0).argmax(axis=1)
    ensemble = NoisyEnsemble(model, voting="classifier").fit(x, y)
    assert ensemble.classifier_.n_features_in_ == 15
    assert ensemble.score(x, y) > 0.9


def test_fit_follows_further_training():
    model = models.mlp(4, 3).build(seed=0)
    x = RNG.random((6, 4), dtype=np.float32)
    ensemble = NoisyEnsemble(model, voting="soft").fit()
    before = ensemble.predict_proba(x)
    model.set_weights([2 * weight for weight in model.get_weights()])
    np.testing.assert_array_equal(ensemble.predict_proba(x), before)
    assert not np.allclose(ensemble.fit().predict_proba(x), before)


def test_other_sizes_and_other_weights_need_no_new_trace():
    traces = []

    class Counting(keras.layers.Layer):
        def call(self, x):
            traces.append(x.shape)
            return x

    model = keras.Sequential([keras.Input((4,)), Counting(), keras.layers.Dense(3)])
    forward = Forward([model, model])
    forward(np.ones((7, 4)), batch_size=3)
    count = len(traces)
    for size in (1, 2, 20):
        forward(np.ones((size, 4)), batch_size=8)
    forward(np.ones((5, 4)), [[np.ones((4, 3)), np.ones(3)]] * 2)
    assert len(traces) == count


def test_more_members_than_one_graph_holds():
    model = models.mlp(4, 3, hidden=[]).build(seed=0)
    ensemble = NoisyEnsemble(model, copies=16, factor=1.0).fit()
    x = RNG.random((5, 4), dtype=np.float32)
    found = ensemble.member_probabilities(x)
    assert found.shape == (17, 5, 3)
    for at in (0, 15, 16):
        kernel, bias = map(np.asarray, ensemble.weights_[at])
        exponentials = np.exp(x @ kernel + bias)
        expected = exponentials / exponentials.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(found[at], expected, atol=1e-5)


def test_a_fitted_ensemble_pickles():
    ensemble = NoisyEnsemble(models.mlp(4, 3).build(seed=0), voting="soft")
    x = RNG.random((5, 4))
    expected = ensemble.predict_proba(x)
    found = pickle.loads(pickle.dumps(ensemble)).predict_proba(x)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_scikit_learn_clones_it():
    ensemble = NoisyEnsemble(models.mlp(4, 3).build(seed=0), copies=2, voting="soft").fit()
    copy = clone(ensemble)
    x = RNG.random((5, 4))
    assert not hasattr(copy, "weights_")
    np.testing.assert_allclose(copy.predict_proba(x), ensemble.predict_proba(x), atol=1e-6)


def test_a_subclassed_model_and_shared_layers():
    class Twice(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(4)

        def call(self, x):
            return self.dense(self.dense(x))

    model = Twice()
    model(np.ones((1, 4)))
    x = RNG.random((5, 4), dtype=np.float32)
    np.testing.assert_allclose(Forward([model])(x)[0], model(x), atol=1e-6)
    inputs = keras.Input((4,))
    dense = keras.layers.Dense(4)
    shared = keras.Model(inputs, dense(dense(inputs)))
    np.testing.assert_allclose(Forward([shared])(x)[0], shared(x), atol=1e-6)


def test_dropout_is_off():
    model = models.mlp(4, 3, dropout=0.9).build(seed=0)
    plain = models.mlp(4, 3, dropout=0.9).without(Dropout).build(seed=0)
    x = RNG.random((5, 4))
    np.testing.assert_allclose(Forward([model])(x)[0], plain(x), atol=1e-6)


def test_the_way_of_other_backends_gives_the_same():
    model = CNN.build(seed=0)
    x = images(5)
    layer_by_layer = Forward([model, model], compiled=False)(x, batch_size=2)
    np.testing.assert_allclose(layer_by_layer, Forward([model, model])(x), atol=1e-6)


def frozen() -> keras.Model:
    model = models.mlp(4, 3).build(seed=0)
    model.trainable = False
    return model


def two_ends(inputs: int, outputs: int) -> keras.Model:
    given = [keras.Input((4,)) for _ in range(inputs)]
    total = keras.layers.Add()(given) if inputs > 1 else given[0]
    return keras.Model(given, [keras.layers.Dense(3)(total) for _ in range(outputs)])


GOOD = models.mlp(4, 3).build(seed=0)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: NoisyEnsemble("model").fit(), TypeError, "model must be a Keras model"),
        (lambda: NoisyEnsemble(GOOD, copies=0).fit(), ValueError, "copies must be an integer"),
        (lambda: NoisyEnsemble(GOOD, copies=2.5).fit(), TypeError, "copies must be an integer"),
        (lambda: NoisyEnsemble(GOOD, std=-1).fit(), ValueError, "std must be a number"),
        (lambda: NoisyEnsemble(GOOD, factor="a").fit(), TypeError, "factor must be a number"),
        (lambda: NoisyEnsemble(GOOD, include_original=1).fit(), TypeError, "include_original"),
        (lambda: NoisyEnsemble(GOOD, seed=-1).fit(), ValueError, "seed must be an integer"),
        (lambda: NoisyEnsemble(GOOD, classes=[1, 1, 2]).fit(), ValueError, "3 different labels"),
        (lambda: NoisyEnsemble(GOOD, batch_size=0).predict(np.ones((2, 4))), ValueError, "batch"),
        (lambda: NoisyEnsemble(GOOD).predict(np.ones((2, 5))), ValueError, r"shape \(N, 4\), got"),
        (lambda: NoisyEnsemble(GOOD).predict(np.ones((0, 4))), ValueError, "X must not be empty"),
        (lambda: NoisyEnsemble(GOOD).predict("x"), TypeError, "X must be an array of numbers"),
        (lambda: NoisyEnsemble(frozen()).fit(), ValueError, "no trainable weights to put noise on"),
        (lambda: NoisyEnsemble(two_ends(2, 1)).fit(), ValueError, "one of its inputs, got 2"),
        (lambda: NoisyEnsemble(two_ends(1, 2)).fit(), ValueError, "one of its outputs, got 2"),
        (
            lambda: NoisyEnsemble(
                keras.Sequential([keras.Input((4, 4)), keras.layers.Dense(2)])
            ).fit(),
            ValueError,
            "must give rows of classes, got shape",
        ),
        (lambda: Forward([]), TypeError, "models must be a sequence of models"),
        (lambda: Forward([3]), TypeError, "models must hold Keras models only, got 3"),
        (lambda: Forward([GOOD], compiled=1), TypeError, "compiled must be True or False"),
        (lambda: Forward([GOOD])(np.ones((2, 4)), []), ValueError, "trainable must have 1 sets"),
        (lambda: Forward([GOOD])(np.ones((2, 4)), 3), TypeError, "trainable must be a sequence"),
        (lambda: Forward([GOOD])(np.ones((2, 4)), [[1]]), ValueError, "must give 4 arrays a model"),
        (
            lambda: Forward([GOOD])(np.ones((2, 4)), [[np.ones(3)] * 4]),
            ValueError,
            r"shape \(4, 100\) for .*kernel, got \(3,\)",
        ),
    ],
)
def test_bad_input(make, error, message):
    with pytest.raises(error, match=message):
        make()


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_junk_raises_nothing_but_type_and_value_errors(data):
    names = sorted(NoisyEnsemble(GOOD).get_params(deep=False))
    keywords = {"model": GOOD, data.draw(st.sampled_from(names)): data.draw(JUNK)}
    try:
        assert len(NoisyEnsemble(**keywords).fit().predict(np.ones((2, 4)))) == 2
        NoisyEnsemble(GOOD).predict(data.draw(JUNK))
    except (TypeError, ValueError):
        pass


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_junk_for_forward(data):
    weights = st.one_of(JUNK, st.lists(JUNK, min_size=1, max_size=1))
    with contextlib.suppress(TypeError, ValueError):
        Forward([GOOD])(np.ones((2, 4)), data.draw(weights), batch_size=data.draw(JUNK))
