"""Pooling against its definition, Keras and scikit-image."""

import itertools

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.measure import block_reduce

from course_lib import pooling
from course_lib.pooling import pool as public
from course_lib.pooling.reduce import Scratch, _median_network, _middle

NUMPY = {
    "max": np.max,
    "mean": np.mean,
    "min": np.min,
    "median": np.median,
    "l2": lambda window, axis: np.sqrt(np.sum(np.square(window), axis=axis)),
}
some = settings(deadline=None, max_examples=50)
pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
lengths = st.integers(1, 12)
seeds = st.integers(0, 2**32 - 1)


def normal(seed, *shape, dtype=np.float32):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def slowly(x, size, stride, padding, operation, cval=0.0):
    """Pool (H, W) a window at a time, straight from the definition."""
    pads = padding if not isinstance(padding, str) else ((0, 0), (0, 0))
    if padding == "block":
        pads = [(0, -n % k) for n, k in zip(x.shape, size, strict=True)]
    x = np.pad(x, pads, constant_values=cval)
    starts = []
    for n, k, s in zip(x.shape, size, stride, strict=True):
        if padding == "same":
            count = -(-n // s)
            before = max((count - 1) * s + k - n, 0) // 2
            starts.append([i * s - before for i in range(count)])
        else:
            starts.append(list(range(0, n - k + 1, s)))
    return np.array(
        [
            [
                NUMPY[operation](x[max(i, 0) : i + size[0], max(j, 0) : j + size[1]], axis=(0, 1))
                for j in starts[1]
            ]
            for i in starts[0]
        ]
    )


@some
@given(
    shape=st.tuples(st.integers(1, 3), lengths, lengths, st.sampled_from([1, 3, 8, 9])),
    size=pairs,
    stride=st.none() | pairs,
    padding=st.sampled_from(["valid", "same"]),
    operation=st.sampled_from(["max", "mean"]),
    seed=seeds,
)
def test_equals_keras(shape, size, stride, padding, operation, seed):
    if padding == "valid":
        size = tuple(np.minimum(size, shape[1:3]).tolist())
    x = normal(seed, *shape)
    peer = {"max": keras.ops.max_pool, "mean": keras.ops.average_pool}[operation]
    wanted = np.asarray(peer(x, size, strides=stride, padding=padding))
    result = pooling.pool(x, size, operation=operation, stride=stride, padding=padding)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, wanted, rtol=1e-6, atol=1e-6)
    assert pooling.pooled_shape(shape, size, stride=stride, padding=padding) == wanted.shape


@some
@given(
    shape=st.tuples(st.integers(1, 3), lengths, lengths, st.sampled_from([1, 3, 9])),
    axes=st.sampled_from([2, 3, 4]),
    size=pairs,
    operation=st.sampled_from(["max", "mean", "min", "median"]),
    dtype=st.sampled_from([np.float32, np.float64, np.uint8, np.int16]),
    cval=st.integers(0, 9),
    seed=seeds,
)
def test_equals_block_reduce(shape, axes, size, operation, dtype, cval, seed):
    x = (10 * np.abs(normal(seed, *shape))).astype(dtype)
    x = {2: x[0, :, :, 0], 3: x[0], 4: x}[axes]
    block = {2: size, 3: (*size, 1), 4: (1, *size, 1)}[axes]
    wanted = block_reduce(x, block, NUMPY[operation], cval=cval)
    result = pooling.pool(x, size, operation=operation, padding="block", cval=cval)
    assert result.shape == wanted.shape == pooling.pooled_shape(x.shape, size, padding="block")
    assert result.dtype == wanted.dtype
    np.testing.assert_allclose(result, wanted, rtol=1e-6, atol=1e-6)
    by_callable = pooling.pool(x, size, operation=np.ptp, padding="block", cval=cval)
    np.testing.assert_array_equal(by_callable, block_reduce(x, block, np.ptp, cval=cval))


