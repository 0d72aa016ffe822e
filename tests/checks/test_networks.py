"""A Keras model arrives as built-in layers and arrays; anything else is refused, cheaply."""

from __future__ import annotations

import copy
import tracemalloc

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.checks.answering import in_process
from course_lib.checks.outcomes import StudentError
from course_lib.checks.student import Student
from course_lib.checks.values import NotPlain, decode, encode, layers, networks
from course_lib.models import cnn, mlp

L = keras.layers


def dense(**settings):
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((4,)),
            L.Dense(3, activation="relu", kernel_regularizer="l2", **settings),
            L.BatchNormalization(),
            L.Dropout(0.5),
            L.Dense(2, activation="softmax", kernel_constraint=keras.constraints.MaxNorm(2)),
        ]
    )


def functional():
    entry = keras.Input((8, 8, 3), name="image")
    shared = L.Conv2D(2, 3)
    joined = L.Concatenate()([shared(entry), shared(L.GaussianNoise(0.1)(entry))])
    inner = keras.Sequential([keras.Input((6, 6, 4)), L.SeparableConv2D(2, 3), L.PReLU()])
    return keras.Model(entry, L.Dense(2)(L.GlobalAveragePooling2D()(inner(joined))))


def recurrent():
    entry = keras.Input((7,), dtype="int32")
    return keras.Model(entry, L.LSTM(3)(L.Embedding(10, 4)(entry)))


def fitted():
    model = keras.Sequential([L.Dense(3), L.Dense(1)])
    model.compile("adam", "mse")
    model.fit(np.ones((4, 2)), np.ones(4), verbose=0)
    return model


def twice(model):
    return decode(encode(model), networks=True)


@pytest.mark.parametrize(
    "build",
    [
        dense,
        functional,
        recurrent,
        fitted,
        lambda: mlp(64, 10).build(seed=0),
        lambda: cnn((28, 28, 1), 10).build(seed=0),
    ],
)
def test_models_arrive_with_weights_and_architecture(build):
    model = build()
    result = twice(model)
    x = np.random.default_rng(0).integers(0, 9, (5, *model.input_shape[1:])).astype("float32")
    assert type(result) is type(model)
    assert [type(layer) for layer in result.layers] == [type(layer) for layer in model.layers]
    assert [layer.name for layer in result.layers] == [layer.name for layer in model.layers]
    np.testing.assert_allclose(result.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-6)


def test_settings_that_a_check_may_look_at_arrive():
    model = twice(dense(kernel_initializer="he_normal"))
    first, last = model.layers[0], model.layers[-1]
    assert first.activation is keras.activations.relu
    assert isinstance(first.kernel_initializer, keras.initializers.HeNormal)
    assert first.kernel_regularizer.l2 == pytest.approx(0.01)
    assert last.kernel_constraint.max_value == 2
    assert model.layers[2].rate == 0.5
    frozen = dense()
    frozen.layers[0].trainable = False
    assert not twice(frozen).layers[0].trainable


class Own(keras.layers.Layer):
    pass


class OwnModel(keras.Model):
    def call(self, x):
        return x


def of(*parts):
    return keras.Sequential([keras.Input((4,)), *parts])


@pytest.mark.parametrize(
    "build",
    [
        lambda: of(L.Lambda(lambda x: x)),
        lambda: of(Own()),
        lambda: of(L.Dense(2, activation=lambda x: x)),
        lambda: of(L.Dense(2, kernel_regularizer=lambda w: 0.0)),
        lambda: of(L.Dense(2, kernel_constraint=lambda w: w)),
        lambda: keras.Sequential([L.Dense(2)]),
        OwnModel,
        lambda: keras.Model(i := keras.Input((4,)), keras.ops.relu(i)),
    ],
)
def test_models_of_other_parts_are_refused_with_a_sentence(build):
    student = Student(in_process({"build": build}))
    with pytest.raises(StudentError, match=r"cannot be checked|can be checked|keras\.Input"):
        student.model("build")


