from __future__ import annotations

import keras
import numpy as np
import pytest

from course_lib import models, robustness, training

RNG = np.random.default_rng(0)
X = RNG.random((60, 12), dtype=np.float32)
Y = (X[:, :3].sum(axis=1) > 1.5).astype(int)
SPECTRAL = models.spectral_cnn(12, 2, filters=4, kernel=3, strides=(1, 2), dense=(8,))


@pytest.fixture(scope="module")
def model():
    built = SPECTRAL.build(seed=0)
    weights = [w + RNG.normal(0, 0.1, w.shape) for w in built.get_weights()]
    built.set_weights(weights)  # so that biases have a deviation of their own
    return built


def test_tensors_have_names_kinds_and_deviations(model):
    table = robustness.tensors(model)
    assert table.index.tolist()[:3] == ["conv_1/kernel", "conv_1/bias", "conv_2/kernel"]
    assert table["kind"].tolist() == ["kernel", "bias"] * 4
    assert table["size"].sum() == model.count_params()
    np.testing.assert_allclose(
        table["deviation"], [w.std() for w in model.get_weights()], rtol=1e-5
    )


def test_noise_is_scaled_by_each_tensor_and_the_model_keeps_its_weights(model):
    before = [w.copy() for w in model.get_weights()]
    found = robustness.under_noise(model, X, Y, factors=[0, 2], draws=4)
    for one, two in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    probabilities = model.predict(X, verbose=0)
    right = (probabilities.argmax(axis=1) == Y).mean()
    loss = -np.log(probabilities[np.arange(len(Y)), Y]).mean()
    clean = found.query("factor == 0")
    assert clean["accuracy"].unique() == pytest.approx([right])
    assert clean["loss"].unique() == pytest.approx([loss], rel=1e-5)
    assert found.query("factor == 2")["loss"].nunique() == 4


def test_a_layer_gets_the_noise_that_it_gets_among_all(model):
    alone = [0, 0, 0, 0, 0.3, 0.3, 0, 0]
    options = {"factors": [1], "draws": 2, "std": alone}
    found = robustness.under_noise(model, X, Y, where=["all", "dense_1"], **options)
    everywhere, alone = (found[found["where"] == where] for where in ("all", "dense_1"))
    np.testing.assert_allclose(everywhere["loss"], alone["loss"])
    assert found["loss"].nunique() == 2


def test_places(model):
    places = ["kernels", "biases", "conv_2", "dense_1/kernel"]
    found = robustness.under_noise(model, X, Y, factors=[1], draws=1, where=places)
    assert found["where"].tolist() == places
    assert found["loss"].nunique() == 4
    with pytest.raises(ValueError, match="did you mean 'conv_2'"):
        robustness.under_noise(model, X, Y, where="conv2")


def test_given_deviations_serve_each_tensor(model):
    own = robustness.tensors(model)["deviation"].tolist()
    options = {"factors": [0.5], "draws": 2}
    relative = robustness.under_noise(model, X, Y, **options)
    given = robustness.under_noise(model, X, Y, std=own, **options)
    np.testing.assert_allclose(relative["loss"], given["loss"], rtol=1e-5)
    first = robustness.under_noise(model, X, Y, std=own[0], **options)
    assert not np.allclose(relative["loss"], first["loss"])
    with pytest.raises(ValueError, match="one deviation for each of 8"):
        robustness.under_noise(model, X, Y, std=own[:2])