@some
@given(
    shape=st.tuples(lengths, lengths),
    size=pairs,
    stride=pairs,
    padding=st.sampled_from(["valid", "same", "block"])
    | st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2),
    operation=st.sampled_from(sorted(NUMPY)),
    channels=st.sampled_from([1, 2, 8]),
    share=st.sampled_from([0, 0.05]),
    seed=seeds,
)
def test_equals_the_definition(shape, size, stride, padding, operation, channels, share, seed):
    if padding in ("valid", "block") or not isinstance(padding, str):
        size = tuple(np.minimum(size, shape).tolist())
    if padding == "block":
        stride = size
    if not isinstance(padding, str):
        padding = [np.minimum(p, k - 1).tolist() for p, k in zip(padding, size, strict=True)]
    x = normal(seed, *shape, channels, dtype=np.float64)
    x[np.random.default_rng(seed).random(x.shape) < share] = np.nan
    before = x.copy()
    arguments = {"stride": stride, "padding": padding, "cval": 0.5}
    result = pooling.pool(x, size, operation=operation, **arguments)
    wanted = [slowly(x[..., c], size, stride, padding, operation, 0.5) for c in range(channels)]
    np.testing.assert_allclose(result, np.stack(wanted, axis=-1), rtol=1e-12, atol=1e-12)
    by_callable = pooling.pool(x, size, operation=NUMPY[operation], **arguments)
    np.testing.assert_allclose(by_callable, result, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("n", range(1, 13))
def test_median_network_sorts_all_zeros_and_ones(n):
    """What is right for every 0-1 input is right for every input (Knuth's 0-1 principle)."""
    inputs = np.array(list(itertools.product([0.0, 1.0], repeat=n))).T
    wanted = np.median(inputs, axis=0)
    np.testing.assert_array_equal(_middle(inputs.copy(), Scratch()), wanted)


@pytest.mark.parametrize("n", [1, 2, 5, 8, 9, 15])
def test_median_of_large_windows(n):
    x = normal(n, 2, 31, 30, 3)
    x[0, 7, 5, 1] = np.nan
    windows = np.lib.stride_tricks.sliding_window_view(x, (n, n), axis=(1, 2))[:, ::n, ::n]
    result = pooling.pool(x, n, operation="median")
    np.testing.assert_allclose(result, np.median(windows, axis=(-2, -1)), rtol=1e-6)
    assert np.isnan(result).sum() == 1


def test_median_network_is_short():
    assert len(_median_network(1)) == 0
    assert len(_median_network(4)) <= 6
    assert len(_median_network(9)) <= 26


@pytest.mark.parametrize("operation", sorted(NUMPY))
def test_dtypes(operation):
    for dtype in (np.float16, np.float32, np.float64):
        assert pooling.pool(np.ones((4, 4), dtype), 2, operation=operation).dtype == dtype
    for dtype in (bool, np.uint8, np.int64):
        result = pooling.pool(np.ones((4, 4), dtype), 2, operation=operation)
        assert result.dtype == (dtype if operation in ("max", "min") else np.float64)
        assert (result == (2 if operation == "l2" else 1)).all()


def test_float16_is_summed_in_float32():
    x = np.full((2, 2), 60000, np.float16)
    assert pooling.pool(x, 2, operation="mean") == x[0, 0]
    assert pooling.pool(x, 2, operation="median") == x[0, 0]


def test_long_sums_stay_exact():
    x = np.full((1, 500, 500, 1), 0.1, np.float32)
    assert pooling.global_pool(x)[0, 0] == np.float32(0.1)
    assert pooling.pool(x[0, :, :, 0], (1, 500), operation="l2")[0, 0] == pytest.approx(
        np.sqrt(5), rel=1e-6
    )


def test_threads_change_nothing():
    x = normal(0, 24, 130, 131, 3)
    assert x.nbytes > public.__globals__["_THREADED_BYTES"]
    for operation in NUMPY:
        whole = pooling.pool(x, 3, operation=operation, padding="same")
        single = [pooling.pool(image, 3, operation=operation, padding="same") for image in x]
        np.testing.assert_array_equal(whole, np.stack(single))


def test_any_memory_layout():
    x = normal(1, 3, 8, 9, 2)
    for view in (x[::-1, ::-1, ::2], x.transpose(3, 2, 1, 0), np.asfortranarray(x)):
        for operation in NUMPY:
            np.testing.assert_array_equal(
                pooling.pool(view, 2, operation=operation),
                pooling.pool(np.ascontiguousarray(view), 2, operation=operation),
            )


def test_zero_padding_trap():
    """The two conventions differ at the edge: 75 rows with zeros in them against 74 without."""
    x = np.full((224, 224), -1.0)
    block, valid = (pooling.pool(x, 3, padding=padding) for padding in ("block", "valid"))
    assert block.shape == (75, 75)
    assert (block[-1] == 0).all()
    assert valid.shape == (74, 74)
    assert (valid == -1).all()
    assert pooling.pool(x, 3, operation="mean", padding="block")[0, -1] == pytest.approx(-2 / 3)
    assert (pooling.pool(x, 3, operation="mean", padding="same") == -1).all()


def test_short_forms_of_padding():
    x = normal(2, 6, 6)
    np.testing.assert_array_equal(
        pooling.pool(x, 3, padding=1), pooling.pool(x, 3, padding=((1, 1), (1, 1)))
    )
    np.testing.assert_array_equal(
        pooling.pool(x, 3, padding=(1, 2)), pooling.pool(x, 3, padding=((1, 1), (2, 2)))
    )
    assert pooling.pool(x, 3, padding=((0, 1), 0), stride=1).shape == (5, 4)


def test_cval_not_a_number_with_a_callable():
    x = np.arange(9.0).reshape(3, 3)
    result = pooling.pool(x, 2, operation=np.nanmean, padding="block", cval=np.nan)
    np.testing.assert_array_equal(result, [[2, 3.5], [6.5, 8]])
    assert pooling.pool(-x, 2, padding="block", cval=-np.inf)[1, 1] == -8


def test_global_pool():
    x = normal(3, 2, 5, 4, 3)
    for operation, function in NUMPY.items():
        wanted = function(x, axis=(1, 2))
        np.testing.assert_allclose(
            pooling.global_pool(x, operation=operation), wanted, rtol=1e-5, atol=1e-6
        )
    assert pooling.global_pool(x, keepdims=True).shape == (2, 1, 1, 3)
    assert pooling.global_pool(x[0]).shape == (3,)
    assert pooling.global_pool(x[0, :, :, 0]).shape == ()
    np.testing.assert_allclose(
        pooling.global_pool(x), keras.layers.GlobalAveragePooling2D()(x), atol=1e-6
    )
