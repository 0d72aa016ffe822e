"""Plain values over the wall: an equal value arrives, or one kind of error."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import math
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_lib.checks.values import NotPlain, ValueLimits, decode, encode, wire

TEXT = st.text(max_size=8)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**4095), 2**4095),
    st.floats(),
    st.complex_numbers(),
    TEXT,
)
DTYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(),
    hnp.unsigned_integer_dtypes(),
    hnp.floating_dtypes(sizes=(16, 32, 64)),
    hnp.complex_number_dtypes(sizes=(64, 128)),
)
ARRAYS = hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
PLAIN = st.recursive(
    LEAVES | ARRAYS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(TEXT | st.integers(-(2**60) + 1, 2**60 - 1), inner, max_size=4),
    ),
    max_leaves=12,
)


def sent(value, **settings):
    return decode(json.loads(json.dumps(encode(value), allow_nan=False)), **settings)


def identical(one, other):
    if isinstance(one, np.ndarray):
        return (
            type(other) is np.ndarray
            and one.dtype.newbyteorder("=") == other.dtype
            and one.shape == other.shape
            and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
        )
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(identical(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    if isinstance(one, complex):
        return identical(one.real, other.real) and identical(one.imag, other.imag)
    return one == other


@given(PLAIN)
def test_a_plain_value_arrives_equal_and_of_its_own_kind(value):
    assert identical(value, sent(value))


@given(ARRAYS.filter(lambda array: array.size))
def test_scalars_arrive_with_their_dtype(array):
    scalar = array.reshape(-1)[0]
    assert type(sent(scalar)) is type(scalar)
    assert np.array_equal(sent(scalar), scalar, equal_nan=array.dtype.kind in "fc")


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_arrays_of_texts_arrive(texts):
    array = np.array(texts)
    assert sent(array).tolist() == array.tolist()


def test_big_endian_and_fortran_order_become_usual():
    array = np.asfortranarray(np.arange(6, dtype=">f4").reshape(2, 3))
    result = sent(array)
    assert result.dtype == np.dtype("<f4")
    assert result.flags.c_contiguous
    assert result.flags.writeable
    assert np.array_equal(result, array)


def test_negative_zero_and_infinities_keep_their_sign():
    assert math.copysign(1, sent(-0.0)) == -1
    assert sent([float("inf"), float("-inf")]) == [math.inf, -math.inf]


class Everything(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__

    def __int__(self):
        return 42

    __index__ = __int__


class Loud(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__

    def encode(self, *args):
        return b"forged"


class Soft(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __array__(self, *args, **kwargs):
        return np.zeros(3)


class Rows(list):
    def __iter__(self):
        return iter([1, 2, 3])


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Everything(7), 7),
        (Loud("quiet"), "quiet"),
        (Rows([9]), [9]),
        (np.arange(3).view(Soft), np.arange(3)),
        (np.matrix([[1, 2]]), np.array([[1, 2]])),
        (np.str_("a\0"), "a\0"),
        ({np.int64(3): 1}, {3: 1}),
    ],
)
def test_instances_of_subclasses_become_plain(value, plain):
    result = sent(value)
    assert type(result) is type(plain)
    if isinstance(plain, np.ndarray):
        assert result.tolist() == plain.tolist()
    else:
        assert repr(result) == repr(plain)


class Liar:
    __class__ = int


class Broken:
    def __array__(self, *args, **kwargs):
        raise SystemError("no")


def loop():
    result = []
    result.append(result)
    return result


@pytest.mark.parametrize(
    "value",
    [
        Liar(),
        Broken(),
        loop(),
        print,
        object(),
        b"bytes",
        (number for number in range(3)),
        np.array([object(), 1], dtype=object),
        np.ma.array([1, None], mask=[0, 1], dtype=object),
        np.zeros(2, dtype=[("a", "f4")]),
        np.array(["2020-01-01"], dtype="M8[D]"),
        np.array([b"x"]),
        np.longdouble(1),
        np.zeros(2, np.clongdouble),
        np.ma.array([1, 2], mask=[0, 1]),
        np.zeros((1,) * 17),
        np.zeros(9_000_000),
        np.frombuffer(b"\x02", dtype=bool),
        2**5000,
        "\ud800",
        ["ok", "\udfff"],
        {True: 1},
        {2**61 - 1: 1},
        {-(2**60): 1},
        pd.DataFrame(np.zeros((1, 1001))),
        {1.5: 1},
        {(1, 2): 1},
        {None: 1},
        {"\ud800": 1},
        "x" * 70_000_000,
        [0] * 1_000_001,
        np.zeros((0, 10**15)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_raises_one_kind_of_error(value):
    with pytest.raises(NotPlain):
        encode(value)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (range(3), [0, 1, 2]),
        ({3, 1, 2}, [1, 2, 3]),
        (frozenset("ba"), ["a", "b"]),
        ({"b": 1, "a": 2}.keys(), ["b", "a"]),
        ({"b": 1, "a": 2}.values(), [1, 2]),
        (np.array([[1, 2.5], [3, None]], dtype=object), [[1, 2.5], [3, None]]),
        (pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}).to_numpy(), [[1, "x"], [2, "y"]]),
        (np.array([1, "a"], dtype=object), [1, "a"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_holds_several_values_becomes_a_list(value, plain):
    assert decode(encode(value)) == plain


def test_an_endless_range_ends_at_the_limit():
    with pytest.raises(NotPlain, match="too many parts"):
        encode(range(10**12))


def test_limits_hold_to_the_byte_on_both_sides():
    document = encode(np.zeros(3), ValueLimits(size=24))
    assert decode(document, ValueLimits(size=24)).tolist() == [0, 0, 0]
    for attempt in (
        lambda: encode(np.zeros(3), ValueLimits(size=23)),
        lambda: decode(document, ValueLimits(size=23)),
    ):
        with pytest.raises(NotPlain, match="too large"):
            attempt()


def test_a_small_object_that_unfolds_exponentially_is_refused():
    value = [0]
    for _ in range(18):
        value = [value] * 10
    with pytest.raises(NotPlain, match="too many parts"):
        encode(value, ValueLimits(items=20_000))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
KINDS = ["none", "bool", "int", "float", "complex", "str", "list", "tuple", "dict", "array"]
KINDS += ["scalar", "table", "series", "index", "model", "figure", ""]
FIELDS = ["value", "items", "npy", "real", "imag", "data", "name", "index", "columns", "graph"]
NEARLY = st.recursive(
    JSON | st.fixed_dictionaries({"kind": st.sampled_from(KINDS)}),
    lambda inner: st.builds(
        lambda kind, fields: {"kind": kind, **fields},
        st.sampled_from(KINDS),
        st.dictionaries(st.sampled_from(FIELDS), inner | st.lists(inner, max_size=3), max_size=4),
    ),
    max_leaves=10,
)


@given(JSON | NEARLY, st.booleans())
def test_any_document_gives_a_plain_value_or_one_kind_of_error(document, networks):
    try:
        value = decode(document, networks=networks)
    except NotPlain:
        return
    encode(value)


@given(PLAIN, st.data())
def test_a_mutilated_document_gives_a_plain_value_or_one_kind_of_error(value, data):
    text = json.dumps(encode(value))
    at = data.draw(st.integers(0, len(text) - 1))
    text = (
        text[:at]
        + data.draw(st.sampled_from(['"', "0", "1", "[", "}", "kind", "="]))
        + text[at + 1 :]
    )
    with contextlib.suppress(NotPlain):
        decode(wire.read(text))


def npy(header: bytes, content: bytes = b"", magic: bytes = b"\x93NUMPY\x01\x00") -> dict:
    header += b" " * ((64 - (len(magic) + 2 + len(header) + 1)) % 64) + b"\n"
    data = magic + len(header).to_bytes(2, "little") + header + content
    return {"kind": "array", "npy": base64.b64encode(data).decode()}


def head(descr: str, shape: str) -> bytes:
    return f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()


def test_the_forged_files_below_fail_for_what_they_forge():
    assert decode(npy(head("<f8", "(1,)"), b"\0" * 8)).tolist() == [0.0]


@pytest.mark.parametrize(
    ("header", "content"),
    [
        (head("<f8", "(1000000000000,)"), b""),
        (head("<f8", "(0, 1000000000000)"), b""),
        (head("<U0", "(1000000000000,)"), b""),
        (head("<U999999999", "(0,)"), b""),
        (head("<f8", "(999999999999999, 999999999999999, 0)"), b""),
        (head("<f8", "(" + "1, " * 40 + ")"), b"\0" * 8),
        (head("<f8", "(2,)"), b"\0" * 8),
        (head("<f8", "(1,)"), b"\0" * 16),
        (head("<f8", "(-1,)"), b"\0" * 8),
        (head("<f8", "(True,)"), b"\0" * 8),
        (head("|O", "(1,)"), b"\x80\x04N."),
        (head("|S1", "(1,)"), b"a"),
        (head("|V8", "(1,)"), b"\0" * 8),
        (head("<M8[s]", "(1,)"), b"\0" * 8),
        (head("<f16", "(1,)"), b"\0" * 16),
        (head(">f8", "(1,)"), b"\0" * 8),
        (head("|b1", "(2,)"), b"\x01\xff"),
        (head("<U1", "(1,)"), b"\xff\xff\xff\x7f"),
        (head("<U1", "(1,)"), b"\x00\xd8\x00\x00"),
        (b"{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", b"\0" * 8),
        (b"{'descr': '<f8', 'fortran_order': True, 'shape': (1,), }", b"\0" * 8),
        (b"{'shape': (1,), 'descr': '<f8', 'fortran_order': False}", b"\0" * 8),
        (b"__import__('os').system('true')", b""),
        (b"(" * 5000, b""),
        (b"", b""),
    ],
)
def test_a_forged_array_is_refused_before_anything_is_allocated(header, content):
    document = npy(header, content)
    tracemalloc.start()
    try:
        with pytest.raises(NotPlain):
            decode(document)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "magic", [b"\x93NUMPY\x02\x00", b"\x93NUMPY\x03\x00", b"PK\x03\x04aaaa", b""]
)
def test_other_versions_and_files_are_refused(magic):
    with pytest.raises(NotPlain):
        decode(npy(head("<f8", "(1,)"), b"\0" * 8, magic))


def test_what_numpy_pickles_is_refused():
    file = io.BytesIO()
    np.save(file, np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(NotPlain):
        decode({"kind": "array", "npy": base64.b64encode(file.getvalue()).decode()})


def test_every_nan_arrives_as_the_usual_one():
    odd = np.array([0x7FF0000000000001, 0xFFF8DEADBEEF0000], "<u8").view("<f8")
    assert set(sent(odd).view("<u8").tolist()) == {np.array([np.nan]).view("<u8")[0]}


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "int", "value": "9" * 1301},
        {"kind": "int", "value": "1_0"},
        {"kind": "int", "value": " 1"},
        {"kind": "int", "value": "١"},
        {"kind": "int", "value": 3},
        {"kind": "float", "value": "nan(123)"},
        {"kind": "float", "value": "0x1.0p+9999"},
        {"kind": "bool", "value": 1},
        {"kind": "str", "value": "\ud800"},
        {"kind": "str", "value": "a", "more": 1},
        {"kind": ["none"]},
        {"kind": "dict", "items": [[{"kind": "str", "value": "a"}, {"kind": "none"}]] * 2},
        {"kind": "dict", "items": [[{"kind": "bool", "value": True}, {"kind": "none"}]]},
        {"kind": "dict", "items": [[{"kind": "list", "items": []}, {"kind": "none"}]]},
        {"kind": "dict", "items": [[{"kind": "none"}]]},
        {"kind": "scalar", "npy": encode(np.zeros(3))["npy"]},
        {"kind": "array", "npy": "ä"},
        {"kind": "array", "npy": "A"},
        {"kind": "model", "graph": {"kind": "none"}},
        {"kind": "os.system"},
        {"__reduce__": "os.system"},
        [],
        None,
    ],
)
def test_documents_that_are_nearly_right_are_refused(document):
    with pytest.raises(NotPlain):
        decode(document)


def test_depth_is_limited_on_both_sides():
    value, document = 0, {"kind": "none"}
    for _ in range(100_000):
        document = {"kind": "list", "items": [document]}
    with pytest.raises(NotPlain, match="deeply"):
        decode(document)
    while "items" in document:
        document = document["items"][0]  # or freeing it would recurse
    for _ in range(25):
        value = [value]
    with pytest.raises(NotPlain, match="deeply"):
        encode(value)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"a":' * 50_000,
        "{}x",
        "[]",
        '{"value": NaN}',
        '{"value": -Infinity}',
        '{"a": 1, "a": 2}',
        '{"a": ' + "9" * 5000 + "}",
        '{"a": [' + "[]," * 13_000_000 + "[]]}",
        b"\xff\xfe",
        b"",
        "\ud800",
    ],
    ids=lambda text: str(text[:12]),
)
def test_hostile_json_raises_one_kind_of_error(text):
    with pytest.raises(NotPlain):
        wire.read(text)


def test_a_reply_that_is_too_long_is_not_even_parsed():
    with pytest.raises(NotPlain, match="too long"):
        wire.read('{"a": "' + "x" * 100 + '"}', size=50)


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [1, 2], "b": [0.5, np.nan], "c": ["x", None], "d": [True, False]}),
        pd.DataFrame({"mean": [1.0, 2.0]}, index=["one", "two"]),
        pd.DataFrame({0: [1], 1: [2]}),
        pd.DataFrame(),
        pd.DataFrame([[1, 2]], columns=["a", "a"]),
    ],
)
def test_tables_arrive(table):
    result = sent(table)
    assert list(result.columns) == list(table.columns)
    assert list(result.index) == list(table.index)
    for at in range(table.shape[1]):
        left, right = table.iloc[:, at], result.iloc[:, at]
        pd.testing.assert_series_equal(left, right, check_dtype=False, check_index_type=False)


def test_series_and_indices_arrive():
    series = pd.Series([1.5, 2.5], index=["p", "q"], name="loss")
    pd.testing.assert_series_equal(sent(series), series)
    pd.testing.assert_index_equal(sent(pd.Index([3, 4])), pd.Index([3, 4]))
    categories = pd.Series(["a", "b"], dtype="category")
    assert sent(categories).tolist() == ["a", "b"]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"when": pd.to_datetime(["2020-01-01"])}),
        pd.DataFrame({"a": [print]}),
        pd.DataFrame([[1]], index=pd.MultiIndex.from_tuples([(1, 2)])),
    ],
)
def test_tables_of_other_things_are_refused(table):
    with pytest.raises(NotPlain):
        encode(table)


def test_a_table_whose_parts_do_not_fit_is_refused():
    document = encode(pd.DataFrame({"a": [1, 2]}))
    for field, value in [
        ("index", encode(pd.Index([1]))),
        ("columns", encode(pd.Index(["a", "b"]))),
        ("data", [encode(np.zeros((2, 2)))]),
        ("data", [encode([[1], [2]])]),
        ("index", encode([1, 2])),
    ]:
        with pytest.raises(NotPlain):
            decode({**document, field: value})


def test_tensors_arrive_as_arrays():
    import keras

    assert sent(keras.ops.ones((2, 2))).tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert sent([keras.Variable([1.0, 2.0])])[0].tolist() == [1.0, 2.0]
