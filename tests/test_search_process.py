"""The Gaussian process against scikit-learn's, and the expected improvement against draws."""

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel

from course_lib import search


@pytest.mark.parametrize("noise", [0.001, 0.3])
@pytest.mark.parametrize("dimensions", [1, 3])
def test_process_is_scikit_learns(noise, dimensions):
    rng = np.random.default_rng(dimensions)
    x, y, places = rng.random((12, dimensions)), rng.normal(2, 1, 12), rng.random((30, dimensions))
    ours = search.GaussianProcess(length=0.2, deviation=1.5, noise=noise, mean=2).fit(x, y)
    theirs = GaussianProcessRegressor(
        ConstantKernel(1.5**2) * RBF(0.2), alpha=noise**2, optimizer=None
    ).fit(x, y - 2)
    mean, deviation = theirs.predict(places, return_std=True)
    np.testing.assert_allclose(ours.predict(places)[0], mean + 2, atol=1e-6)
    np.testing.assert_allclose(ours.predict(places)[1], deviation, atol=1e-6)
    likelihood = theirs.log_marginal_likelihood_value_
    np.testing.assert_allclose(ours.log_likelihood, likelihood, rtol=1e-6)


def test_without_noise_the_mean_goes_through_the_trials_and_a_place_counts_once():
    x, y = [[0.0], [0.4], [1.0]], [1.0, 2.0, 0.0]
    process = search.GaussianProcess(length=0.3).fit(x, y)
    np.testing.assert_allclose(process.predict(x)[0], y, atol=1e-6)
    np.testing.assert_allclose(process.predict(x)[1], 0, atol=1e-5)
    with pytest.raises(ValueError, match="one length"):
        process.fit(x, y[:2])


def test_likeliest_finds_noise_where_there_is_some():
    rng = np.random.default_rng(0)
    x = np.linspace(0, 1, 40)[:, None]
    smooth = np.sin(5 * x[:, 0])
    choices = {"lengths": (0.05, 0.3), "noises": (0.01, 0.5)}
    assert search.GaussianProcess.likeliest(x, smooth, **choices).noise < 0.1
    noisy = smooth + rng.normal(0, 0.4, 40)
    found = search.GaussianProcess.likeliest(x, noisy, **choices)
    assert (found.length, found.noise > 0.2) == (0.3, True)
    assert search.GaussianProcess.likeliest(x, np.ones(40), **choices).deviation == 1


def test_expected_improvement_is_the_mean_of_what_is_above():
    draws = np.random.default_rng(0).normal(size=1_000_000)
    for mean, deviation in ((0.4, 0.3), (0.9, 0.1), (0.6, 0.05)):
        drawn = np.maximum(mean + deviation * draws - 0.7, 0).mean()
        found = search.expected_improvement([mean], [deviation], 0.7)
        np.testing.assert_allclose(found, drawn, atol=1e-3)
    with pytest.raises(ValueError, match="at least 0"):
        search.expected_improvement([0.0], [-1.0], 0.0)