def test_a_variable_may_be_the_model_and_nothing_else():
    student = Student(in_process({"net": dense(), "three": lambda: 3}))
    assert student.model("net").count_params() == dense().count_params()
    with pytest.raises(StudentError, match="returns int, not a Keras model"):
        student.model("three")
    with pytest.raises(StudentError):
        student.value("net")


def test_a_reply_that_is_no_model_is_refused():
    student = Student(lambda request: {"value": encode(3), "output": ""})
    with pytest.raises(StudentError, match="is not a Keras model"):
        student.model("build")


@pytest.fixture(scope="module")
def graph():
    return networks._graph(dense())


def changed(graph, **changes):
    """Return the graph with one layer, the first that has weights, described otherwise."""
    result = copy.deepcopy(graph)
    result["layers"][1].update(changes)
    return encode(result)


def test_a_chain_that_is_none_is_refused():
    model = keras.Sequential([keras.Input((8, 8, 1)), L.UpSampling2D(2), L.UpSampling2D(2)])
    document = networks._graph(model)
    first, last = document["layers"][1:]
    first["settings"]["size"] = last["settings"]["size"] = [500, 500]
    last["calls"] = first["calls"]
    refused(encode(document))


def with_settings(graph, **settings):
    return changed(graph, settings={**graph["layers"][1]["settings"], **settings})


def refused(document):
    with pytest.raises(NotPlain):
        decode({"kind": "model", "graph": document}, networks=True)


@pytest.mark.parametrize(
    "settings",
    [
        {"units": 10**9},
        {"units": 1_000_000},
        {"units": -1},
        {"units": "3"},
        {"units": [[[[[1]]]]]},
        {"activation": "my_function"},
        {"activation": {"class_name": "__lambda__", "config": {"value": ["AAAA", None, None]}}},
        {"activation": {"class_name": "function", "config": "system", "module": "os"}},
        {"kernel_initializer": {"module": "os", "class_name": "system", "config": "true"}},
        {"kernel_initializer": "os.system"},
        {"kernel_regularizer": {"class": "Own", "settings": {}}},
        {"kernel_regularizer": {"class": "L2", "settings": {"l2": "x"}}},
        {"kernel_regularizer": {"class": "L2", "settings": {"lx": 1.0}}},
        {"kernel_regularizer": {"class": "get", "settings": {"identifier": 1}}},
        {"bias_constraint": "__import__('os')"},
        {"lora_rank": 4},
        {"quantization_config": 1},
        {"name": "other"},
        {"weights": 3},
        {"fn": "x"},
        {"dtype": "object"},
        {"dtype": {"class_name": "DTypePolicy"}},
        {"trainable": "yes"},
        {"use_bias": float("nan")},
    ],
    ids=str,
)
def test_settings_that_a_layer_does_not_have_are_refused(graph, settings):
    refused(with_settings(graph, **settings))


@pytest.mark.parametrize(
    "kind",
    [
        "Lambda",
        "TFSMLayer",
        "TorchModuleWrapper",
        "JaxLayer",
        "FlaxLayer",
        "StringLookup",
        "Layer",
        "Wrapper",
        "RNN",
        "TextVectorization",
        "HashedCrossing",
        "load_model",
        "__class__",
        "os.system",
    ],
)
def test_classes_that_run_code_or_read_files_are_refused(graph, kind):
    refused(changed(graph, **{"class": kind}))
    refused(changed(graph, **{"class": kind, "settings": {}}))


@pytest.mark.parametrize(
    "changes",
    [
        {"weights": []},
        {"weights": [np.zeros((4, 3)), np.zeros(4)]},
        {"weights": [np.zeros((3, 4)), np.zeros(3)]},
        {"weights": [np.zeros((4, 3)), np.zeros(3), np.zeros(1)]},
        {"weights": [np.full((4, 3), "x"), np.zeros(3)]},
        {"weights": [np.zeros((4, 3), complex), np.zeros(3)]},
        {"weights": "all"},
        {"weights": [1.0]},
        {"name": "../../x/y"},
        {"name": "n" * 1000},
        {"name": ""},
        {"calls": []},
        {"calls": [[["nowhere", 0]]]},
        {"calls": [[["dense", 0]]]},
        {"calls": [[]]},
        {"calls": [[{"all": []}]]},
        {"calls": "x"},
        {"calls": [[["input_layer", "0"]]]},
        {"more": 1},
    ],
    ids=str,
)
def test_layers_that_are_none_are_refused(graph, changes):
    refused(changed(graph, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"layers": []},
        {"layers": 3},
        {"layers": [3]},
        {"inputs": []},
        {"inputs": [["nowhere", 0]]},
        {"outputs": [["nowhere", 0]]},
        {"outputs": [["dense"]]},
        {"name": "a/b"},
        {"sequential": 1},
        {"module": "os"},
    ],
    ids=str,
)
def test_models_that_are_none_are_refused(graph, changes):
    refused(encode({**graph, **changes}))