@pytest.mark.parametrize("layer", ["conv_1", "conv_2", "dense_1"])
def test_a_twin_computes_the_same_by_layer_and_by_unit(model, layer):
    before = [w.copy() for w in model.get_weights()]
    units = model.get_layer(layer).kernel.shape[-1]
    for by in (20.0, RNG.uniform(0.1, 10, units)):
        twin = robustness.rescaled(model, layer, by)
        np.testing.assert_allclose(twin(X), model(X), rtol=1e-4, atol=1e-5)
        changed = [
            not np.array_equal(a, b) for a, b in zip(before, twin.get_weights(), strict=True)
        ]
        assert sum(changed) == 3
    for one, two in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_relative_noise_cannot_tell_a_twin_by_layer_and_can_one_by_unit(model):
    options = {"factors": [0.5], "draws": 3}
    own = robustness.under_noise(model, X, Y, **options)["loss"]
    layer = robustness.rescaled(model, "dense_1", 100)
    np.testing.assert_allclose(robustness.under_noise(layer, X, Y, **options)["loss"], own, 1e-4)
    absolute = [
        robustness.under_noise(each, X, Y, std=0.1, **options)["loss"] for each in (model, layer)
    ]
    assert not np.allclose(*absolute, rtol=0.01)
    unit = robustness.rescaled(model, "dense_1", np.geomspace(0.01, 100, 8))
    assert not np.allclose(robustness.under_noise(unit, X, Y, **options)["loss"], own, rtol=0.01)


def test_twins_are_refused_where_they_would_not_be_twins(model):
    with pytest.raises(ValueError, match="last"):
        robustness.rescaled(model, "dense_2", 2)
    with pytest.raises(ValueError, match="above 0"):
        robustness.rescaled(model, "dense_1", -1)
    with pytest.raises(ValueError, match="each of 8 units"):
        robustness.rescaled(model, "dense_1", [1.0, 2.0])
    bent = models.mlp(12, 2, hidden=4).with_activation("tanh").build(seed=0)
    with pytest.raises(ValueError, match="tanh"):
        robustness.rescaled(bent, "dense_1", 2)


def test_spread_finds_the_deviations_that_it_was_made_of():
    rng = np.random.default_rng(1)
    scores = 5 + 3 * rng.normal(size=(300, 1)) + 2 * rng.normal(size=(1, 300))
    scores = scores + rng.normal(size=(300, 300))
    found = robustness.crossed_spread(scores)
    assert found.network == pytest.approx(3, rel=0.1)
    assert found.draw == pytest.approx(2, rel=0.1)
    assert found.rest == pytest.approx(1, rel=0.02)
    assert found.low < 9 < found.high
    assert found.ratio == pytest.approx((found.network / found.rest) ** 2)


def test_the_interval_of_the_ratio_covers():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        scores = 2 * rng.normal(size=(6, 1)) + rng.normal(size=(6, 5))
        found = robustness.crossed_spread(scores, confidence=0.9)
        held += found.low <= 4 <= found.high
    assert 0.85 < held / 400 < 0.95


def test_spread_refuses_and_counts_below_zero_as_zero():
    with pytest.raises(ValueError, match="two networks"):
        robustness.crossed_spread([[1.0, 2.0]])
    assert robustness.crossed_spread([[1.0, 2.0], [2.0, 1.0]]).network == 0


def test_training_with_noise_on_the_weights_moves_the_weights_without_it():
    build = robustness.with_weight_noise(SPECTRAL, 0.5)
    noisy, quiet = build(3), robustness.with_weight_noise(SPECTRAL, 0)(3)
    plain = SPECTRAL.build(seed=3)
    for one in (noisy, quiet, plain):
        one.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
        training.fit(one, X, Y, epochs=2, batch_size=20, seed=0)
    held = {one: one.get_weights()[:8] for one in (noisy, quiet, plain)}
    for one, two in zip(held[quiet], held[plain], strict=True):
        np.testing.assert_allclose(one, two, atol=1e-5)
    assert not np.allclose(held[noisy][0], held[plain][0])
    inner = noisy.get_layer("noisy").network
    np.testing.assert_array_equal(inner(X), noisy(X))


def test_dropout_draws_anew_under_noise_on_the_weights():
    build = robustness.with_weight_noise(models.mlp(12, 2, hidden=50, dropout=0.5), 0)
    model = build(0)
    assert not np.array_equal(model(X, training=True), model(X, training=True))
