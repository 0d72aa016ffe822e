"""From descriptions to Keras models: equal to hand-written ones, fresh weights from the seed."""

from __future__ import annotations

import random

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_models import NETWORKS, WITH_JUNK

from course_lib import models
from course_lib.models import Conv, Dense, Dropout, Network, Pool, build
from course_lib.models.layer import ACTIVATIONS, INITIALIZERS

SMALL = [name for name in models.names() if name != "s4-vgg16"]


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", SMALL)
def test_named_networks_build_as_described(name):
    network = models.named(name)
    model = network.build(seed=0)
    assert model.count_params() == network.parameters
    assert tuple(layer.name for layer in model.layers) == network.names
    assert [layer.output.shape[1:] for layer in model.layers] == list(network.shapes)
    assert not model.compiled


@settings(deadline=None, max_examples=15)
@given(NETWORKS)
def test_any_network_builds_as_described(network):
    model = network.build(seed=1)
    assert model.count_params() == network.parameters
    assert model.output_shape[1:] == network.output_shape


def test_vgg16_is_that_of_keras():
    ours = models.vgg16((32, 32, 3), 7, width=1 / 16).build(seed=0)
    theirs = keras.applications.VGG16(weights=None, input_shape=(224, 224, 3))
    names = [
        layer.name for layer in theirs.layers if not isinstance(layer, keras.layers.InputLayer)
    ]
    assert [layer.name for layer in ours.layers] == names
    shapes = [tuple(weight.shape) for weight in theirs.weights]
    full = models.vgg16()
    assert full.parameters == theirs.count_params() == sum(map(np.prod, shapes))
    assert list(full.shapes) == [theirs.get_layer(name).output.shape[1:] for name in names]


def test_vgg16_without_top_ends_in_the_last_pooling():
    assert models.vgg16((64, 48, 1), include_top=False).output_shape == (2, 1, 512)
    assert models.vgg16((32, 32, 3), dropout=0.5).names[-2:] == ("dropout_2", "predictions")


