"""What the best of some trials promises: counted out, and refused where it makes no sense."""

from itertools import combinations

import numpy as np
import pytest

from course_lib import search


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_best_of_is_the_mean_over_all_draws(n):
    rng = np.random.default_rng(n)
    promised, judged = rng.normal(size=(2, 5))
    draws = [max(draw, key=promised.__getitem__) for draw in combinations(range(5), n)]
    wanted = promised[draws].mean(), judged[draws].mean()
    assert search.best_of(promised, judged, n) == pytest.approx(wanted)


def test_equals_are_as_likely_as_each_other():
    assert search.best_of([1, 1, 0], [0.2, 0.6, 9], 3) == pytest.approx((1, 0.4))
    assert search.best_of([0, 1, 1], [9, 0.6, 0.2], 3) == pytest.approx((1, 0.4))


def test_bad_input_gets_one_clear_sentence():
    with pytest.raises(ValueError, match="one length, got 2 and 1"):
        search.best_of([1, 2], [1], 1)
    with pytest.raises(ValueError, match="n must"):
        search.best_of([1, 2], [1, 2], 3)
    with pytest.raises((TypeError, ValueError), match="promised must"):
        search.best_of([1, np.nan], [1, 2], 1)
