"""Pooling of what should not be pooled: one clear error, and no other."""

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import pooling

some = settings(deadline=None, max_examples=50)
OPERATIONS = ["max", "mean", "min", "median", "l2", np.nanmax, len]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"x": "nine"}, TypeError, "x must be an array of numbers, got 'nine'"),
        ({"x": np.zeros(3)}, ValueError, "x must be (H, W), (H, W, C) or (N, H, W, C), got (3,)"),
        ({"x": np.zeros((0, 4))}, ValueError, "x must not be empty, got shape (0, 4)"),
        ({"size": 0}, ValueError, "size must be an integer of at least 1, got 0"),
        ({"size": 2.0}, TypeError, "size must be an integer of at least 1, got 2.0"),
        ({"size": (1, 2, 3)}, ValueError, "size must be one value or a pair, got (1, 2, 3)"),
        ({"size": 5}, ValueError, "size must fit into the image of shape (4, 4), got (5, 5)"),
        ({"stride": -1}, ValueError, "stride must be an integer of at least 1, got -1"),
        ({"operation": "men"}, ValueError, "did you mean 'mean'"),
        ({"operation": 3}, TypeError, "operation must be a name or a callable, got 3"),
        ({"operation": len}, TypeError, "operation(windows, axis=(-2, -1)) failed"),
        ({"operation": lambda w, axis: w}, ValueError, "reduce windows to shape (1, 2, 2, 1)"),
        ({"operation": lambda w, axis: "x"}, TypeError, "the result of operation must be an array"),
        ({"padding": "full"}, ValueError, "padding must be one of 'valid', 'same', 'block'"),
        ({"padding": 2}, ValueError, "padding must be smaller than size (2, 2), got 2"),
        ({"padding": "block", "stride": 1}, ValueError, "stride must equal size (2, 2)"),
        ({"padding": "block", "size": 10**6}, ValueError, "would pad the image from (4, 4)"),
        ({"cval": "0"}, TypeError, "cval must be a number, got '0'"),
        ({"x": np.zeros((4, 4), np.uint8), "cval": -1}, ValueError, "a value of dtype uint8"),
        ({"x": np.zeros((4, 4), int), "cval": np.nan}, ValueError, "a value of dtype int64"),
        ({"x": np.zeros((4, 4), np.float16), "cval": 1e6}, ValueError, "a value of dtype float16"),
        ({"cval": 10**400}, ValueError, "a value of dtype float64"),
    ],
)
def test_messages(change, error, message):
    arguments = {"x": np.zeros((4, 4)), "size": 2, **change}
    with pytest.raises(error) as caught:
        pooling.pool(arguments.pop("x"), arguments.pop("size"), **arguments)
    assert message in str(caught.value)


def test_pooled_shape_asks_for_a_shape():
    assert pooling.pooled_shape((10**9, 10**9), 2, padding="same") == (5 * 10**8, 5 * 10**8)
    with pytest.raises(TypeError, match="shape must be a sequence of integers, got 5"):
        pooling.pooled_shape(5, 2)
    with pytest.raises(ValueError, match=r"shape must be \(H, W\)"):
        pooling.pooled_shape((5,), 2)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 7),
    st.sampled_from([10**9, 2**63, 10**40, -(10**40)]),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.lists(st.integers(-2, 4) | st.floats() | st.text(max_size=2), max_size=4),
    st.lists(st.lists(st.integers(-2, 4), max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.sampled_from([object(), {1}, range(3), np.array("a"), np.array(3), np.float32("nan")]),
    st.sampled_from(["U2", "M8[s]", "O", "c8", "f4", "?", "i8", "i4,f4"]).flatmap(
        lambda dtype: st.lists(st.integers(0, 4), max_size=5).map(lambda s: np.zeros(s, dtype))
    ),
)


def attempt(function, *args, **kwargs):
    with contextlib.suppress(TypeError, ValueError):
        function(*args, **kwargs)


@some
@given(
    x=JUNK | st.just(np.ones((2, 5, 6, 3))),
    size=JUNK | st.just(2),
    operation=JUNK | st.sampled_from(OPERATIONS),
    stride=JUNK,
    padding=JUNK | st.sampled_from(["valid", "same", "block"]),
    cval=JUNK | st.just(0),
)
def test_nothing_else_escapes_pool(x, size, operation, stride, padding, cval):
    attempt(pooling.pool, x, size, operation=operation, stride=stride, padding=padding, cval=cval)


@some
@given(x=JUNK | st.just(np.ones((2, 5, 6, 3))), operation=JUNK, keepdims=JUNK)
def test_nothing_else_escapes_global_pool(x, operation, keepdims):
    attempt(pooling.global_pool, x, operation=operation)
    attempt(pooling.global_pool, x, keepdims=keepdims)


@some
@given(shape=JUNK | st.just((5, 6)), size=JUNK | st.just(2), stride=JUNK, padding=JUNK)
def test_nothing_else_escapes_pooled_shape(shape, size, stride, padding):
    attempt(pooling.pooled_shape, shape, size, stride=stride, padding=padding)
    attempt(pooling.pooled_shape, shape, size, padding="same")
