"""Scaling and the estimator against their definitions and scikit-learn."""

import contextlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, StandardScaler, normalize
from sklearn.utils.estimator_checks import check_estimator

from course_lib.normalize import Normalizer, minmax, unit_norm, zscore

some = settings(deadline=None, max_examples=50)
AXES = {"feature": (0,), "channel": (0, 1, 2), "sample": (1, 2, 3), "all": (0, 1, 2, 3)}
FUNCTIONS = {"minmax": minmax, "zscore": zscore, "norm": lambda x, over: unit_norm(x, over=over)}


def images(seed=0):
    return np.random.default_rng(seed).normal(3, 2, (5, 4, 3, 2))


@pytest.mark.parametrize("over", AXES)
def test_over_says_which_values_share_a_statistic(over):
    x, axes = images(), AXES[over]
    low, high = x.min(axes, keepdims=True), x.max(axes, keepdims=True)
    np.testing.assert_allclose(minmax(x, over=over), (x - low) / (high - low), rtol=1e-12)
    mean, deviation = x.mean(axes, keepdims=True), x.std(axes, keepdims=True)
    np.testing.assert_allclose(zscore(x, over=over), (x - mean) / deviation, rtol=1e-9)
    for norm, lengths in {
        "l1": np.abs(x).sum(axes, keepdims=True),
        "l2": np.sqrt((x**2).sum(axes, keepdims=True)),
        "max": np.abs(x).max(axes, keepdims=True),
    }.items():
        np.testing.assert_allclose(unit_norm(x, norm=norm, over=over), x / lengths, rtol=1e-12)


@some
@given(
    x=hnp.arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 4)),
                 elements=st.floats(-1e6, 1e6).map(lambda value: round(value, 3)))
)  # fmt: skip
def test_equals_scikit_learn(x):
    np.testing.assert_allclose(minmax(x), MinMaxScaler().fit_transform(x), atol=1e-9)
    np.testing.assert_allclose(
        minmax(x, range=(-2, 5)), MinMaxScaler(feature_range=(-2, 5)).fit_transform(x), atol=1e-9
    )
    np.testing.assert_allclose(zscore(x), StandardScaler().fit_transform(x), atol=1e-6)
    for norm in ("l1", "l2", "max"):
        np.testing.assert_allclose(unit_norm(x, norm=norm), normalize(x, norm=norm), atol=1e-12)
    np.testing.assert_allclose(
        unit_norm(x, norm="max", over="feature"), MaxAbsScaler().fit_transform(x), atol=1e-12
    )


@some
@given(
    x=hnp.arrays(
        st.sampled_from([np.float16, np.float32, np.float64]),
        hnp.array_shapes(min_dims=2, max_dims=4, max_side=4),
        elements={"allow_infinity": False},
    ),
    over=st.sampled_from(sorted(AXES)),
)
def test_any_finite_number_and_nan(x, over):
    before = x.copy()
    try:
        results = [minmax(x, over=over), zscore(x, over=over)]
        results += [unit_norm(x, norm=norm, over=over) for norm in ("l1", "l2", "max")]
    except ValueError as error:  # only where float64 cannot hold max - min
        assert "spread" in str(error)  # noqa: PT017
        assert np.nanmax(np.abs(x)) > 1e307
        return
    np.testing.assert_array_equal(x, before)
    for result in results:
        assert result.dtype == x.dtype
        np.testing.assert_array_equal(np.isnan(result), np.isnan(x))
    bounds = results[0][~np.isnan(x)]
    assert ((bounds >= 0) & (bounds <= 1)).all()
    assert (np.abs(results[2:])[:, ~np.isnan(x)] <= 1 + 1e-6).all()


def test_nan_is_left_out_and_stays():
    x = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    nan = np.nan
    np.testing.assert_array_equal(minmax(x), [[0, nan], [1, nan], [nan, nan]])
    np.testing.assert_array_equal(zscore(x), [[-1, nan], [1, nan], [nan, nan]])
    np.testing.assert_array_equal(
        unit_norm(x, norm="l1", over="feature"), [[0.25, nan], [0.75, nan], [nan, nan]]
    )
    np.testing.assert_array_equal(Normalizer().fit_transform(x), [[0, nan], [1, nan], [nan, nan]])


