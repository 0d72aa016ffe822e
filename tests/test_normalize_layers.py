"""Layer and batch normalisation against their formulas and Keras' layers."""

import contextlib

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.normalize import batch_normalization, layer_normalization

some = settings(deadline=None, max_examples=30)
shapes = st.lists(st.integers(1, 5), min_size=2, max_size=4).map(tuple)
seeds = st.integers(0, 2**32 - 1)


def normal(rng, *shape):
    return rng.normal(1, 2, shape)


@some
@given(shape=shapes, seed=seeds, epsilon=st.sampled_from([1e-3, 1e-5]), data=st.data())
def test_layer_normalization_equals_keras(shape, seed, epsilon, data):
    axes = data.draw(st.sets(st.integers(1, len(shape) - 1), min_size=1))
    axis = sorted(axes) if len(axes) > 1 else axes.pop()
    rng = np.random.default_rng(seed)
    x = normal(rng, *shape)
    layer = keras.layers.LayerNormalization(axis=axis, epsilon=epsilon, dtype="float64")
    layer.build(shape)
    learned = [normal(rng, *weight.shape) for weight in layer.weights]
    layer.set_weights(learned)
    result = layer_normalization(x, *learned, axis=axis, epsilon=epsilon)
    np.testing.assert_allclose(result, np.asarray(layer(x)), rtol=1e-7, atol=1e-7)


def test_layer_normalization_has_keras_defaults():
    x = normal(np.random.default_rng(0), 4, 100).astype(np.float32)
    wanted = np.asarray(keras.layers.LayerNormalization()(x))
    assert layer_normalization(x).dtype == np.float32
    np.testing.assert_allclose(layer_normalization(x), wanted, atol=1e-5)


@some
@given(shape=shapes, seed=seeds, momentum=st.sampled_from([0.0, 0.9, 0.99, 1.0]), data=st.data())
def test_batch_normalization_equals_keras(shape, seed, momentum, data):
    axis = data.draw(st.integers(1, len(shape) - 1) | st.just(-1))
    rng = np.random.default_rng(seed)
    channels = shape[axis]
    layer = keras.layers.BatchNormalization(axis=axis, momentum=momentum, dtype="float64")
    layer.build(shape)
    gamma, beta, mean = (normal(rng, channels) for _ in range(3))
    variance = np.square(normal(rng, channels)) + 0.1
    layer.set_weights([gamma, beta, mean, variance])
    for _ in range(3):  # the moving statistics are carried on as a layer does
        x = normal(rng, *shape)
        for training in (False, True):
            rest = {"training": training, "axis": axis, "momentum": momentum}
            output, new_mean, new_variance = batch_normalization(
                x, gamma, beta, moving_mean=mean, moving_variance=variance, **rest
            )
            wanted = np.asarray(layer(x, training=training))
            np.testing.assert_allclose(output, wanted, rtol=1e-7, atol=1e-7)
            np.testing.assert_allclose(new_mean, layer.moving_mean, rtol=1e-7, atol=1e-7)
            np.testing.assert_allclose(new_variance, layer.moving_variance, rtol=1e-7)
            mean, variance = new_mean, new_variance


def test_batch_normalization_has_keras_defaults():
    x = normal(np.random.default_rng(1), 8, 4, 4, 3).astype(np.float32)
    layer = keras.layers.BatchNormalization()
    for training in (False, True):
        wanted = np.asarray(layer(x, training=training))
        result = batch_normalization(x, training=training)
        np.testing.assert_allclose(result.output, wanted, atol=1e-5)
        np.testing.assert_allclose(result.moving_mean, layer.moving_mean, atol=1e-6)
        np.testing.assert_allclose(result.moving_variance, layer.moving_variance, atol=1e-5)


def test_formulas():
    x = np.random.default_rng(2).normal(5, 3, (6, 10))
    layer = layer_normalization(x, epsilon=1e-12)
    np.testing.assert_allclose(layer.mean(1), 0, atol=1e-12)
    np.testing.assert_allclose(layer.std(1), 1)
    batch = batch_normalization(x, training=True, epsilon=1e-12).output
    np.testing.assert_allclose(batch.mean(0), 0, atol=1e-12)
    np.testing.assert_allclose(batch.std(0), 1)


