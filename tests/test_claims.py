"""The line that a claim prints, and what is refused as a condition."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course_lib.claims import claim


@pytest.mark.parametrize("yes", [True, np.True_, np.array(1.0) < 2, pd.Series([1, 2]).gt(0).all()])
def test_a_true_condition_holds(capsys, yes):
    claim("Adam is ahead.", yes)
    assert capsys.readouterr().out == "holds: Adam is ahead.\n"


@pytest.mark.parametrize("no", [False, np.False_, np.float32(3) < 2])
def test_a_false_condition_does_not_hold(capsys, no):
    claim("Adam is ahead.", no)
    assert capsys.readouterr().out == "does not hold: Adam is ahead.\n"


@pytest.mark.parametrize(
    "condition",
    [None, 1, 0.3, "yes", np.array([True]), np.array([True, False]), [True], pd.Series([True])],
)
def test_what_is_neither_true_nor_false_is_refused(condition):
    with pytest.raises(TypeError, match=r"^condition must be True or False, got .+$"):
        claim("Adam is ahead.", condition)


@pytest.mark.parametrize(("sentence", "error"), [(3, TypeError), ("  ", ValueError)])
def test_a_claim_says_something(sentence, error):
    with pytest.raises(error, match=r"^sentence must "):
        claim(sentence, True)


def test_a_long_sentence_fits_the_page(capsys):
    claim("word " * 40, True)
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 78
    assert " ".join(printed.split()) == "holds: " + " ".join(["word"] * 40)
