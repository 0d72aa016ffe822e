from __future__ import annotations

import keras
import numpy as np
import pytest

from course_lib import noise


def network(**compiling):
    model = keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            keras.layers.Conv2D(8, 3, name="conv"),
            keras.layers.BatchNormalization(name="norm"),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.2, seed=1),
            keras.layers.Dense(64, name="hidden", bias_initializer="ones"),
            keras.layers.Dense(5, name="out", bias_initializer="random_normal"),
        ]
    )
    if compiling:
        model.compile(**compiling)
    return model


def differences(model, noisy):
    pairs = zip(model.weights, model.get_weights(), noisy.get_weights(), strict=True)
    return {w.path: b - a for w, a, b in pairs}


def test_each_tensor_has_its_own_mean_and_deviation():
    small, large = np.random.default_rng(0).normal([[1.0], [100.0]], [[0.5], [20.0]], (2, 50_000))
    change = [b - a for a, b in zip((small, large), perturb(small, large), strict=True)]
    assert abs(change[0].std() - 0.05) < 0.001
    assert abs(change[1].std() - 2) < 0.04
    assert abs(change[1].mean()) < 0.05
    own = [b - a for a, b in zip((small, large), perturb(small, large, mean=None), strict=True)]
    assert abs(own[0].mean() - 0.1) < 0.001
    assert abs(own[1].mean() - 10) < 0.05
    given = perturb(small, mean=2.0, std=3.0, factor=0.5)[0] - small
    assert abs(given.mean() - 1) < 0.03
    assert abs(given.std() - 1.5) < 0.03


def perturb(*arrays, **options):
    return noise.perturb_arrays(arrays, seed=0, **options)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_arrays_keep_dtype_and_are_new(dtype):
    w = np.linspace(-1, 1, 30).reshape(5, 6).astype(dtype)
    before = w.copy()
    one, many = perturb(w)[0], perturb(w, copies=3)[0]
    assert one.dtype == many.dtype == dtype
    assert (one.shape, many.shape) == ((5, 6), (3, 5, 6))
    assert len({version.tobytes() for version in many}) == 3
    np.testing.assert_array_equal(w, before)
    np.testing.assert_array_equal(perturb(w)[0], one)
    assert perturb(dtype(3), std=1.0)[0].shape == ()
    assert perturb() == []


def test_the_model_is_unchanged_and_the_copy_is_its_own():
    model = network()
    before = model.get_weights()
    noisy = noise.perturb_weights(model, seed=0)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    noisy.set_weights([w + 1 for w in noisy.get_weights()])
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    x = np.random.default_rng(0).random((4, 12, 12, 1), dtype=np.float32)
    assert noisy.predict(x, verbose=0).shape == (4, 5)


def test_deviation_a_tensor_at_a_time_in_a_model():
    model = network()
    noisy = noise.perturb_weights(model, factor=0.1, seed=0)
    for weight, change in zip(model.get_weights(), differences(model, noisy).values(), strict=True):
        if weight.size > 2000:
            assert abs(change.std() / (0.1 * weight.std()) - 1) < 0.1
        if weight.std() == 0:
            assert not change.any()


def test_statistics_are_left_alone_unless_asked():
    model = network()
    default = differences(model, noise.perturb_weights(model, std=1.0, seed=0))
    asked = differences(model, noise.perturb_weights(model, std=1.0, non_trainable=True, seed=0))
    for path, change in default.items():
        assert change.any() == ("moving" not in path)
        assert asked[path].any()


def test_chosen_layers():
    model = network()
    noisy = noise.perturb_weights(model, std=1.0, layers=["hidden", "norm"], seed=0)
    for path, change in differences(model, noisy).items():
        chosen = ("hidden" in path or "norm" in path) and "moving" not in path
        assert change.any() == chosen


def test_layers_of_nested_and_functional_models():
    inside = keras.Sequential([keras.layers.Dense(4, name="deep"), keras.layers.Dense(4)])
    start = keras.Input((3,))
    model = keras.Model(start, keras.layers.Dense(2, name="last")(inside(start)))
    noisy = noise.perturb_weights(model, std=1.0, layers=["deep"], seed=0)
    changed = [path for path, change in differences(model, noisy).items() if change.any()]
    assert len(changed) == 2
    assert all("deep" in path for path in changed)


def test_a_model_built_by_its_first_call_and_reproducible():
    model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(2)])
    model(np.zeros((1, 4), np.float32))
    first, again, other = (noise.perturb_weights(model, seed=s) for s in (1, 1, 2))
    for a, b, c in zip(
        first.get_weights()[::2], again.get_weights()[::2], other.get_weights()[::2], strict=True
    ):
        np.testing.assert_array_equal(a, b)
        assert (a != c).any()


class Own(keras.Model):
    def __init__(self, units=4, **options):
        super().__init__(**options)
        self.units = units
        self.dense = keras.layers.Dense(units, name="own")

    def build(self, shape):
        self.dense.build(shape)
        self.built = True

    def call(self, x):
        return self.dense(x)

    def get_config(self):
        return {"units": self.units}


class Closed(Own):
    def get_config(self):
        raise RuntimeError("no description")


def test_models_of_own_classes():
    model = Own()
    model(np.zeros((1, 3), np.float32))
    noisy = noise.perturb_weights(model, std=1.0, layers=["own"], seed=0)
    assert all(change.any() for change in differences(model, noisy).values())
    closed = Closed()
    closed(np.zeros((1, 3), np.float32))
    with pytest.raises(ValueError, match="clone_model can copy"):
        noise.perturb_weights(closed)


def test_random_states_of_layers_are_no_weights():
    model = network(optimizer="adam", loss="sparse_categorical_crossentropy")
    noisy = noise.perturb_weights(model, non_trainable=True, seed=0)
    assert len(noisy.weights) == len(model.weights)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"layers": ["hiden"]}, ValueError, "did you mean 'hidden'"),
        ({"layers": "hidden"}, TypeError, "layers must be a list"),
        ({"layers": [3]}, TypeError, "layers must be one of"),
        ({"layers": ["dropout"]}, ValueError, "layers must be one of|weights to perturb"),
        ({"layers": []}, ValueError, "weights to perturb"),
        ({"std": -1}, ValueError, "std must be"),
        ({"factor": "0.1"}, TypeError, "factor must be"),
        ({"non_trainable": 1}, TypeError, "non_trainable must be"),
        ({"seed": -1}, ValueError, "seed must be"),
    ],
)
def test_wrong_arguments(options, error, message):
    with pytest.raises(error, match=message):
        noise.perturb_weights(network(), **options)


def test_wrong_models():
    with pytest.raises(TypeError, match=r"model must be a keras\.Model, got 'vgg16'"):
        noise.perturb_weights("vgg16")
    with pytest.raises(ValueError, match="model must be built"):
        noise.perturb_weights(keras.Sequential([keras.layers.Dense(3)]))
    frozen = network()
    frozen.trainable = False
    with pytest.raises(ValueError, match="non_trainable=True"):
        noise.perturb_weights(frozen)


@pytest.mark.parametrize(
    ("arrays", "error", "message"),
    [
        ("w", TypeError, "arrays must be a list"),
        (3, TypeError, "arrays must be a list"),
        ([[1, 2]], TypeError, r"arrays\[0\] must hold floats"),
        ([[1.0], [np.nan]], ValueError, r"arrays\[1\] must be finite"),
        ([np.zeros(0)], ValueError, r"arrays\[0\] must not be empty"),
    ],
)
def test_wrong_arrays(arrays, error, message):
    with pytest.raises(error, match=message):
        noise.perturb_arrays(arrays)
