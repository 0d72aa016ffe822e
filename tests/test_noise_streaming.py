from __future__ import annotations

import itertools
import tracemalloc
from functools import partial

import keras
import numpy as np
import pytest

from course_lib import noise

NOISE = partial(noise.gaussian, std=0.1)


def data(n=50, shape=(6, 6, 1)):
    """Return samples whose constant value is a thousandth of their label."""
    y = np.arange(n)
    x = np.broadcast_to(y.reshape(-1, *(1,) * len(shape)) / 1000, (n, *shape))
    return x.astype(np.float32), y


def epoch(dataset):
    batches = [dataset[i] for i in range(len(dataset))]
    dataset.on_epoch_end()
    return np.concatenate([x for x, _ in batches]), np.concatenate([y for _, y in batches])


def test_images_and_labels_stay_together():
    x, y = data()
    quiet = partial(noise.gaussian, std=1e-6)
    shown, labels = epoch(noise.NoisyDataset(x, y, noise=quiet, batch_size=8, copies=3, seed=0))
    np.testing.assert_array_equal(np.rint(shown[:, 0, 0, 0] * 1000).astype(int), labels)
    np.testing.assert_array_equal(np.bincount(labels), np.full(50, 3))
    assert (labels[:50] != y).any()


def test_every_copy_and_every_epoch_has_fresh_noise():
    x, y = data()
    dataset = noise.NoisyDataset(x, y, noise=NOISE, copies=4, seed=0)
    (first, order), (second, other) = epoch(dataset), epoch(dataset)
    both = np.concatenate([first, second]).reshape(400, -1)
    assert len(np.unique(both, axis=0)) == 400
    assert (order != other).any()
    assert dataset.epoch == 2


def test_same_seed_same_stream_in_any_order_of_asking():
    x, y = data()
    make = partial(noise.NoisyDataset, x, y, noise=NOISE, batch_size=7, copies=2)
    one, two, other = make(seed=3), make(seed=3), make(seed=4)
    backwards = [two[i] for i in reversed(range(len(two)))][::-1]
    for (a, p), (b, q) in zip([one[i] for i in range(len(one))], backwards, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(p, q)
    assert (one[0][0] != other[0][0]).any()
    np.testing.assert_array_equal(epoch(one)[0], epoch(two)[0])
    np.testing.assert_array_equal(epoch(one)[0], epoch(two)[0])
    fresh = [make(seed=None)[0][0] for _ in range(2)]
    assert (fresh[0] != fresh[1]).any()


def test_length_order_and_originals():
    x, y = data(10)
    dataset = noise.NoisyDataset(
        x, y, noise=NOISE, batch_size=8, copies=3, keep_original=True, shuffle=False, seed=0
    )
    assert len(dataset) == 4
    shown, labels = epoch(dataset)
    np.testing.assert_array_equal(labels, np.tile(y, 3))
    np.testing.assert_array_equal(shown[:10], x)
    assert (shown[10:] != np.tile(x, (2, 1, 1, 1))).all()
    shuffled = noise.NoisyDataset(x, y, noise=NOISE, copies=3, keep_original=True, seed=0)
    shown, labels = epoch(shuffled)
    same = (shown == x[labels]).all(axis=(1, 2, 3))
    np.testing.assert_array_equal(np.sort(labels[same]), y)


def test_the_data_are_not_changed_even_by_noise_in_place():
    x, y = data()
    before = x.copy()

    def inplace(batch, seed):
        return noise.gaussian(batch, seed=seed, out=batch)

    for keep in (False, True):
        epoch(noise.NoisyDataset(x, y, noise=inplace, copies=2, keep_original=keep, seed=0))
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("workers", [1, 2])
def test_fit_consumes_it_and_reruns_are_equal(workers):
    x, y = data(200)

    def run():
        keras.utils.set_random_seed(0)
        layers = [keras.Input((6, 6, 1)), keras.layers.Flatten(), keras.layers.Dense(1)]
        model = keras.Sequential(layers)
        model.compile("adam", "mse")
        seen = []

        def watched(batch, seed):
            seen.append(float(batch.sum()))
            return NOISE(batch, seed=seed)

        dataset = noise.NoisyDataset(
            x, y / 200, noise=watched, batch_size=50, copies=3, seed=1, workers=workers
        )
        history = model.fit(dataset, epochs=3, shuffle=False, verbose=0)
        assert dataset.epoch >= 3  # Keras ends one more while it builds the model
        assert len(seen) >= 3 * 12
        return history.history["loss"]

    first, again = run(), run()
    assert first == again
    assert first[-1] < first[0]


def test_fit_sees_other_batches_in_each_epoch():
    x, y = data(40)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Flatten()])
    model.add(keras.layers.Dense(1))
    model.compile(keras.optimizers.SGD(0.0), "mse")
    dataset = noise.NoisyDataset(x, y / 40, noise=NOISE, batch_size=40, seed=0)
    losses = model.fit(dataset, epochs=4, verbose=0).history["loss"]
    assert len(set(losses)) == 4  # the weights stand still, so only the noise can move it


