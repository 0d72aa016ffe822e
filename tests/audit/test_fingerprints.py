"""Rows are known again after scaling, a change of type and reshaping."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_wine

from course_lib.audit.fingerprints import exact_keys, rows_of, signatures
from course_lib.audit.ledger import Ledger
from course_lib.audit.twins import twins

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (60, 6, 6, 3)).astype("uint8")
CHANGES = {
    "as it is": lambda x: x,
    "float64": lambda x: x.astype("float64"),
    "float32 / 255": lambda x: x.astype("float32") / 255,
    "half precision": lambda x: (x / 255).astype("float16"),
    "centred": lambda x: (x - x.mean()) / x.std(),
    "-1 to 1": lambda x: x / 127.5 - 1,
    "flat": lambda x: x.reshape(len(x), -1),
    "a list": lambda x: x.tolist(),
    "sparse": lambda x: scipy.sparse.csr_matrix(x.reshape(len(x), -1)),
    "a table": lambda x: pd.DataFrame(x.reshape(len(x), -1)),
    "and back": lambda x: np.round(x / 255 * 255).astype("uint8"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_rows_are_known_again(change):
    ledger = Ledger()
    ids = ledger.know(IMAGES)
    order = RNG.permutation(len(IMAGES))
    assert ids.tolist() == list(range(60))
    assert ledger.know(change(IMAGES[order])).tolist() == order.tolist()
    assert len(ledger) == 60


@given(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3), st.sampled_from(["float32", "float64"]))
def test_a_factor_and_an_offset_change_nothing(factor, offset, dtype):
    ledger = Ledger()
    rows = np.random.default_rng(1).normal(50, 20, (30, 12))
    ids = ledger.know(rows)
    scaled = (factor * rows + offset).astype(dtype)
    if factor > 0.1 * abs(offset) / 1000:  # else single precision keeps nothing of the rows
        assert ledger.know(scaled).tolist() == ids.tolist()


def test_other_rows_are_other_rows():
    ledger = Ledger()
    ids = ledger.know(IMAGES)
    changed = IMAGES.copy()
    changed[:, 0, 0, 0] ^= 64
    assert not np.isin(ledger.know(changed), ids).any()


def test_few_values_are_known_as_they_are_only():
    ledger = Ledger()
    rows = RNG.normal(size=(20, 3))
    assert ledger.know(rows).tolist() == ledger.know(rows.astype("float32")).tolist()
    assert not np.isin(ledger.know(2 * rows), ledger.know(rows)).any()


def test_texts_and_mixed_tables_have_rows():
    ledger = Ledger()
    table = pd.DataFrame({"name": ["a", "b", "a"], "size": [1, 2, 1]})
    assert ledger.know(table).tolist() == [0, 1, 0]
    assert ledger.know(np.array(["x", "y", "x"])).tolist() == [2, 3, 2]


@pytest.mark.parametrize("nothing", [None, "text", 3, {}, np.float32(1), []])
def test_what_has_no_rows_has_none(nothing):
    assert Ledger().know(nothing) is None


@pytest.mark.parametrize("value", [0.0, 7.0, np.nan, np.inf, 1e300])
def test_odd_values_have_keys_and_no_signature(value):
    rows = np.full((2, 9), value)
    assert len(set(exact_keys(rows_of(rows)).tolist())) == 1
    assert np.isnan(signatures(rows_of(rows))).all()


def test_rows_made_of_others_are_known_by_those():
    ledger = Ledger()
    x = RNG.normal(size=(20, 4))
    ids = ledger.know(x)
    ledger.link(x[:, :2] * [1, 5], ids, made_by=7)
    assert ledger.know((x[:, :2] * [1, 5])[5:9]).tolist() == [5, 6, 7, 8]
    assert ledger.made_by((x[:, :2] * [1, 5])[5:9]) == 7
    assert ledger.made_by(x) == -1


def test_rows_that_the_data_hold_twice_are_counted():
    ledger = Ledger()
    ids = ledger.know(np.concatenate([IMAGES[:5], IMAGES[:2]]))
    assert ids.tolist() == [0, 1, 2, 3, 4, 0, 1]
    assert ledger.copies == {0: 2, 1: 2}


def test_noisy_copies_are_twins_and_other_rows_are_none():
    x = RNG.normal(size=(200, 40))
    made = signatures(x)
    noisy = signatures(x[:30] + 0.1 * RNG.normal(size=(30, 40)))
    assert twins(made, noisy).tolist() == list(range(30))
    others = signatures(RNG.normal(size=(200, 40)))
    assert (twins(made, others) >= 0).mean() < 0.01


def test_rows_of_a_table_are_not_taken_for_each_other_where_one_column_is_largest():
    x, _ = load_wine(return_X_y=True)
    assert len(np.unique(Ledger().know(x))) == len(np.unique(x, axis=0)) == 178
    ledger = Ledger()
    apart = set(ledger.know(x[::2]).tolist()) & set(ledger.know(x[1::2]).tolist())
    assert apart == set()
