"""Copies are found, a common task is none."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.reports.similarity import resemblances

COPY = [
    '''
def minmax_scale(x, epsilon=1e-9):
    """Scale each column."""
    low = x.min(axis=0)
    high = x.max(axis=0)
    spread = high - low
    spread[spread < epsilon] = 1.0
    return (x - low) / spread
''',
    "scores = [fit(seed) for seed in range(5)]\nprint(sum(scores) / len(scores), max(scores))",
]
RENAMED = [
    '''
# my very own work
def minmax_scale(data, tiny=1e-12):
    """I scaled them."""
    a = data.min(axis=0)
    b = data.max(axis=0)   # the largest

    c = b - a
    c[c < tiny] = 1.0
    return (data - a) / c
''',
    "s = [train(k) for k in range(7)]\nprint(sum(s) / len(s), max(s))",
]
OTHER = [
    """
def minmax_scale(x):
    result = np.zeros_like(x, dtype=float)
    for column in range(x.shape[1]):
        values = x[:, column]
        if values.ptp() == 0:
            continue
        result[:, column] = (values - values.min()) / values.ptp()
    return result
""",
    "for seed in range(5):\n    history = fit(seed)\n    print(seed, history['loss'][-1])",
]


def test_a_renamed_copy_is_found_and_another_solution_is_not():
    pairs = resemblances({"ada": COPY, "bob": RENAMED, "eve": OTHER})
    assert [pair.students for pair in pairs] == [("ada", "bob")]
    assert pairs[0].structure == 1.0
    assert 0.4 < pairs[0].text < 0.9


def test_an_exact_copy_comes_first():
    pairs = resemblances({"ada": COPY, "bob": RENAMED, "zoe": list(COPY)})
    assert pairs[0].students == ("ada", "zoe")
    assert (pairs[0].structure, pairs[0].text) == (1.0, 1.0)
    assert len(pairs) == 3


def test_what_the_exercise_gave_does_not_count():
    start = "import numpy as np\n" * 400
    code = {"ada": [start, *COPY], "eve": [start, *OTHER]}
    assert resemblances(code, [start]) == []
    assert resemblances(code, []) != []
    assert resemblances({"ada": [start], "bob": [start]}, [start]) == []


def test_short_answers_are_left_out():
    assert resemblances({"ada": ["x = 1"], "bob": ["x = 1"]}) == []


@given(st.dictionaries(st.text(min_size=1), st.lists(st.text(), max_size=3), max_size=4))
def test_any_text_may_be_handed_in(code):
    for pair in resemblances(code, tokens=1):
        assert 0 <= pair.text <= 1
        assert 0.9 <= pair.structure <= 1


@pytest.mark.parametrize("source", ["((((" * 9999, "'" * 50_000, "%magic\n!ls\nx = 1", "\0", "é\\"])
def test_hostile_sources_cost_little(source):
    start = time.perf_counter()
    resemblances({"ada": [source], "bob": [source]}, tokens=1)
    assert time.perf_counter() - start < 5


def test_a_class_of_a_thousand_takes_seconds():
    words = ["alpha", "beta", "+", "-", "(", ")", "=", "1", "if", "for", "in", ":", "\n"]
    code = {}
    for student in range(1000):
        draw = random.Random(student)
        code[f"s{student}"] = [" ".join(draw.choices(words, k=400))]
    code["copy"] = code["s7"]
    start = time.perf_counter()
    pairs = resemblances(code)
    took = time.perf_counter() - start
    assert ("copy", "s7") in [pair.students for pair in pairs]
    assert took < 60, took
