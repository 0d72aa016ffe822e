"""Controls of borrowed features, and where on an image an answer comes from."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from course_lib import models, transfer

NETWORK = models.vgg16((32, 32, 3), 4, width=1 / 32, dense=64, normalization="batch")
X = np.random.default_rng(0).normal(10, 60, (40, 32, 32, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return NETWORK.build(seed=0)


def test_shuffled_kernels_hold_the_same_values_elsewhere(model):
    before = model.get_weights()
    other = transfer.shuffled(model, seed=1)
    assert all(map(np.array_equal, model.get_weights(), before))
    for old, new in zip(before, other.get_weights(), strict=True):
        np.testing.assert_array_equal(np.sort(old, None), np.sort(new, None))
        assert old.ndim == 1 or not np.array_equal(old, new)
    again = transfer.shuffled(model, seed=1).get_weights()
    assert all(map(np.array_equal, other.get_weights(), again))


def test_recalibrated_statistics_normalise_the_given_images(model):
    found = transfer.recalibrated(model, X)
    part = keras.Model(found.inputs[0], [la.output for la in found.layers if "norm" in la.name])
    for answers in part(X, training=False):
        values = np.asarray(answers)
        flat = values.reshape(-1, values.shape[-1])
        np.testing.assert_allclose(flat.mean(axis=0), 0, atol=1e-2)
        assert np.allclose(flat.std(axis=0), 1, atol=0.1)
    assert found.get_layer("block1_norm1").momentum == 0.99
    assert not model.get_layer("block1_norm1").moving_mean.numpy().any()


def test_grad_cam_by_hand():
    """One map whose mean the score is: a place counts by its own value."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((4, 4, 1)),
            layers.Conv2D(2, 1, name="maps", use_bias=False),
            layers.GlobalAveragePooling2D(),
            layers.Dense(2, activation="softmax", use_bias=True),
        ]
    )
    model.layers[0].set_weights([np.array([[[[1.0, -1.0]]]])])
    model.layers[-1].set_weights([np.array([[3.0, 0.0], [0.0, 3.0]]), np.zeros(2)])
    x = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)
    model.trainable = False
    np.testing.assert_allclose(transfer.grad_cam(model, x, layer="maps"), x[..., 0] / 15)
    against = transfer.grad_cam(model, x, layer="maps", classes=[1])
    assert not against.any()


def test_grad_cam_refuses(model):
    with pytest.raises(ValueError, match="layer must give maps, got 'fc1'"):
        transfer.grad_cam(model, X[:1], layer="fc1")
    with pytest.raises(ValueError, match="classes must be from 0 to 3"):
        transfer.grad_cam(model, X[:1], layer="block3_pool", classes=[4])
    with pytest.raises(ValueError, match="classes must be 1 integers"):
        transfer.grad_cam(model, X[:1], layer="block3_pool", classes=[1, 2])
    headless = models.vgg16((32, 32, 3), width=1 / 32, include_top=False).build()
    with pytest.raises(ValueError, match="must end in a dense layer, got MaxPooling2D"):
        transfer.grad_cam(headless, X[:1], layer="block3_pool")
