"""The distributions that the noises promise, tested with bounds that a right one passes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from course_lib import noise
from course_lib.noise.draws import coins, normals, uniforms

N = 2_000_000


@pytest.fixture(scope="module", params=[np.float32, np.float64])
def z(request):
    return normals(np.random.default_rng(12), np.empty(N, request.param))


def test_moments_of_the_normals(z):
    z = z.astype(np.float64)
    assert abs(z.mean()) < 5 / np.sqrt(N)
    assert abs(z.std() - 1) < 5 / np.sqrt(2 * N)
    assert abs(stats.skew(z)) < 5 * np.sqrt(6 / N)
    assert abs(stats.kurtosis(z)) < 5 * np.sqrt(24 / N)


def test_the_whole_distribution_and_its_tails(z):
    assert stats.kstest(z[:500_000].astype(np.float64), "norm").pvalue > 1e-4
    for bound in (2, 3, 4):
        expected = 2 * N * stats.norm.sf(bound)
        assert abs((abs(z) > bound).sum() - expected) < 5 * np.sqrt(expected)
    assert np.isfinite(z).all()
    assert 4.5 < abs(z).max() < 7


def test_values_are_independent_of_their_neighbours(z):
    half = 2**16  # the two values that Box-Muller makes of one pair of bits lie this far apart
    for lag in (1, 2, 3, half):
        assert abs(np.corrcoef(z[:-lag], z[lag:])[0, 1]) < 5 / np.sqrt(N)
        assert abs(np.corrcoef(z[:-lag] ** 2, z[lag:] ** 2)[0, 1]) < 5 / np.sqrt(N)


def test_the_worst_bits_give_finite_normals():
    class Extreme:
        def __init__(self, word):
            self.word = word

        def integers(self, low, high, size, dtype):
            return np.full(size, self.word, dtype)

    for word in (0, 2**64 - 1, 2**32 - 1, 2**63, 1):
        assert np.isfinite(normals(Extreme(word), np.empty(7, np.float32))).all()


def test_odd_sizes_and_many_axes():
    for shape in [(1,), (3,), (5, 7), (2**17 + 1,), ()]:
        z = normals(np.random.default_rng(0), np.full(shape, np.nan, np.float32))
        assert np.isfinite(z).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_uniforms(dtype):
    u = uniforms(np.random.default_rng(3), np.empty(N // 4, dtype))
    assert stats.kstest(u.astype(np.float64), "uniform").pvalue > 1e-4


@pytest.mark.parametrize("probability", [0.0, 0.001, 0.1, 0.5, 0.9999, 1.0])
def test_coins(probability):
    seen = coins(np.random.default_rng(3), N, probability).sum()
    assert abs(seen - N * probability) <= 5 * np.sqrt(N * probability * (1 - probability))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gaussian_added_and_multiplied(dtype):
    x = np.full((500, 20, 20, 3), 3, dtype)
    added = noise.gaussian(x, mean=0.5, std=2, seed=0).astype(np.float64)
    assert abs(added.mean() - 3.5) < 0.02
    assert abs(added.std() - 2) < 0.02
    product = noise.gaussian(x, mean=0.5, std=2, mode="multiply", seed=0).astype(np.float64)
    assert abs(product.mean() - 1.5) < 0.06
    assert abs(product.std() - 6) < 0.06
    assert stats.kstest((added.ravel()[:100_000] - 3.5) / 2, "norm").pvalue > 1e-4


def test_gaussian_on_bytes_keeps_mean_and_deviation():
    noisy = noise.gaussian(np.full((200, 32, 32, 3), 128, np.uint8), std=20, seed=0)
    assert abs(noisy.mean() - 128) < 0.2
    assert abs(noisy.std() - np.sqrt(400 + 1 / 12)) < 0.2


def test_uniform_between_its_bounds():
    x = np.ones((500, 20, 20, 3), np.float32)
    change = noise.uniform(x, low=-0.5, high=1.5, seed=0) - 1
    assert -0.5 <= change.min() < -0.49
    assert 1.49 < change.max() <= 1.5
    assert abs(change.mean() - 0.5) < 0.01
    assert abs(change.std() - 2 / np.sqrt(12)) < 0.01
    doubled = noise.uniform(x * 4, low=0, high=2, mode="multiply", seed=0)
    assert abs(doubled.mean() - 4) < 0.02


@pytest.mark.parametrize("level", [0.04, 0.5, 1.0])
def test_shot_noise_is_poisson(level):
    counts = noise.shot(np.full((1000, 200), level), photons=50, seed=0) * 50
    np.testing.assert_allclose(counts, np.rint(counts), atol=1e-9)
    assert abs(counts.mean() - 50 * level) < 5 * np.sqrt(50 * level / counts.size)
    assert abs(counts.var() / (50 * level) - 1) < 0.02
    zero = (counts == 0).mean()
    assert abs(zero - np.exp(-50 * level)) < 0.003


def test_shot_noise_of_bytes_counts_255_as_full():
    noisy = noise.shot(np.full((100, 40, 40), 51, np.uint8), photons=500, seed=0)
    assert abs(noisy.mean() - 51) < 0.2
    assert abs(noisy.std() - 25.5 * np.sqrt(0.2 / 500) * 10) < 0.2
    brighter = noise.shot(np.full((100, 400), 51.0), photons=500, full=255, seed=0)
    assert abs(brighter.std() - 5.1) < 0.1
    assert (noise.shot(np.zeros((2, 3))) == 0).all()


@pytest.mark.parametrize(
    "function",
    [noise.gaussian, noise.uniform, noise.bounded_change, noise.regional, noise.salt_and_pepper],
)
def test_images_are_independent(function):
    x = np.full((400, 16, 16, 3), 0.5, np.float32)
    changes = (function(x, seed=1) - x).reshape(400, -1)
    between = np.corrcoef(changes)[np.triu_indices(400, 1)]
    assert abs(between.mean()) < 0.005
    # 5.5 deviations of a correlation of 256 values at least, the pixels being struck whole
    assert abs(between).max() < 5.5 / np.sqrt(256)
    assert len(np.unique(changes, axis=0)) == 400


def test_streams_of_chunks_differ():
    x = np.zeros((40, 2**16), np.float32)
    z = noise.gaussian(x, std=1, seed=0)
    between = np.corrcoef(z)[np.triu_indices(40, 1)]
    assert abs(between).max() < 5.5 / np.sqrt(2**16)