def test_memory_does_not_grow_with_the_number_of_copies():
    x, y = data(400, (32, 32, 3))

    def peak(copies):
        tracemalloc.start()
        dataset = noise.NoisyDataset(x, y, noise=NOISE, batch_size=32, copies=copies, seed=0)
        for i in range(13):
            dataset[i]
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(1)  # what is made once at first use
    assert peak(30) - peak(1) < 0.01 * x.nbytes


def test_the_iterator_gives_the_same_batches_without_keras():
    x, y = data()
    options = {"noise": NOISE, "batch_size": 8, "copies": 2, "seed": 5}
    dataset = noise.NoisyDataset(x, y, **options)
    expected = [*epoch(dataset), *epoch(dataset)]
    batches = list(noise.noisy_batches(x, y, epochs=2, **options))
    half = len(dataset)
    for part, (images, labels) in zip(
        (batches[:half], batches[half:]), (expected[:2], expected[2:]), strict=True
    ):
        np.testing.assert_array_equal(np.concatenate([a for a, _ in part]), images)
        np.testing.assert_array_equal(np.concatenate([b for _, b in part]), labels)
    endless = noise.noisy_batches(x, epochs=None, **options)
    assert len(list(itertools.islice(endless, 100))) == 100
    assert isinstance(next(endless), np.ndarray)


def test_every_noise_of_the_library_streams():
    x, y = data(20)
    functions = [noise.uniform, noise.shot, noise.salt_and_pepper, noise.regional]
    for function in [*functions, noise.impulsive, noise.bounded_change]:
        batch, _ = noise.NoisyDataset(x, y, noise=function, seed=0)[0]
        assert batch.shape == (20, 6, 6, 1)
        assert batch.dtype == np.float32


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"y": [1, 2]}, ValueError, "y must have a row for each of the 5"),
        ({"y": "labels"}, TypeError, "y must be an array"),
        ({"x": 3.0}, ValueError, "x must have a row"),
        ({"noise": "gaussian"}, TypeError, "noise must be a function"),
        ({"batch_size": 0}, ValueError, "batch_size must be"),
        ({"copies": 1.5}, TypeError, "copies must be"),
        ({"shuffle": 1}, TypeError, "shuffle must be"),
        ({"keep_original": None}, TypeError, "keep_original must be"),
        ({"seed": -1}, ValueError, "seed must be"),
    ],
)
@pytest.mark.parametrize("make", [noise.NoisyDataset, noise.noisy_batches])
def test_wrong_arguments(make, options, error, message):
    arguments = {"x": np.zeros((5, 4)), "y": None, "noise": NOISE} | options
    with pytest.raises(error, match=message):
        make(**arguments)


def test_wrong_use():
    x, y = data(10)
    dataset = noise.NoisyDataset(x, y, noise=lambda batch, seed: batch[:1])
    with pytest.raises(ValueError, match="noise must keep the batch's shape"):
        dataset[0]
    with pytest.raises(IndexError, match="batch 1 of 1"):
        dataset[1]
    with pytest.raises(ValueError, match="workers must be"):
        noise.NoisyDataset(x, y, noise=NOISE, workers=0)
    with pytest.raises(ValueError, match="epochs must be"):
        noise.noisy_batches(x, y, noise=NOISE, epochs=-1)
