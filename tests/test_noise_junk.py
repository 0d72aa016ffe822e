"""Whatever is passed, nothing but TypeError and ValueError escapes."""

from __future__ import annotations

import inspect

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_lib import noise

MODEL = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="out")])


class Hostile:
    def __array__(self, *args, **kwargs):
        raise RuntimeError("no")

    def __repr__(self):
        raise RuntimeError("no")


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.sampled_from([2**70, -(2**70), 1e300, 1e-300, 1e30, -1e30, 0.0, 1j, object(), Hostile()]),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(["add", "multiply", "out", ["out"], [], (), {}, (0, 1), (1, 0), [None, 2]]),
    st.sampled_from(
        [
            np.zeros(0),
            np.ones(3),
            np.ones((2, 3)),
            np.ones((2, 3, 3), np.float32),
            np.full((2, 4, 4, 3), 250, np.uint8),
            np.full((2, 3), np.nan),
            np.full((2, 3), np.inf),
            np.full((2, 3, 3), 1e38, np.float32),
            -np.ones((2, 3), np.float16),
            np.ones((2, 3), int),
            np.ones((2, 3), ">f4"),
            np.ones((2, 3), bool),
            np.array(["a", "b"]),
            [[1.0, 2.0], [3.0]],
            [[1.0, 2.0], [3.0, 4.0]],
        ]
    ),
)

CASES = {
    noise.gaussian: {"x": np.ones((3, 4, 4, 2), np.float32)},
    noise.uniform: {"x": np.ones((3, 4), np.float64)},
    noise.salt_and_pepper: {"x": np.ones((3, 4, 4), np.uint8)},
    noise.bounded_change: {"x": np.ones((3, 4, 4, 2), np.float16)},
    noise.impulsive: {"x": np.ones((3, 4), np.float32)},
    noise.shot: {"x": np.ones((3, 4), np.float32)},
    noise.regional: {"x": np.ones((3, 6, 6, 2), np.float32)},
    noise.perturb_arrays: {"arrays": [np.ones((3, 4))]},
    noise.perturb_weights: {"model": MODEL},
    noise.noisy_batches: {"x": np.ones((3, 4)), "noise": noise.gaussian},
    noise.NoisyDataset: {"x": np.ones((3, 4)), "noise": noise.gaussian},
}


@pytest.mark.parametrize("function", CASES, ids=lambda f: f.__name__)
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choice=st.data())
def test_only_type_and_value_errors_escape(function, choice):
    names = list(inspect.signature(function).parameters)
    broken = choice.draw(st.dictionaries(st.sampled_from(names), JUNK, min_size=1, max_size=3))
    call = CASES[function] | broken
    try:
        result = function(**call)
    except (TypeError, ValueError):
        return
    if isinstance(result, np.ndarray):
        assert result.dtype == np.asarray(call["x"]).dtype
        assert not np.isnan(result).any()


def test_every_public_name_is_covered():
    assert {function.__name__ for function in CASES} == set(noise.__all__)