def test_constant_columns():
    x = np.full((7, 1), 0.1, np.float32)
    assert (minmax(x) == 0).all()
    assert (minmax(x, range=(-3, 4)) == -3).all()
    assert (zscore(x) == 0).all()
    assert (zscore(np.full((1000, 1), 0.1)) == 0).all()
    assert (unit_norm(np.zeros((2, 3))) == 0).all()
    scaler = Normalizer(range=(2, 3)).fit(x)
    assert scaler.transform(x + 1) == pytest.approx(3)


def test_values_whose_squares_leave_the_range():
    x = np.array([[1e-200], [3e-200]])
    np.testing.assert_allclose(zscore(x), [[-1], [1]])
    np.testing.assert_allclose(unit_norm(1e200 * np.array([[3.0, 4.0]])), [[0.6, 0.8]])


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int8, np.int64])
def test_integers_become_float64(dtype):
    x = np.array([[0, 1], [1, 1], [1, 0]]).astype(dtype)
    for name, function in FUNCTIONS.items():
        result = function(x, over="feature")
        assert result.dtype == np.float64
        np.testing.assert_array_equal(result, function(x.astype(float), over="feature"))
        fitted = Normalizer(name).fit_transform(x)
        assert fitted.dtype == np.float64
        np.testing.assert_array_equal(fitted, result)


def test_smallest_integer_has_a_magnitude():
    np.testing.assert_array_equal(
        unit_norm(np.array([[-128, 64]], np.int8), norm="max"), [[-1, 0.5]]
    )


def test_one_axis_is_one_feature():
    x = [1.0, 2.0, 3.0]
    for over in ("feature", "channel", "all"):
        np.testing.assert_array_equal(minmax(x, over=over), [0, 0.5, 1])
    with pytest.raises(ValueError, match="over must not be 'sample' for an array of one axis"):
        minmax(x, over="sample")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: minmax("nine"), TypeError, "x must be an array of numbers, got 'nine'"),
        (lambda: minmax([]), ValueError, "x must not be empty, got shape (0,)"),
        (lambda: minmax(3.0), ValueError, "x must have at least one axis"),
        (lambda: zscore([[1, np.inf]]), ValueError, "x must hold no infinity"),
        (lambda: zscore([-1e308, 1e308]), ValueError, "x must have a spread that float64 can hold"),
        (lambda: minmax([1], over="row"), ValueError, "over must be one of 'feature', 'channel'"),
        (lambda: minmax([1], over=0), TypeError, "over must be one of"),
        (lambda: minmax([1], range=(1, 0)), ValueError, "range must rise"),
        (lambda: minmax([1], range=(-1e308, 1e308)), ValueError, "range must rise"),
        (lambda: minmax([1], range=(0, "1")), TypeError, "range must be a number, got '1'"),
        (lambda: minmax([1], range=(0, 1, 2)), ValueError, "range must be a pair of numbers"),
        (lambda: minmax([1], range=1), TypeError, "range must be a pair of numbers, got 1"),
        (lambda: unit_norm([1], norm="mx"), ValueError, "did you mean 'max'?"),
        (lambda: Normalizer("max").fit([[1]]), ValueError, "method must be one of 'minmax'"),
        (lambda: Normalizer(over="samples").fit([[1]]), ValueError, "did you mean 'sample'?"),
        (lambda: Normalizer(range=(2, 2)).fit([[1]]), ValueError, "range must rise"),
        (lambda: Normalizer().fit([["a"]]), ValueError, "could not convert"),
        (lambda: Normalizer().fit([[np.inf]]), ValueError, "infinity"),
        (
            lambda: Normalizer(over="sample").fit([[1, 2]]).inverse_transform([[1, 2]]),
            ValueError,
            "over must not be 'sample' for inverse_transform: nothing was learned",
        ),
        (
            lambda: Normalizer().fit(np.ones((2, 4, 4, 3))).transform(np.ones((2, 4, 5, 3))),
            ValueError,
            "X must hold samples like (4, 4, 3), got (4, 5, 3)",
        ),
    ],
)
def test_messages(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "estimator",
    [
        Normalizer(),
        Normalizer("zscore", over="channel"),
        Normalizer("norm", norm="l1", over="all"),
        Normalizer("norm", over="sample"),
    ],
)
def test_estimator_contract(estimator):
    check_estimator(estimator, on_skip=None)


