"""The argument checks: what they let through, and that nothing but two kinds of error escapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import arguments


class Stubborn:
    """Fails whatever is asked of it."""

    def __repr__(self):
        raise RuntimeError("no repr")

    def __array__(self, *args, **kwargs):
        raise OSError("no array")


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.binary(max_size=5),
    st.lists(st.one_of(st.integers(), st.text(max_size=2), st.lists(st.integers()))),
    st.just(object()),
    st.just(Stubborn()),
    st.just(10**400),
    st.just(np.zeros((0, 3))),
    st.just(np.array(["a"])),
    st.just(np.float16("nan")),
    st.complex_numbers(),
)


@given(JUNK)
def test_only_type_and_value_errors_escape(value):
    checks = (
        lambda: arguments.array(value, "x", ndim=(1, 2), finite=True),
        lambda: arguments.number(value, "x", low=0, high=1),
        lambda: arguments.number(value, "x", above=0),
        lambda: arguments.integer(value, "x", low=1),
        lambda: arguments.boolean(value, "x"),
        lambda: arguments.choice(value, "x", ["hard", "soft"]),
        lambda: arguments.generator(value),
    )
    for check in checks:
        message = "x must be fine"
        try:
            check()
        except (TypeError, ValueError) as error:
            message = str(error)
        assert message.startswith(("x must", "seed must"))
        assert "\n" not in message


@given(st.floats(0, 1))
def test_numbers_within_bounds_pass_unchanged(value):
    assert arguments.number(value, "share", low=0, high=1) == value


@pytest.mark.parametrize("value", [np.float32(0.5), np.float64(0.5), np.int64(1), 1])
def test_numpy_scalars_are_numbers(value):
    assert arguments.number(value, "share") == float(value)


@pytest.mark.parametrize("value", [True, np.True_, "1", None, 1j, [1]])
def test_no_number(value):
    with pytest.raises(TypeError, match="share must be a number, got"):
        arguments.number(value, "share")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, -0.1, 1.1])
def test_number_out_of_range(value):
    with pytest.raises(ValueError, match="share must be a number from 0 to 1, got"):
        arguments.number(value, "share", low=0, high=1)


@pytest.mark.parametrize(
    ("bounds", "wanted"),
    [
        ({"above": 0}, "a number above 0,"),
        ({"above": 0, "high": 5}, "a number above 0 and at most 5,"),
        ({"low": 0}, "a number of at least 0,"),
        ({"high": -9}, "a number of at most -9,"),
    ],
)
def test_the_message_states_the_bounds(bounds, wanted):
    with pytest.raises(ValueError, match=wanted):
        arguments.number(-1 if bounds != {"high": -9} else 0, "x", **bounds)


@pytest.mark.parametrize("value", [1.0, True, "3", None])
def test_no_integer(value):
    with pytest.raises(TypeError, match="epochs must be an integer of at least 1"):
        arguments.integer(value, "epochs", low=1)


def test_arrays_are_not_copied():
    x = np.ones((2, 3), np.float16)
    assert arguments.array(x, "x", ndim=2) is x


@pytest.mark.parametrize(
    ("value", "options", "message"),
    [
        (np.zeros(3), {"ndim": 2}, r"x must have 2 axes, got shape \(3,\)"),
        (np.zeros(3), {"ndim": (2, 4)}, r"x must have 2 or 4 axes, got shape \(3,\)"),
        (np.zeros((0, 2)), {}, r"x must not be empty, got shape \(0, 2\)"),
        ([1.0, np.nan], {"finite": True}, "x must be finite"),
    ],
)
def test_wrong_arrays(value, options, message):
    with pytest.raises(ValueError, match=message):
        arguments.array(value, "x", **options)


@pytest.mark.parametrize("value", ["a", [[1], [1, 2]], [None], 1j, Stubborn(), [b"x"]])
def test_no_arrays(value):
    with pytest.raises(TypeError, match="x must be an array of numbers, got"):
        arguments.array(value, "x")


def test_a_generator_is_used_as_it_is():
    rng = np.random.default_rng(3)
    assert arguments.generator(rng) is rng


def test_generators_of_one_seed_agree():
    assert arguments.generator(5).random() == arguments.generator(np.int64(5)).random()


@pytest.mark.parametrize(("seed", "error"), [(-1, ValueError), (1.5, TypeError), (True, TypeError)])
def test_wrong_seeds(seed, error):
    with pytest.raises(error, match="seed must be"):
        arguments.generator(seed)


def test_boolean_takes_no_integer():
    assert arguments.boolean(np.True_, "clip") is True
    with pytest.raises(TypeError, match="clip must be True or False, got 1"):
        arguments.boolean(1, "clip")


def test_a_choice_is_no_number():
    with pytest.raises(TypeError, match="voting must be one of 'hard', got 3"):
        arguments.choice(3, "voting", ["hard"])