def test_a_cnn_gives_what_the_hand_written_one_gives():
    network = models.cnn((12, 12), 4, blocks=[[3, 4], 5], dense=6, padding="same", operation="mean")
    model = network.build(seed=3)
    by_hand = keras.Sequential(
        [
            keras.Input((12, 12)),
            keras.layers.Reshape((12, 12, 1)),
            keras.layers.Conv2D(3, 3, padding="same", activation="relu"),
            keras.layers.Conv2D(4, 3, padding="same", activation="relu"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Conv2D(5, 3, padding="same", activation="relu"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(6, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    by_hand.set_weights(model.get_weights())
    x = np.random.default_rng(0).random((5, 12, 12), dtype=np.float32)
    np.testing.assert_allclose(model(x), by_hand(x), atol=1e-6)


class TestSeeds:
    network = models.cnn((8, 8, 1), 3, blocks=[4], dense=5, dropout=0.3, dense_dropout=0.3)

    def test_same_seed_same_weights(self):
        one, other = (self.network.build(seed=5).get_weights() for _ in range(2))
        assert same(one, other)

    def test_other_seed_other_weights(self):
        kernels = [self.network.build(seed=seed).get_layer("conv_1").kernel for seed in (1, 2)]
        assert not np.array_equal(*map(np.asarray, kernels))

    def test_none_is_fresh(self):
        one, other = (self.network.build(seed=None).get_weights() for _ in range(2))
        assert not same(one, other)

    def test_a_generator_moves_on(self):
        rng = np.random.default_rng(0)
        one, other = self.network.build(seed=rng), self.network.build(seed=rng)
        assert not same(one.get_weights(), other.get_weights())

    def test_layers_of_one_shape_differ(self):
        model = models.mlp(6, 6, hidden=[6, 6]).build(seed=0)
        kernels = [np.asarray(layer.kernel) for layer in model.layers]
        assert not np.array_equal(kernels[0], kernels[1])

    def test_a_variant_without_dropout_starts_from_the_same_weights(self):
        variant = self.network.without(Dropout).build(seed=5)
        base = self.network.build(seed=5)
        for name in ("conv_1", "dense_1", "dense_2"):
            assert same(variant.get_layer(name).get_weights(), base.get_layer(name).get_weights())

    def test_dropout_is_seeded(self):
        x = np.ones((4, 8, 8, 1), np.float32)
        one, other = (self.network.build(seed=5)(x, training=True) for _ in range(2))
        np.testing.assert_array_equal(one, other)

    def test_nothing_global_is_read_or_changed(self):
        def after(build):
            keras.utils.set_random_seed(7)
            weights = self.network.build(seed=5).get_weights() if build else None
            numpys = np.random.random()  # noqa: NPY002
            return weights, (random.random(), numpys, float(keras.random.uniform(())))

        weights, drawn = after(build=True)
        assert drawn == after(build=False)[1]
        keras.utils.set_random_seed(8)
        assert same(weights, self.network.build(seed=5).get_weights())


def test_settings_reach_keras():
    layers = [
        Conv(2, (3, 2), (2, 1), "same", "tanh", 0.1, "he_uniform"),
        Pool((2, 1), (1, 2), "max", "same"),
        Dense(3, "linear", 0.2),
    ]
    conv, pool, dense = Network((8, 8, 1), layers).build(seed=0).layers
    assert (conv.kernel_size, conv.strides, conv.padding) == ((3, 2), (2, 1), "same")
    assert conv.activation is keras.activations.tanh
    assert isinstance(conv.kernel_initializer, keras.initializers.HeUniform)
    assert float(conv.kernel_regularizer.l2) == pytest.approx(0.1)
    assert (tuple(pool.pool_size), tuple(pool.strides)) == ((2, 1), (1, 2))
    assert float(dense.kernel_regularizer.l2) == pytest.approx(0.2)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_exists(activation):
    assert callable(keras.activations.get(activation))


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_every_initializer_builds(initializer):
    weights = Network(4, [Dense(3, initializer=initializer)]).build(seed=0).get_weights()
    assert np.ptp(weights[0]) > 0


def test_build_refuses_what_is_no_network_and_no_seed():
    with pytest.raises(TypeError, match="network must be a Network, got 'mlp'"):
        build.build_network("mlp")
    with pytest.raises(TypeError, match="seed must be an integer"):
        models.mlp().build(seed="0")
    with pytest.raises(ValueError, match="seed must be an integer of at least 0"):
        models.mlp().build(seed=-1)


@settings(deadline=None, max_examples=20)
@given(st.data())
@pytest.mark.parametrize(
    "family",
    [models.mlp, models.cnn, models.spectral_cnn, models.vgg16],
    ids=["mlp", "cnn", "spectral_cnn", "vgg16"],
)
def test_junk_raises_nothing_but_type_and_value_errors(family, data):
    junk = st.sampled_from([None, "x", -1, 0, float("nan"), [], {}, object(), np.zeros(3), b""])
    name = data.draw(st.sampled_from(WITH_JUNK[family]))
    with pytest.raises((TypeError, ValueError)):
        family(**{name: data.draw(junk)}).build(seed="junk")


def test_vgg16_normalises_between_convolution_and_activation():
    network = models.vgg16((32, 32, 3), 3, width=1 / 32, dense=64, normalization="batch")
    model = network.build(seed=0)
    first = [type(layer).__name__ for layer in model.layers[:4]]
    assert first == ["Conv2D", "BatchNormalization", "Activation", "Conv2D"]
    assert network.names[:3] == ("block1_conv1", "block1_norm1", "block1_act1")
    assert model.layers[0].activation is keras.activations.linear
    plain = models.vgg16((32, 32, 3), 3, width=1 / 32, dense=64)
    assert set(plain.names) < set(network.names)
