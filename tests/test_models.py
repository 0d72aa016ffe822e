"""Descriptions: parameters, shapes, variants, differences, and their way through JSON."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import models
from course_lib.models import (
    Activation,
    BatchNormalization,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    GlobalPool,
    Layer,
    LayerNormalization,
    Network,
    Pool,
    Reshape,
)

PUBLISHED = {
    "s0-spectral": 828_889,
    "s1-base": 736_618,
    "s1-no-dropout": 736_618,
    "s3-cnn": 1_199_882,
    "s4-mlp": 79_510,
    "s4-mlp-normalized": 81_278,
    "s4-vgg16": 138_357_544,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_documents_parameter_counts(name):
    assert models.named(name).parameters == PUBLISHED[name]


def test_s0_has_the_parameters_of_each_published_layer():
    counts = [row[3] for row in models.named("s0-spectral").table().itertuples(index=False)]
    published = [1200, 200200, 200200, 200200, 200200, 25728, 1161]
    assert [count for count in counts if count] == published


def test_names_are_in_the_networks():
    for name in models.names():
        assert models.named(name).name == name


def test_a_wrong_name_gets_the_nearest():
    with pytest.raises(ValueError, match="did you mean 's1-base'"):
        models.named("s1-bsae")


def test_the_steps_from_s1s_base_add_up_to_its_larger_windows():
    arms = list(models.trial("pooling-windows").values())
    steps = [change for a, b in itertools.pairwise(arms) for change in a.differences(b)]
    assert len(arms[1].differences(arms[2])) == 2  # both windows, and nothing else

    def kinds(changes):  # layers are numbered anew after each step
        return sorted(change.split("_")[0] for change in changes)

    assert kinds(steps) == kinds(arms[0].differences(arms[-1]))


def test_the_ablation_changes_s1s_base_as_s1_does_in_small():
    arms, s1 = models.trial("ablation"), models.named("s1-base")
    published = {
        "no dropout": "s1-no-dropout",
        "one dense less": "s1-one-dense-less",
        "exponential": "s1-exponential",
        "large pools, as in S1": "s1-large-pool",
    }

    def kinds(changes):  # sizes differ, what is done to which kind of layer does not
        return sorted(re.sub(r"_\d+|\d+", "", change) for change in changes)

    for arm, name in published.items():
        small = arms["base"].differences(arms[arm])
        assert kinds(small) == kinds(s1.differences(models.named(name)))
    assert arms["base"].differences(arms["last dropout less"]) == ("dropout_5: removed, rate 0.5",)
    assert arms["no dropout"].differences(arms["neither"]) == ("dense_2: removed, units 64",)


def test_the_race_shrinks_every_map_alike():
    arms = models.trial("pooling-race")
    for network in arms.values():
        assert network.table().set_index("layer").output["flatten_1"] == "256"
    assert len({arms[name].parameters for name in ("maximum", "mean", "stride")}) == 1
    assert arms["layer with a stride"].parameters == arms["layer, then maximum"].parameters
    with pytest.raises(ValueError, match="pooling-race"):
        models.trial("pooling")


def multiplications(network):
    """Return weights times the places where they are used, biases left out."""
    inputs = (network.input_shape, *network.shapes)
    used = zip(network.layers, inputs, network.shapes, strict=False)
    counts = [(layer.parameters(shape), out) for layer, shape, out in used]
    return sum(math.prod(out[:-1]) * (count - out[-1]) for count, out in counts if count)


def test_budgets_are_matched_as_their_names_say():
    arms = models.trial("matched-budgets")
    cnn, s4 = arms["CNN"], arms["MLP of S4"]
    assert arms["MLP, as many parameters"].parameters == pytest.approx(cnn.parameters, rel=0.04)
    assert arms["CNN, as many parameters as S4"].parameters == pytest.approx(79_510, rel=0.001)
    assert s4.parameters == 79_510
    as_many = arms["MLP, as many multiplications"]
    assert multiplications(as_many) == pytest.approx(multiplications(cnn), rel=0.01)


def test_the_maximum_over_the_map_is_the_only_difference_of_two_arms():
    arms = models.trial("shifted-digits")
    changes = arms["CNN, three convolutions"].differences(arms["CNN, global pooling"])
    assert changes == ("flatten_1: removed", "global_pool_1: added")


def test_s3_is_undone_in_steps_of_one_kind():
    arms = models.trial("s3-undone")
    for name in ("MLP", "CNN"):
        changes = arms[name].differences(arms[f"{name}, dropout"])
        assert changes
        assert all(change.startswith("dropout") for change in changes)


def test_printing_shows_shapes_and_parameters():
    text = str(models.named("s2-vgg"))
    assert text.splitlines()[0] == "s2-vgg: 591,274 parameters"
    assert "16 × 16 × 64" in text
    assert "initializer he_uniform" in text
    overlapping = Network((9, 9, 1), [Pool(3, 2, operation="mean"), GaussianNoise(0.1)])
    assert "size 3 × 3, stride 2 × 2, mean" in str(overlapping)


def test_shapes_and_output_shape():
    network = models.named("s3-cnn")
    assert network.shapes[2] == (12, 12, 64)
    assert network.output_shape == (10,)


def test_equal_descriptions_are_equal_and_hashable():
    assert models.mlp(784, 10) == models.mlp((784,), 10, hidden=[100])
    assert len({models.mlp(784, 10), models.mlp(784, 10), models.mlp(784, 9)}) == 2
    assert Conv(8, 3) == Conv(8, (3, 3))
    assert Pool(2) == Pool(2, stride=2)


def test_nothing_can_be_assigned():
    with pytest.raises(dataclasses.FrozenInstanceError):
        models.mlp().name = "other"
    with pytest.raises(dataclasses.FrozenInstanceError):
        Dense(3).units = 4


class TestVariants:
    base = models.named("s1-base")

    def test_without_a_kind_a_name_a_position(self):
        assert not any(isinstance(layer, Dropout) for layer in self.base.without(Dropout).layers)
        assert self.base.without("dropout_4").names.count("dropout_5") == 0
        assert self.base.without(2, "dropout_2").layers[2] == self.base.layers[3]
        assert self.base.without() == self.base

    def test_without_the_last(self):
        assert self.base.without(-1).output_shape == (256,)

    def test_replace_settings_or_layer(self):
        assert self.base.replace(Dropout, rate=0.1).layers[2] == Dropout(0.1)
        assert self.base.replace("dense_1", Dense(9)).layers[10] == Dense(9)
        assert self.base.replace(0, kernel=5).layers[0].kernel == (5, 5)

    def test_insert_before_and_after(self):
        before = self.base.insert(BatchNormalization(), before=Pool)
        assert before.names[1:3] == ("batch_normalization_1", "pool_1")
        assert sum(isinstance(layer, BatchNormalization) for layer in before.layers) == 3
        after = self.base.insert(GaussianNoise(0.1), after=-1)
        assert isinstance(after.layers[-1], GaussianNoise)

    def test_activation_of_hidden_layers_and_output(self):
        variant = self.base.with_activation("exponential", output="sigmoid", name="odd")
        found = [layer.activation for layer in variant.layers if hasattr(layer, "activation")]
        assert found == ["exponential"] * 5 + ["sigmoid"]
        assert variant.name == "odd"
        assert self.base.with_activation() == self.base

    def test_the_base_is_not_changed(self):
        copy = models.named("s1-base")
        self.base.without(Dropout).replace(Pool, size=1).with_activation("tanh")
        assert copy == self.base

    def test_normalisation_before_and_after_the_hidden_layer(self):
        plain = models.named("s4-mlp")
        added = plain.insert(LayerNormalization(), before="dense_1")
        added = added.insert(LayerNormalization(), after="dense_1")
        assert added.layers == models.named("s4-mlp-normalized").layers

    @pytest.mark.parametrize(
        ("change", "error", "message"),
        [
            (lambda b: b.without(Reshape), ValueError, "no layer Reshape among conv_1"),
            (lambda b: b.without("dense_9"), ValueError, "no layer 'dense_9'"),
            (lambda b: b.without(99), ValueError, "position must be an integer from -15 to 14"),
            (lambda b: b.without(2.5), TypeError, "by kind, name or position, got 2.5"),
            (lambda b: b.without(int), TypeError, "by kind, name or position"),
            (lambda b: b.without(True), TypeError, "by kind, name or position"),
            (lambda b: b.without(Layer), ValueError, "at least one layer"),
            (lambda b: b.replace(0), TypeError, "either a new layer or settings"),
            (lambda b: b.replace(0, Dense(1), filters=2), TypeError, "not both"),
            (lambda b: b.replace(0, units=2), TypeError, "Conv has filters, .* got 'units'"),
            (lambda b: b.replace(Flatten, x=2), TypeError, "Flatten has no settings"),
            (lambda b: b.replace(0, 7), TypeError, "hold layers only, got 7"),
            (lambda b: b.insert(Dropout(0.1)), TypeError, "exactly one of before and after"),
            (lambda b: b.insert(Dropout(0.1), before=0, after=0), TypeError, "exactly one"),
            (lambda b: b.with_activation("rleu"), ValueError, "did you mean 'relu'"),
            (lambda b: b.renamed("a/b"), ValueError, "name must .* have no '/'"),
            (lambda b: b.differences("other"), TypeError, "other must be a Network"),
        ],
    )
    def test_impossible_changes(self, change, error, message):
        with pytest.raises(error, match=message):
            change(self.base)


class TestDifferences:
    def test_none(self):
        base = models.named("s3-cnn")
        assert base.differences(base.renamed("other")) == ()

    def test_the_ablations_of_s1(self):
        base = models.named("s1-base")
        gone = base.differences(models.named("s1-no-dropout"))
        assert [change.split(",")[0] for change in gone] == [
            f"dropout_{number}: removed" for number in range(1, 6)
        ]
        assert base.differences(models.named("s1-large-pool")) == (
            "pool_1: size 2 × 2 → 4 × 4",
            "pool_2: size 2 × 2 → 4 × 4",
            "conv_3: removed, filters 192",
            "pool_3: removed",
            "dropout_3: removed, rate 0.25",
            "dropout_4: removed, rate 0.5",
            "dense_3: added, units 256",
        )

    def test_input_and_names(self):
        one = Network(4, [Dense(3, name="out")])
        other = Network(5, [Dense(3)])
        assert one.differences(other) == ("input: 4 → 5", "out: name out → by default")

    @settings(deadline=None, max_examples=50)
    @given(st.data())
    def test_every_single_change_is_one_entry(self, data):
        base = models.named(data.draw(st.sampled_from(["s1-base", "s3-cnn", "s4-search"])))
        droppable = [at for at, layer in enumerate(base.layers) if isinstance(layer, Dropout)]
        variant = base.without(data.draw(st.sampled_from(droppable)))
        assert len(base.differences(variant)) == 1
        assert len(variant.differences(base)) == 1


LAYERS = st.one_of(
    st.builds(Dense, st.integers(1, 9), st.sampled_from(["relu", "tanh"]), st.floats(0, 1)),
    st.builds(Conv, st.integers(1, 4), st.integers(1, 3), padding=st.just("same")),
    st.builds(
        Pool, st.just(2), operation=st.sampled_from(["max", "mean"]), padding=st.just("same")
    ),
    st.builds(Dropout, st.floats(0, 1)),
    st.builds(GaussianNoise, st.floats(0, 1)),
    st.builds(Activation, st.sampled_from(["softmax", "gelu"])),
    st.builds(LayerNormalization),
    st.builds(BatchNormalization, st.floats(0, 1)),
)
ENDS = st.sampled_from([(), (Flatten(),), (GlobalPool(),), (GlobalPool("max", name="all"),)])
NETWORKS = st.builds(
    lambda layers, end, name: Network((6, 5, 2), (*layers, *end, Dense(3)), name),
    st.lists(LAYERS, max_size=6),
    ENDS,
    st.sampled_from(["net", "other net"]),
)


@settings(deadline=None, max_examples=50)
@given(NETWORKS)
def test_json_and_back(network):
    assert Network.from_json(network.to_json()) == network
    assert Network.from_dict(json.loads(network.to_json())) == network


@settings(deadline=None, max_examples=50)
@given(NETWORKS, NETWORKS)
def test_differences_are_none_exactly_when_the_layers_are_equal(one, other):
    assert (one.differences(other) == ()) == (one.layers == other.layers)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (3, TypeError, "text must be a string of JSON, got 3"),
        ("{", ValueError, "text must be JSON"),
        ("[]", TypeError, "description must be a dictionary"),
        ("{}", ValueError, "description lacks 'input_shape'"),
        ('{"name": "a", "input_shape": 3, "layers": 4}', TypeError, "layers must be a list"),
        ('{"name": "a", "input_shape": 3, "layers": []}', ValueError, "at least one layer"),
        ('{"name": "a", "input_shape": 3, "layers": [3]}', TypeError, "layer 0 must be a dict"),
        ('{"name": "a", "input_shape": 3, "layers": [{}]}', ValueError, "must say its kind"),
        (
            '{"name": "a", "input_shape": 3, "layers": [{"kind": "Desne"}]}',
            ValueError,
            "kind of layer 0 .* did you mean 'Dense'",
        ),
        (
            '{"name": "a", "input_shape": 3, "layers": [{"kind": "Dense"}]}',
            ValueError,
            "layer 0 lacks 'units'",
        ),
        (
            '{"name": "a", "input_shape": 3, "layers": [{"kind": "Dense", "units": 1, "x": 1}]}',
            ValueError,
            "layer 0 does not know 'x'",
        ),
    ],
)
def test_broken_json(text, error, message):
    with pytest.raises(error, match=message):
        Network.from_json(text)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Network(4, []), ValueError, "at least one layer"),
        (lambda: Network(4, Dense(3)), TypeError, "must be a sequence of layers"),
        (lambda: Network(4, [Layer()]), TypeError, "hold layers only"),
        (lambda: Network(4, ["Dense"]), TypeError, "hold layers only, got 'Dense'"),
        (lambda: Network((), [Dense(3)]), ValueError, "input_shape must not be empty"),
        (lambda: Network((4, -1), [Dense(3)]), ValueError, "each size in input_shape"),
        (lambda: Network("4", [Dense(3)]), TypeError, "input_shape must be an integer"),
        (lambda: Network(4, [Dense(3)], name=""), ValueError, "name must not be empty"),
        (lambda: Network(4, [Dense(3)], name=None), TypeError, "name must be a string"),
        (
            lambda: Network(4, [Dense(3, name="a"), Dense(2, name="a")]),
            ValueError,
            "different names, got 'a' twice",
        ),
        (
            lambda: Network((4, 4, 1), [Conv(3, 3), Pool(3, name="late")], "tiny"),
            ValueError,
            "layer 'late' of 'tiny': window of 3 × 3 does not fit images of 2 × 2",
        ),
        (
            lambda: Network(4, [Conv(3)]),
            ValueError,
            "layer 'conv_1' of 'network': needs images of height × width × channels, got 4",
        ),
        (lambda: Network(4, [GlobalPool()]), ValueError, "needs images"),
        (lambda: Network(4, [Reshape((3, 1))]), ValueError, "cannot turn 4 values into 3 × 1"),
        (lambda: Dense(0), ValueError, "units of Dense must be an integer of at least 1"),
        (lambda: Dense(3, name="a/b"), ValueError, "no '/'"),
        (lambda: Conv(3, (3, 3, 3)), ValueError, "kernel of Conv must be one whole number or a"),
        (lambda: Conv(3, [3]), ValueError, "kernel of Conv must be one whole number or a pair"),
        (lambda: Conv(3, padding="full"), ValueError, "padding of Conv must be one of"),
        (lambda: Dropout(1.5), ValueError, "rate of Dropout must be a number from 0 to 1"),
        (lambda: GaussianNoise(20), ValueError, "std of GaussianNoise must be a number from 0"),
        (lambda: models.vgg16((16, 16, 3)), ValueError, "block5_pool"),
        (lambda: models.vgg16(width=0), ValueError, "width must be a number above 0"),
        (lambda: models.vgg16(normalization="layer"), ValueError, "normalization must be one of"),
        (lambda: models.cnn(blocks=3), TypeError, "blocks must be a sequence"),
        (lambda: models.spectral_cnn(20), ValueError, "does not fit images"),
        (lambda: models.spectral_cnn((9, 9)), ValueError, "input_shape must be the number of"),
        (lambda: models.mlp(normalization="group"), ValueError, "normalization must be one of"),
    ],
)
def test_impossible_networks(make, error, message):
    with pytest.raises(error, match=message):
        make()


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 40),
    st.floats(),
    st.text(max_size=3),
    st.binary(max_size=3),
    st.lists(st.one_of(st.integers(-1, 5), st.text(max_size=2), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.builds(object),
    st.sampled_from([Dense, Dense(3), float("nan"), {1, 2}, itertools.count]),
)
WITH_JUNK = {
    models.mlp: ("input_shape", "n_classes", "hidden", "activation", "dropout", "normalization"),
    models.cnn: (
        "input_shape",
        "n_classes",
        "blocks",
        "kernel",
        "padding",
        "pool",
        "pooling",
        "l2",
    ),
    models.spectral_cnn: ("input_shape", "n_classes", "filters", "kernel", "strides", "dense"),
    models.vgg16: ("input_shape", "n_classes", "width", "dense", "include_top", "name"),
    Conv: ("filters", "kernel", "stride", "activation", "initializer", "name"),
    Pool: ("size", "stride", "operation", "padding"),
    Dense: ("units", "activation", "l2", "initializer", "name"),
    Network: ("input_shape", "layers", "name"),
    Reshape: ("shape",),
    BatchNormalization: ("momentum", "epsilon"),
    models.named: ("name",),
    Network.from_dict: ("description",),
    Network.from_json: ("text",),
    models.named("s3-cnn").replace: ("which", "new", "rate"),
    models.named("s3-cnn").insert: ("layer", "before", "after", "name"),
    models.named("s3-cnn").with_activation: ("hidden", "output"),
    models.named("s3-cnn").without: (),
}


@settings(deadline=None, max_examples=50)
@given(st.data())
@pytest.mark.parametrize("function", WITH_JUNK, ids=lambda function: function.__qualname__)
def test_junk_raises_nothing_but_type_and_value_errors(function, data):
    keywords = {name: data.draw(JUNK) for name in WITH_JUNK[function] if data.draw(st.booleans())}
    positional = [] if keywords else [data.draw(JUNK)]
    try:
        result = function(*positional, **keywords)
    except (TypeError, ValueError):
        pass
    else:
        assert isinstance(result, Network | Layer)
