"""The nearest other sample, against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import datasets


@given(st.integers(2, 40), st.integers(0, 1000))
def test_it_is_the_nearest_of_the_others(n, seed):
    x = np.random.default_rng(seed).random((n, 3, 2))
    rows = x.reshape(n, -1)
    distance = np.linalg.norm(rows[:, None] - rows, axis=2)
    np.fill_diagonal(distance, np.inf)
    assert datasets.nearest_neighbor(x).tolist() == distance.argmin(axis=1).tolist()


def test_pieces_are_put_together():
    x = np.random.default_rng(0).random((2500, 4))
    found = datasets.nearest_neighbor(x)
    assert (found != np.arange(2500)).all()
    some = slice(2200, 2300)
    distance = np.linalg.norm(x[some, None] - x, axis=2)
    distance[np.arange(100), np.arange(2200, 2300)] = np.inf
    assert found[some].tolist() == distance.argmin(axis=1).tolist()


def test_a_twin_is_nearest_and_bytes_do_not_overflow():
    x = np.array([[0, 255], [255, 0], [1, 254], [0, 255]], np.uint8)
    assert datasets.nearest_neighbor(x).tolist() == [3, 2, 0, 0]


@pytest.mark.parametrize("x", [[[1.0]], [[np.nan], [1.0]]])
def test_bad_input_gets_one_sentence(x):
    with pytest.raises(ValueError, match=r"^x must"):
        datasets.nearest_neighbor(x)
