import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import datasets
from course_lib.datasets.source import Sizes

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 40),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(-2, 5), max_size=6),
    st.dictionaries(st.text(max_size=3), st.one_of(st.integers(-3, 9), st.floats()), max_size=3),
    st.just(np.zeros((2, 3))),
    st.just(np.array([])),
    st.just(np.full(4, np.nan)),
    st.just(object()),
)


def split(n=6, classes=3, shape=(4, 4, 1)):
    return datasets.Split(np.zeros((n, *shape)), np.arange(n) % classes)


def dataset(**changed):
    fields = {
        "name": "tiny",
        "train": split(),
        "validation": split(3),
        "test": split(3),
        "class_names": ("a", "b", "c"),
        "licence": "CC0",
        "source": "here",
    }
    return datasets.Dataset(**(fields | changed))


@settings(deadline=None, max_examples=50)
@given(
    y=st.lists(st.integers(0, 4), min_size=1, max_size=60),
    shares=st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)),
    seed=st.integers(0, 100),
)
def test_parts_are_disjoint_stratified_and_repeatable(y, shares, seed):
    y = np.array(y)
    counts = {"one": int(shares[0] * len(y)), "two": int(shares[1] * len(y))}
    parts = datasets.stratify(y, counts, seed=seed)
    again = datasets.stratify(y, counts, seed=seed)
    together = np.concatenate([parts["one"], parts["two"]])
    assert len(set(together.tolist())) == len(together) == sum(counts.values())
    for name, count in counts.items():
        assert len(parts[name]) == count
        np.testing.assert_array_equal(parts[name], again[name])
    if counts["one"]:
        share = np.bincount(y[parts["one"]], minlength=5) - counts["one"] * np.bincount(
            y, minlength=5
        ) / len(y)
        assert np.abs(share).max() < 1


def test_a_part_does_not_change_when_a_later_one_does():
    y = np.repeat([0, 1, 2], 30)
    short = datasets.stratify(y, {"test": 9, "train": 30}, seed=3)
    long = datasets.stratify(y, {"test": 9, "train": 60}, seed=3)
    np.testing.assert_array_equal(short["test"], long["test"])


def test_the_seed_decides():
    y = np.zeros(50, dtype=int)
    one, other = (datasets.stratify(y, {"a": 20}, seed=s)["a"] for s in (1, 2))
    assert set(one.tolist()) != set(other.tolist())
    rng = np.random.default_rng(0)
    first, second = (datasets.stratify(y, {"a": 20}, seed=rng)["a"] for _ in range(2))
    assert first.tolist() != second.tolist()


def test_balanced_takes_as_many_of_each_class():
    y = np.repeat([0, 1, 2], [10, 20, 70])
    parts = datasets.stratify(y, {"train": 30, "test": 70}, balanced=("train",))
    assert np.bincount(y[parts["train"]]).tolist() == [10, 10, 10]
    assert np.bincount(y[parts["test"]]).tolist() == [0, 10, 60]
    with pytest.raises(ValueError, match="at most 10 samples of class 0 to be balanced, got 11"):
        datasets.stratify(y, {"train": 33}, balanced=("train",))


@pytest.mark.parametrize(
    ("y", "counts", "kind", "says"),
    [
        ([0, 1], {"a": 3}, ValueError, "sum to at most 2, got 3"),
        ([0, 1], {"a": -1}, ValueError, r"counts\['a'\] must be an integer of at least 0"),
        ([0, 1], 2, TypeError, "counts must map names to integers, got 2"),
        ([0.5], {"a": 1}, TypeError, "y must hold integer labels"),
        ([-1], {"a": 1}, ValueError, "y must hold labels from 0 on, got -1"),
        ([], {"a": 1}, ValueError, "y must not be empty"),
    ],
)
def test_stratify_refuses(y, counts, kind, says):
    with pytest.raises(kind, match=says):
        datasets.stratify(y, counts)


@settings(deadline=None, max_examples=50)
@given(y=JUNK, counts=JUNK, seed=JUNK)
def test_stratify_raises_nothing_else_on_junk(y, counts, seed):
    with contextlib.suppress(TypeError, ValueError):
        datasets.stratify(y, counts, seed=seed)


def test_split_unpacks_samples_and_prints():
    part = datasets.Split(np.arange(60, dtype=np.uint8).reshape(20, 3), np.arange(20) % 4)
    x, y = part
    assert len(part) == 20
    assert x is part.x
    assert y.dtype == np.int64
    assert repr(part) == "Split(20 samples of shape (3,), uint8, labels 0 to 3)"
    few = part.sample(8, seed=1)
    assert np.bincount(few.y).tolist() == [2, 2, 2, 2]
    np.testing.assert_array_equal(few.x[:, 0] // 3 % 4, few.y)
    few.x[:] = 0
    assert part.x.max() == 59
    with pytest.raises(AttributeError):
        part.x = None
    with pytest.raises(ValueError, match="count must be an integer from 1 to 20, got 21"):
        part.sample(21)


@settings(deadline=None, max_examples=50)
@given(x=JUNK, y=JUNK, count=JUNK)
def test_split_raises_nothing_else_on_junk(x, y, count):
    with contextlib.suppress(TypeError, ValueError):
        datasets.Split(x, y)
    with contextlib.suppress(TypeError, ValueError):
        split().sample(count)


@settings(deadline=None, max_examples=50)
@given(changed=st.fixed_dictionaries({}, optional=dict.fromkeys(["train", "class_names"], JUNK)))
def test_dataset_raises_nothing_else_on_junk(changed):
    with contextlib.suppress(TypeError, ValueError):
        dataset(**changed)


def test_split_refuses_lengths_that_differ():
    with pytest.raises(ValueError, match="x and y must be of one length, got 3 and 2"):
        datasets.Split(np.zeros((3, 2)), [0, 1])


def test_dataset_describes_itself():
    data = dataset(description="made for a test")
    assert repr(data) == (
        "Dataset('tiny': train 6, validation 3, test 3; 3 classes, samples (4, 4, 1) float64)"
    )
    text = data.summary()
    for part in ("made for a test", "train       6 samples, 2 a class", "a, b, c", "CC0", "here"):
        assert part in text
    assert (data.input_shape, data.n_classes) == ((4, 4, 1), 3)
    assert list(data.splits) == ["train", "validation", "test"]
    assert "1 to 2 a class" in dataset(train=split(5)).summary()
    with pytest.raises(AttributeError):
        data.name = "other"


def test_dataset_refuses_splits_that_do_not_match():
    with pytest.raises(ValueError, match="samples of one shape"):
        dataset(test=split(shape=(2,)))
    with pytest.raises(ValueError, match="class_names must name label 3, got 3 names"):
        dataset(test=split(4, classes=4))
    with pytest.raises(TypeError, match="train must be a Split, got 'x'"):
        dataset(train="x")
    with pytest.raises(TypeError, match="class_names must be a sequence of strings, got 3"):
        dataset(class_names=3)


def test_sizes_count_and_share():
    assert Sizes(None, 0.25, 10).counts(100) == {"test": 10, "validation": 25, "train": 65}
    assert Sizes(5, 5, 5).counts(100) == {"test": 5, "validation": 5, "train": 5}
    with pytest.raises(ValueError, match="must share 100 samples and each get one, got train None"):
        Sizes(None, 50, 50).counts(100)
    with pytest.raises(ValueError, match="share 3 samples"):
        Sizes(None, 0.01, 1).counts(3)