@pytest.mark.parametrize("kind", sorted(layers.LAYERS))
def test_no_layer_allocates_more_than_came_along(kind):
    """Each layer with weights must ask the counting initializer for all of them."""
    rank = next((int(digit) for digit in kind if digit.isdigit()), 0)
    shape = {1: (8, 4), 2: (8, 8, 4), 3: (8, 8, 8, 4)}.get(rank, (8,))
    if kind in {"LSTM", "GRU", "SimpleRNN", "Masking"}:
        shape = (8, 4)
    given_ = {
        "units": 3,
        "filters": 2,
        "kernel_size": 2,
        "pool_size": 2,
        "input_dim": 5,
        "output_dim": 3,
        "groups": 1 if "Conv" in kind else 2,
        "activation": "relu",
        "target_shape": [8, 1],
        "dims": [1],
        "n": 2,
        "scale": 2.0 if kind == "Rescaling" else True,
        "rate": 0.1,
        "stddev": 0.1,
        "axes": 1,
        "batch_shape": [None, 4],
    }
    if kind == "InputLayer":
        layer = layers.build(kind, "x", {"batch_shape": [None, 4], "dtype": "float32"}, 0)
        assert layer.count_params() == 0
        return
    known = layers.parameters(getattr(L, kind))
    chosen = {key: value for key, value in given_.items() if key in known}
    plain = {**chosen, "dtype": "float32", "trainable": True}
    merges = {"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"}
    entry = keras.Input(shape)
    arguments = [entry, entry] if kind in merges else entry
    real = getattr(L, kind)(**chosen)
    real(arguments)
    needed = sum(int(np.prod(weight.shape)) for weight in real.weights)
    layer = layers.build(kind, "x", plain, needed)
    layer(arguments)
    assert layer.count_params() == real.count_params()
    if needed:
        with pytest.raises(NotPlain, match="more weights than came along"):
            layers.build(kind, "x", plain, needed // 2)(arguments)


def test_a_huge_layer_is_refused_before_its_weights_are_allocated(graph):
    document = with_settings(graph, units=900_000)
    tracemalloc.start()
    try:
        refused(document)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_layer_that_only_makes_large_things_is_refused():
    growing = keras.Sequential([keras.Input((8, 8, 1)), L.UpSampling2D(2)])
    document = networks._graph(growing)
    document["layers"][1]["settings"]["size"] = [5000, 5000]
    refused(encode(document))


def test_too_many_layers_are_refused_before_any_is_built(graph):
    entry = graph["layers"][0]
    many = [{**entry, "name": f"n{at}"} for at in range(301)]
    refused(encode({**graph, "layers": many}))
    nested = {
        "class": "Model",
        "settings": {},
        "graph": {**graph, "layers": many[:200]},
        "calls": [],
    }
    refused(encode({**graph, "layers": [{**nested, "name": "a"}, {**nested, "name": "b"}]}))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_graph_with_any_part_replaced_gives_a_model_or_one_kind_of_error(graph, data):
    result = copy.deepcopy(graph)
    junk = st.sampled_from(
        [None, True, -1, 10**9, 0.5, "", "Dense", [], {}, [["dense", 0]], np.zeros(3), np.zeros(0)]
    )
    place = result
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.integers(0, 3)):
            place = inner
            continue
        place[key] = data.draw(junk)
        break
    try:
        model = decode({"kind": "model", "graph": encode(result)}, networks=True)
    except NotPlain:
        return
    assert isinstance(model, keras.Model)
