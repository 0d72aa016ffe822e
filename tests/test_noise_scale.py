"""A noise in another unit than its data is named, and one in the right unit is not."""

from __future__ import annotations

import inspect
import warnings
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import noise

BYTES = np.random.default_rng(0).integers(0, 256, (70, 8, 8, 3)).astype(np.uint8)
TO_255 = BYTES.astype(np.float32)
TO_1 = TO_255 / 255


@pytest.mark.parametrize("x", [BYTES, TO_255], ids=["uint8", "floats to 255"])
@pytest.mark.parametrize(
    ("function", "options", "name"),
    [
        (noise.gaussian, {"std": 0.1}, "std"),
        (noise.gaussian, {"mean": 1, "std": 1e-4, "mode": "multiply"}, "std"),
        (noise.uniform, {"low": -0.1, "high": 0.1}, "high"),
        (noise.bounded_change, {"reach": 0.2}, "reach"),
        (noise.regional, {"reach": 0.1}, "reach"),
    ],
)
def test_noise_too_small_for_the_data_is_named(function, options, name, x):
    with pytest.warns(UserWarning, match=f"{name} is .* hardly any value will change") as caught:
        function(x, seed=0, **options)
    assert [warning.filename for warning in caught] == [__file__]


@pytest.mark.parametrize(
    ("function", "x", "options", "message"),
    [
        (noise.salt_and_pepper, TO_255, {}, "high, the brightest, is 1 where x reaches from 0 to"),
        (noise.salt_and_pepper, BYTES, {"high": 1}, "high, the brightest, is 1 "),
        (noise.salt_and_pepper, TO_1, {"high": 255}, "high, the brightest, is 255 "),
        (noise.salt_and_pepper, BYTES // 200, {}, "high, the brightest, is 255 "),
        (noise.impulsive, TO_255, {"high": 1}, "high, the brightest, is 1 "),
        (noise.shot, TO_255, {}, "full, the brightest, is 1 "),
        (noise.shot, TO_1, {"full": 255}, "full, the brightest, is 255 "),
        (noise.gaussian, TO_255, {"std": 20, "clip": (0, 1)}, r"clip is \(0, 1\) where x reaches"),
    ],
)
def test_white_far_from_the_data_is_named(function, x, options, message):
    with pytest.warns(UserWarning, match=message) as caught:
        function(x, seed=0, **options)
    assert [warning.filename for warning in caught] == [__file__]


@pytest.mark.parametrize(
    ("function", "x", "options"),
    [
        (noise.gaussian, BYTES, {"std": 20, "clip": (0, 255)}),
        (noise.gaussian, BYTES, {"std": 0}),
        (noise.gaussian, TO_1, {"std": 0.01, "clip": (0, 1)}),
        (noise.gaussian, TO_1, {"std": 5}),
        (noise.gaussian, TO_1 * 8000, {"std": 20}),
        (noise.gaussian, BYTES, {"mean": 1, "std": 0.1, "mode": "multiply"}),
        (noise.gaussian, np.full((2, 3), 200.0), {"std": 0.1}),
        (noise.uniform, TO_1, {}),
        (noise.bounded_change, BYTES, {"reach": 50}),
        (noise.regional, TO_1, {}),
        (noise.salt_and_pepper, BYTES, {}),
        (noise.salt_and_pepper, TO_1 / 20, {}),
        (noise.salt_and_pepper, np.zeros((2, 3)), {}),
        (noise.impulsive, TO_255, {}),
        (noise.impulsive, -TO_255, {"high": 0}),
        (noise.shot, BYTES, {}),
        (noise.shot, TO_1, {}),
    ],
)
def test_noise_in_the_unit_of_the_data_warns_of_nothing(function, x, options):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        function(x, seed=0, **options)


def test_dark_samples_among_those_looked_at_are_not_taken_for_the_whole():
    x = np.zeros((1000, 2), np.float32)
    x[::16] = 0.001
    x[1] = 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        noise.salt_and_pepper(x, seed=0)


@settings(deadline=None, max_examples=25)
@given(std=st.floats(1e-6, 0.999), seed=st.integers(0, 99))
def test_whatever_leaves_all_bytes_as_they_are_has_been_named(std, seed):
    with pytest.warns(UserWarning, match="std is"):
        noise.gaussian(BYTES, std=std, seed=seed)


def test_streams_pass_the_warning_on():
    with pytest.warns(UserWarning, match="std is 0.1 where x is uint8"):
        next(noise.noisy_batches(BYTES, noise=partial(noise.gaussian, std=0.1), seed=0))


def test_weights_that_the_noise_leaves_as_they_are():
    weights = [np.linspace(1, 2, 8, dtype=np.float16)]
    with pytest.warns(UserWarning, match=r"arrays\[0\] of dtype float16 is unchanged"):
        noise.perturb_arrays(weights, std=1e-6, seed=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        noise.perturb_arrays(weights, seed=0)
        noise.perturb_arrays(weights, std=0, seed=0)
        noise.perturb_arrays(weights, factor=0, seed=0)
        noise.perturb_arrays([np.zeros(3)], seed=0)


def test_the_shared_sections_are_in_every_docstring():
    shared = ["gaussian", "uniform", "salt_and_pepper", "bounded_change", "impulsive"]
    for name in [*shared, "regional", "shot"]:
        function = getattr(noise, name)
        assert "%(" not in function.__doc__
        described = inspect.getdoc(function)
        for parameter in inspect.signature(function).parameters:
            start = described.split("\nReturns\n")[0]
            assert any(
                parameter in line.split(" : ")[0].split(", ")
                for line in start.splitlines()
                if " : " in line
            ), (name, parameter)