@pytest.mark.parametrize("method", FUNCTIONS)
@pytest.mark.parametrize("over", AXES)
def test_normalizer_equals_the_function_and_comes_back(method, over):
    x = images()
    scaler = Normalizer(method, over=over)
    result = scaler.fit_transform(x)
    np.testing.assert_allclose(result, FUNCTIONS[method](x, over=over), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(scaler.transform(x[:2]), result[:2])
    assert scaler.transform(x.astype(np.float32)).dtype == np.float32
    if over != "sample":
        shape = {"feature": (4, 3, 2), "channel": (2,), "all": ()}[over]
        assert scaler.shift_.shape == scaler.scale_.shape == shape
        np.testing.assert_allclose(scaler.inverse_transform(result), x, rtol=1e-12)


def test_nothing_leaks_from_test_data():
    train, test = np.array([[0.0], [10.0]]), np.array([[20.0], [-10.0]])
    scaler = Normalizer(range=(-1, 1)).fit(train)
    np.testing.assert_array_equal(scaler.transform(test), [[3], [-3]])
    np.testing.assert_array_equal(scaler.transform(train), [[-1], [1]])
    np.testing.assert_array_equal(scaler.inverse_transform([[3.0]]), [[20]])


def test_parameters_clone_and_pandas():
    scaler = Normalizer("zscore", over="channel", range=(0, 2), norm="l1")
    assert clone(scaler).get_params() == scaler.get_params()
    assert scaler.get_params() == {
        "method": "zscore", "over": "channel", "range": (0, 2), "norm": "l1"
    }  # fmt: skip
    frame = pd.DataFrame({"a": [1.0, 3.0], "b": [2.0, 2.0]})
    result = scaler.set_output(transform="pandas").fit_transform(frame)
    assert list(result.columns) == ["a", "b"]
    assert result["a"].tolist() == [-1, 1]


def test_in_a_pipeline_and_a_search():
    rng = np.random.default_rng(0)
    y = np.arange(60) % 2
    X = np.column_stack([y + rng.normal(0, 0.3, 60), 1e6 * rng.normal(size=60)])
    pipeline = make_pipeline(Normalizer(), LogisticRegression())
    search = GridSearchCV(pipeline, {"normalizer__method": ["minmax", "zscore"]}, cv=3).fit(X, y)
    assert search.best_score_ > 0.85
    assert set(search.best_params_) == {"normalizer__method"}


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.lists(st.integers() | st.floats() | st.text(max_size=2) | st.none(), max_size=4),
    st.lists(st.lists(st.integers(-2, 4), max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.sampled_from([object(), {1}, range(3), np.array("a"), np.array(3), np.float32("nan")]),
    st.sampled_from(["U2", "M8[s]", "m8[s]", "O", "c8", "f4", "?", "i8", "i4,f4"]).flatmap(
        lambda dtype: st.lists(st.integers(0, 4), max_size=4).map(lambda s: np.zeros(s, dtype))
    ),
)
DATA = JUNK | st.just(np.ones((3, 2)))


@some
@given(x=DATA, over=JUNK | st.sampled_from(sorted(AXES)), range=JUNK | st.just((0, 1)), norm=JUNK)
def test_nothing_else_escapes_the_functions(x, over, range, norm):
    for call in (
        lambda: minmax(x, over=over, range=range),
        lambda: zscore(x, over=over),
        lambda: unit_norm(x, over=over, norm=norm),
        lambda: unit_norm(x, norm="l1"),
    ):
        with contextlib.suppress(TypeError, ValueError):
            call()


@some
@given(
    x=DATA,
    other=DATA,
    method=JUNK | st.sampled_from(sorted(FUNCTIONS)),
    over=JUNK | st.sampled_from(sorted(AXES)),
    range=JUNK | st.just((0, 1)),
)
def test_nothing_else_escapes_the_estimator(x, other, method, over, range):
    scaler = Normalizer(method, over=over, range=range)
    for call in (
        lambda: scaler.fit(x),
        lambda: scaler.transform(other),
        lambda: scaler.inverse_transform(other),
        lambda: Normalizer().fit(x).transform(other),
        lambda: Normalizer().fit([[1, 2]]).inverse_transform(other),
    ):
        with contextlib.suppress(TypeError, ValueError):
            call()
