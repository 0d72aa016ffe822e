"""What every noise on inputs promises: dtype, shape, reproducibility, what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import noise

ALL = [
    noise.gaussian,
    noise.uniform,
    noise.salt_and_pepper,
    noise.bounded_change,
    noise.impulsive,
    noise.shot,
    noise.regional,
]
EVERY_VALUE = [noise.gaussian, noise.uniform, noise.shot]
DTYPES = [np.uint8, np.float16, np.float32, np.float64]


def images(dtype, shape=(90, 40, 40, 3)):
    values = np.random.default_rng(1).random(shape) * (255 if dtype is np.uint8 else 1)
    return values.astype(dtype)


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("dtype", DTYPES)
def test_same_dtype_and_shape_and_the_input_is_untouched(function, dtype):
    x = images(dtype, (6, 12, 12, 3))
    before = x.copy()
    amplitude = {noise.gaussian: {"std": 20}, noise.uniform: {"low": -9, "high": 9}}
    amplitude |= {noise.regional: {"reach": 9}, noise.bounded_change: {"reach": 9}}
    result = function(x, seed=0, **amplitude.get(function, {}))
    assert result.dtype == dtype
    assert result.shape == x.shape
    assert not np.shares_memory(result, x)
    assert (result != x).any()
    assert np.isfinite(result).all()
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_the_number_of_threads_does_not_change_the_noise(function, dtype):
    x = images(dtype)
    options = {"samples": 0.7, "bands": 0.7, "pixels": 0.5, "seed": 3}
    results = [function(x, threads=threads, **options) for threads in (1, 2, 5, None)]
    for other in results[1:]:
        np.testing.assert_array_equal(results[0], other)


@pytest.mark.parametrize("function", ALL)
def test_seed_and_generator(function):
    x = images(np.float32, (8, 12, 12, 3))
    np.testing.assert_array_equal(function(x, seed=5), function(x, seed=5))
    assert (function(x, seed=5) != function(x, seed=6)).any()
    assert (function(x, seed=None) != function(x, seed=None)).any()
    rng = np.random.default_rng(5)
    first, second = function(x, seed=rng), function(x, seed=rng)
    assert (first != second).any()
    np.testing.assert_array_equal(first, function(x, seed=np.random.default_rng(5)))


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("dtype", DTYPES)
def test_out_may_be_new_the_input_or_overlap_it(function, dtype):
    x = images(dtype, (9, 12, 12, 3))
    options = {"seed": 0, "samples": 0.8, "pixels": 0.6}
    expected = function(x, **options)
    target = np.zeros_like(x)
    assert function(x, out=target, **options) is target
    np.testing.assert_array_equal(target, expected)
    inplace = x.copy()
    assert function(inplace, out=inplace, **options) is inplace
    np.testing.assert_array_equal(inplace, expected)
    store = np.concatenate([x, x[:1]])
    function(store[:-1], out=store[1:], **options)
    np.testing.assert_array_equal(store[1:], expected)


@pytest.mark.parametrize("function", ALL)
def test_memory_layout_does_not_matter(function):
    x = images(np.float32, (9, 12, 12, 3))
    turned = np.asfortranarray(x)
    expected = function(x, seed=0)
    np.testing.assert_array_equal(function(turned, seed=0), expected)
    target = np.empty_like(turned)
    function(turned, seed=0, out=target)
    np.testing.assert_array_equal(target, expected)
    function(turned, seed=0, out=turned)
    np.testing.assert_array_equal(turned, expected)


@pytest.mark.parametrize("function", ALL)
def test_clip_bounds_every_value(function):
    x = images(np.float32, (9, 12, 12, 3)) * 3 - 1
    x = np.abs(x) if function is noise.shot else x
    result = function(x, clip=(0.25, 0.75), samples=0.5, seed=0)
    assert result.min() == 0.25
    assert result.max() == 0.75


def test_narrow_dtypes_saturate():
    x = np.full((2, 6, 6, 1), 250, np.uint8)
    loud = noise.gaussian(x, std=1000, seed=0)
    assert set(np.unique(loud)) >= {0, 255}
    half = noise.gaussian(np.ones((2, 50), np.float16), std=1e6, seed=0)
    assert np.isfinite(half).all()


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize(
    "shape", [(5, 20), (5, 9, 8), (5, 9, 8, 3), (1, 9, 8, 1), (1, 300, 300, 3)]
)
def test_every_shape(function, shape):
    x = images(np.float32, shape)
    if function is noise.regional and len(shape) == 2:
        with pytest.raises(ValueError, match="x must be images"):
            function(x)
    else:
        assert function(x, seed=0).shape == shape


@pytest.mark.parametrize("function", EVERY_VALUE)
def test_share_of_samples_is_exact(function):
    x = images(np.float32, (200, 6, 6, 1)) + 1
    changed = (function(x, samples=0.25, seed=0) != x).any(axis=(1, 2, 3))
    assert changed.sum() == 50
    assert not np.array_equal(changed, np.arange(200) < 50)
    assert (function(x, samples=0, seed=0) == x).all()
    assert (function(x, samples=0.0001, seed=0) != x).any(axis=(1, 2, 3)).sum() == 1


@pytest.mark.parametrize("function", EVERY_VALUE)
def test_share_of_bands_drawn_anew_or_the_same_for_all(function):
    x = np.random.default_rng(0).random((3000, 103)) + 5
    anew = function(x, bands=0.2, seed=0) != x
    same = function(x, bands=0.2, same_for_all=True, samples=0.5, seed=0) != x
    assert abs(anew.sum(axis=1).mean() - 21) < 0.5  # a Poisson count may equal its mean
    assert anew.any(axis=0).all()
    assert abs(anew.mean(axis=0) - 21 / 103).max() < 0.05
    assert same.any(axis=0).sum() == 21
    assert same.any(axis=1).sum() == 1500


@pytest.mark.parametrize("function", EVERY_VALUE)
def test_share_of_pixels_and_channels_of_images(function):
    x = np.random.default_rng(0).random((40, 10, 10, 4)) + 5
    changed = function(x, pixels=0.3, bands=0.5, seed=0) != x
    assert (changed.any(axis=3).sum(axis=(1, 2)) == 30).all()
    assert (changed.any(axis=(1, 2)).sum(axis=1) == 2).all()
    grey = function(x[..., 0], pixels=0.3, same_for_all=True, seed=0) != x[..., 0]
    assert grey.any(axis=0).sum() == 30


def test_impulsive_reaches_exactly_its_share_with_the_extremes():
    x = np.random.default_rng(0).random((500, 100))
    noisy = noise.impulsive(x, samples=0.4, bands=0.25, white=0.8, low=-7, high=7, seed=0)
    struck = noisy != x
    assert (np.sort(struck.sum(axis=1)) == np.repeat([0, 25], [300, 200])).all()
    assert set(np.unique(noisy[struck])) == {-7, 7}
    assert abs((noisy[struck] == 7).mean() - 0.8) < 0.03
    assert (noise.impulsive(x, seed=0) != x).sum() <= 5000
    images = np.tile(np.arange(100.0).reshape(10, 10), (5, 1, 1))
    assert set((noise.impulsive(images, low=-1, seed=0) != images).sum(axis=(1, 2))) <= {9, 10}
    own = noise.impulsive(x, bands=1.0, seed=0)
    assert set(np.unique(own)) == {x.min(), x.max()}


def test_salt_and_pepper_strikes_whole_pixels_unless_per_channel():
    x = np.full((50, 20, 20, 3), 100, np.uint8)
    noisy = noise.salt_and_pepper(x, amount=0.2, white=0.25, seed=0)
    struck = noisy != 100
    assert (struck.any(axis=3) == struck.all(axis=3)).all()
    assert set(np.unique(noisy)) == {0, 100, 255}
    assert (np.ptp(noisy, axis=3) == 0).all()
    assert abs(struck.mean() - 0.2) < 0.01
    assert abs((noisy[struck] == 255).mean() - 0.25) < 0.02
    single = noise.salt_and_pepper(x, amount=0.2, per_channel=True, seed=0) != 100
    assert (single.any(axis=3) != single.all(axis=3)).any()
    assert abs(single.mean() - 0.2) < 0.01
    everything = noise.salt_and_pepper(x, amount=1, low=1, high=2, seed=0)
    assert set(np.unique(everything)) == {1, 2}


def test_bounded_change_is_the_noise_of_s2():
    x = np.full((100, 20, 20, 3), 127.0)
    change = noise.bounded_change(x, amount=0.1, reach=50, seed=0) - x
    struck = change != 0
    assert (struck.any(axis=3) == struck.all(axis=3)).all()
    assert abs(struck.mean() - 0.1) < 0.005
    assert abs(change[struck]).max() <= 50
    assert abs(change[struck].std() - 100 / np.sqrt(12)) < 1
    channels = np.corrcoef(change[struck.all(axis=3)].T)
    assert abs(channels[0, 1]) < 0.05


def test_regional_changes_regions_and_nothing_else():
    x = np.zeros((3000, 16, 20, 3))
    one = noise.regional(x, regions=1, size=(3, 5), reach=2, seed=0)
    struck = (one != 0).any(axis=3)
    assert (struck.sum(axis=(1, 2)) == 15).all()
    assert (struck.any(axis=2).sum(axis=1) == 3).all()
    assert (struck.any(axis=1).sum(axis=1) == 5).all()
    assert abs(one).max() <= 2
    assert abs(one[one != 0].std() - 4 / np.sqrt(12)) < 0.05
    corners = [struck[:, r, c].any() for r in (0, -1) for c in (0, -1)]
    assert all(corners)
    three = (noise.regional(x, size=5, seed=0) != 0).any(axis=3).sum(axis=(1, 2))
    assert three.max() == 75
    assert three.min() >= 25
    assert (noise.regional(x, regions=0, seed=0) == 0).all()
    whole = noise.regional(x[..., 0], regions=1, size=(16, 20), seed=0)
    assert (whole != 0).all()


def test_regions_add_up_where_they_overlap():
    x = np.zeros((2000, 1, 1))
    total = noise.regional(x, regions=4, size=1, reach=1, seed=0)
    assert abs(total.std() - np.sqrt(4 / 3)) < 0.05
    assert abs(total).max() > 1


@settings(deadline=None, max_examples=30)
@given(
    n=st.integers(1, 40),
    wide=st.integers(1, 40),
    share=st.floats(0, 1),
    seed=st.integers(0, 2**40),
)
def test_shares_are_met_to_the_nearest_whole_number(n, wide, share, seed):
    x = np.zeros((n, wide))
    struck = noise.gaussian(x, samples=share, bands=share, std=1, seed=seed) != 0
    rows = max(1, round(share * n)) if share > 0 else 0
    columns = max(1, round(share * wide)) if share > 0 else 0
    assert struck.any(axis=1).sum() == (rows if columns else 0)
    assert (struck.sum(axis=1)[struck.any(axis=1)] == columns).all()


def test_list_input_and_zero_noise():
    np.testing.assert_array_equal(noise.gaussian([[0.5, 1.0]], std=0, seed=0), [[0.5, 1.0]])
    np.testing.assert_array_equal(noise.gaussian([[0.5, 1.0]], std=0, mean=2), [[2.5, 3.0]])
    np.testing.assert_array_equal(
        noise.gaussian([[0.5, 1.0]], std=0, mean=2, mode="multiply"), [[1.0, 2.0]]
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: noise.gaussian(x, std=-1), "std must be a number from 0"),
        (lambda x: noise.gaussian(x, mode="plus"), "mode must be one of 'add', 'multiply'"),
        (lambda x: noise.gaussian(x, samples=1.5), "samples must be a number from 0 to 1"),
        (lambda x: noise.gaussian(x, clip=(1, 0)), "clip must be a pair"),
        (lambda x: noise.gaussian(x, clip=(1, 0, 2)), "clip must be a pair"),
        (lambda x: noise.gaussian(x, threads=0), "threads must be an integer of at least 1"),
        (lambda x: noise.gaussian(x, out=x[:1]), "out must be of shape"),
        (lambda x: noise.gaussian(x[:, :, :, 0], bands=0.5), "bands must be 1 for grey"),
        (lambda x: noise.gaussian(x[:, 0, 0], pixels=0.5), "pixels must be 1 for spectra"),
        (lambda x: noise.gaussian(x * np.nan), "x must be finite"),
        (lambda x: noise.gaussian(x[:0]), "x must not be empty"),
        (lambda x: noise.gaussian(x[0, 0, 0]), "x must have 2 or 3 or 4 axes"),
        (lambda x: noise.uniform(x, low=1, high=0), "low must not be above high"),
        (lambda x: noise.impulsive(x, low=1, high=0), "low must not be above high"),
        (lambda x: noise.salt_and_pepper(x, amount=2), "amount must be a number"),
        (lambda x: noise.regional(x, size=9), "size must fit"),
        (lambda x: noise.regional(x, size=(1, 2, 3)), "size must be an integer or a pair"),
        (lambda x: noise.regional(x, regions=-1), "regions must be an integer"),
        (lambda x: noise.shot(-x), "x must not be negative"),
        (lambda x: noise.shot(x, photons=1e30), "photons must give counts"),
        (lambda x: noise.shot(x, photons=0), "photons must be a number above 0"),
    ],
)
def test_wrong_values_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.ones((2, 4, 4, 3), np.float32))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: noise.gaussian("nine"), "x must be an array of numbers"),
        (lambda x: noise.gaussian(x.astype(int)), "x must be of dtype uint8"),
        (lambda x: noise.gaussian(x, clip=1), "clip must be a pair"),
        (lambda x: noise.gaussian(x, out=[1]), "out must be an array"),
        (lambda x: noise.gaussian(x, seed="0"), "seed must be an integer"),
        (lambda x: noise.gaussian(x, same_for_all=1), "same_for_all must be True or False"),
        (lambda x: noise.salt_and_pepper(x, per_channel=None), "per_channel must be True"),
    ],
)
def test_wrong_kinds_are_named(call, message):
    with pytest.raises(TypeError, match=message):
        call(np.ones((2, 4, 4, 3), np.float32))


def test_an_error_leaves_out_as_it_was():
    x = np.ones((2, 4, 4, 3))
    out = np.zeros_like(x)
    with pytest.raises(ValueError, match="threads"):
        noise.gaussian(x, out=out, threads=-1)
    with pytest.raises(TypeError, match="seed"):
        noise.shot(x, out=out, seed=1.5)
    assert not out.any()
    out.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        noise.gaussian(x, out=out)