def test_constant_integer_half_and_missing():
    assert (layer_normalization([[3, 3, 3]], beta=[1, 2, 3]) == [[1, 2, 3]]).all()
    assert layer_normalization(np.ones((2, 2), np.uint8)).dtype == np.float64
    assert layer_normalization(np.ones((2, 2), np.float16)).dtype == np.float16
    assert batch_normalization(np.ones((2, 2), bool), training=True).output.dtype == np.float64
    result = layer_normalization([[1, np.nan], [1, 2]])
    np.testing.assert_array_equal(np.isnan(result), [[True, True], [False, False]])


def test_the_given_arrays_stay():
    x, mean, variance = np.ones((3, 2)), np.zeros(2), np.ones(2)
    result = batch_normalization(x, moving_mean=mean, moving_variance=variance, training=True)
    assert (mean == 0).all()
    assert (variance == 1).all()
    untouched = batch_normalization(x, moving_mean=mean, moving_variance=variance)
    assert not np.shares_memory(untouched.moving_mean, mean)
    assert (untouched.moving_mean == mean).all()
    assert (result.moving_mean != mean).all()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: layer_normalization("x"), TypeError, "x must be an array of numbers, got 'x'"),
        (lambda: layer_normalization(2.0), ValueError, "x must have at least one axis"),
        (lambda: layer_normalization([[]]), ValueError, "x must not be empty, got shape (1, 0)"),
        (lambda: layer_normalization([1], axis=1), ValueError, "axis must be an integer from -1"),
        (lambda: layer_normalization([1], axis="0"), TypeError, "axis must be an integer"),
        (lambda: layer_normalization([1], axis=()), ValueError, "axis must name different axes"),
        (lambda: layer_normalization([1], axis=(0, -1)), ValueError, "axis must name different"),
        (lambda: layer_normalization([1], epsilon=0), ValueError, "epsilon must be a number above"),
        (lambda: layer_normalization([1], [1, 2]), ValueError, "gamma must have shape (1,)"),
        (lambda: layer_normalization([1], beta=["a"]), TypeError, "beta must be an array"),
        (lambda: layer_normalization([1], [np.nan]), ValueError, "gamma must be finite"),
        (lambda: batch_normalization([1.0]), ValueError, "x must have at least two axes"),
        (lambda: batch_normalization([[1]], training=1), TypeError, "training must be True or"),
        (lambda: batch_normalization([[1]], momentum=2), ValueError, "momentum must be a number"),
        (lambda: batch_normalization([[1]], axis=(0, 1)), TypeError, "axis must be an integer"),
        (
            lambda: batch_normalization([[1]], moving_variance=[-1.0]),
            ValueError,
            "moving_variance must not be negative",
        ),
    ],
)
def test_messages(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers() | st.floats() | st.text(max_size=2) | st.none(), max_size=4),
    st.lists(st.lists(st.integers(-2, 4), max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.sampled_from([object(), {1}, range(3), np.array("a"), np.array(3), 1j]),
    st.sampled_from(["U2", "M8[s]", "O", "c8", "f4", "?", "i8", "i4,f4"]).flatmap(
        lambda dtype: st.lists(st.integers(0, 4), max_size=4).map(lambda s: np.zeros(s, dtype))
    ),
)
DATA = JUNK | st.just(np.ones((3, 2)))


@some
@given(x=DATA, one=JUNK | st.just([1, 1]), two=JUNK, three=JUNK)
def test_nothing_else_escapes(x, one, two, three):
    for call in (
        lambda: layer_normalization(x),
        lambda: layer_normalization(x, one, two),
        lambda: layer_normalization(x, axis=two, epsilon=three),
        lambda: batch_normalization(x, one, two),
        lambda: batch_normalization(x, moving_mean=one, moving_variance=two, training=True),
        lambda: batch_normalization(x, axis=two, momentum=three, epsilon=1),
        lambda: batch_normalization(x, epsilon=two, training=three),
    ):
        with contextlib.suppress(TypeError, ValueError):
            call()
