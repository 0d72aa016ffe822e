"""Features, a new head, and which layers learn."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from course_lib import models, transfer

X = np.random.default_rng(0).random((6, 40, 40, 3))


@pytest.fixture(scope="module")
def base() -> keras.Model:
    return models.vgg16((32, 32, 3), 10, width=1 / 16).build(seed=0)


def weights(model: keras.Model) -> dict[str, list[np.ndarray]]:
    return {la.name: [w.copy() for w in la.get_weights()] for la in model.layers if la.weights}


def train(model: keras.Model, x: np.ndarray) -> set[str]:
    """Return the names of the layers whose weights a step of training changed."""
    before = weights(model)
    model.compile(keras.optimizers.SGD(0.01), "sparse_categorical_crossentropy")
    model.fit(x, np.arange(len(x)) % 3, epochs=1, batch_size=len(x), verbose=0)
    after = weights(model)
    return {
        n for n in before if any((a != b).any() for a, b in zip(before[n], after[n], strict=True))
    }


@pytest.mark.parametrize(("operation", "size"), [("mean", 16), ("max", 16), ("none", 256)])
def test_features_are_the_layers_answer(base, operation, size):
    rows = transfer.features(base, X, layer="block3_pool", operation=operation, batch_size=4)
    assert rows.shape == (6, size)
    x, *_ = transfer.read_images(X, size=32)
    part = keras.Model(base.inputs[0], base.get_layer("block3_pool").output)
    answer = part.predict(transfer.preprocess(x), verbose=0)
    wanted = {
        "mean": answer.mean((1, 2)),
        "max": answer.max((1, 2)),
        "none": answer.reshape(6, -1),
    }
    np.testing.assert_allclose(rows, wanted[operation], rtol=1e-3, atol=1e-3)


def test_features_of_a_dense_layer_and_broken_file(base, tmp_path):
    assert transfer.features(base, X[:1], layer="fc2", inputs="unit").shape == (1, 256)
    (tmp_path / "a.png").write_text("x")
    with pytest.raises(
        ValueError, match=r"images must all be readable, got .*a\.png: not an image"
    ):
        transfer.features(base, tmp_path)
    with pytest.raises(ValueError, match="did you mean 'block5_pool'"):
        transfer.features(base, X, layer="block5_pol")


def test_new_head_learns_alone_and_leaves_the_base(base):
    before = weights(base)
    model = transfer.new_head(base, 3, hidden=[32, 16], dropout=0.2, seed=0)
    assert model.output_shape == (None, 3)
    assert "head_dropout" in [la.name for la in model.layers]
    x, *_ = transfer.read_images(X, size=32)
    changed = train(model, transfer.preprocess(x) / 50)
    assert changed == {"head_1", "head_2", "head"}
    transfer.fine_tune(model, blocks=5)
    assert "block5_conv3" in train(model, transfer.preprocess(x) / 50)
    after = weights(base)
    assert all(
        np.array_equal(a, b) for n in before for a, b in zip(before[n], after[n], strict=True)
    )
    assert base.trainable_weights


def test_new_head_repeats_with_its_seed():
    network = models.cnn((8, 8, 3), 10, blocks=((2,),), dense=4)
    last = network.names[0]
    one, two, other = (
        transfer.new_head(network, 3, layer=last, seed=s).get_weights() for s in (1, 1, 2)
    )
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not np.array_equal(one[-2], other[-2])


@pytest.mark.parametrize("blocks", [0, 1, 2, 5])
def test_fine_tune_frees_the_last_blocks(base, blocks):
    model = transfer.fine_tune(transfer.new_head(base, 3, seed=0), blocks=blocks)
    free = {la.name.split("_")[0] for la in model.layers if la.trainable_weights}
    assert free == {"head", *(f"block{i}" for i in range(6 - blocks, 6))}


def test_fine_tune_keeps_batch_statistics():
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, name="block1_conv1"),
            layers.BatchNormalization(name="block1_norm"),
            layers.Conv2D(4, 3, name="block2_conv1"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(2, name="block2_pool"),
            layers.Flatten(),
            layers.Dense(3, activation="softmax", name="head"),
        ]
    )
    transfer.fine_tune(model, blocks=2)
    x = np.random.default_rng(0).normal(5, 3, (6, 8, 8, 3)).astype(np.float32)
    assert train(model, x) == {"block1_conv1", "block2_conv1", "head"}
    inference, training = model(x, training=False), model(x, training=True)
    np.testing.assert_array_equal(inference, training)


def test_fine_tune_asks_for_a_new_compile(base):
    model = transfer.new_head(base, 3, seed=0)
    model.compile("sgd", "sparse_categorical_crossentropy")
    transfer.fine_tune(model)
    with pytest.raises(ValueError, match="compile"):
        model.fit(np.zeros((1, 32, 32, 3)), np.zeros(1), verbose=0)


def test_fine_tune_refuses(base):
    with pytest.raises(ValueError, match="layers named 'block1_"):
        transfer.fine_tune(models.mlp(4, 3).build())
    with pytest.raises(ValueError, match="blocks must be an integer from 0 to 5, got 6"):
        transfer.fine_tune(transfer.new_head(base, 3, seed=0), blocks=6)
