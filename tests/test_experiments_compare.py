"""Fair comparisons: fresh weights asserted, the test set once, paired differences."""

from __future__ import annotations

import gc
import operator
import weakref
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.preprocessing import StandardScaler

from course_lib.experiments import Comparison, Variant, ablate, compare, sweep, verdicts
from course_lib.experiments.arms import different_builders
from course_lib.experiments.freshness import Freshness
from course_lib.experiments.preparation import preparation
from course_lib.experiments.run import Run, evaluate
from course_lib.models import Dropout, Network, mlp
from course_lib.training import reuse

RNG = np.random.default_rng(0)
CENTRES = RNG.normal(size=(3, 4))


def split(size: int) -> SimpleNamespace:
    y = RNG.integers(0, 3, size)
    return SimpleNamespace(x=(CENTRES[y] + RNG.normal(size=(size, 4))).astype("float32"), y=y)


class Guarded:
    """A data set whose test split may be asked for only when the test says so."""

    def __init__(self) -> None:
        self.train, self.validation, self._test = split(50), split(30), split(20)
        self.open = False

    @property
    def test(self) -> SimpleNamespace:
        assert self.open, "the test set was touched"
        return self._test


NETWORK = mlp(4, 3, hidden=6, dropout=0.2, normalization="batch")
SMALL = {"seeds": 2, "epochs": 2, "batch_size": 16, "progress": False}


def from_function(seed: int) -> keras.Model:
    return NETWORK.build(seed=seed)


def untrained(seed: int = 0, units: int = 3) -> keras.Model:
    start = keras.initializers.GlorotUniform(seed)
    return keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(units, "softmax", kernel_initializer=start)]
    )


@pytest.fixture(scope="module")
def data() -> Guarded:
    return Guarded()


@pytest.fixture(scope="module")
def result(data: Guarded) -> Comparison:
    patient = Variant(NETWORK, optimizer="sgd", learning_rate=2.0, patience=1, epochs=12)
    variants = {"described": NETWORK, "built": from_function, "patient": patient}
    return compare(variants, data, **SMALL)


def test_table(result: Comparison) -> None:
    table = result.table()
    assert table.index.tolist() == ["described", "built", "patient"]
    assert table.columns.tolist() == ["mean", "deviation", "n", "seconds", "parameters"]
    scores = result.runs.groupby("variant", sort=False)["val_accuracy"]
    np.testing.assert_allclose(table["mean"], scores.mean())
    np.testing.assert_allclose(table["deviation"], scores.std(ddof=1))
    assert table["n"].tolist() == [2, 2, 2]
    assert set(table["parameters"]) == {NETWORK.parameters}
    assert "seconds" not in result.table(seconds=False)


def test_sharing_a_traced_loop_changes_no_bit(result: Comparison) -> None:
    curves = result.histories.drop(columns="variant")
    of = {name: curves[result.histories["variant"] == name].to_numpy() for name in result.variants}
    np.testing.assert_array_equal(of["described"], of["built"])
    described, built = result.models("described"), result.models("built")
    for seed in result.seeds:
        for ours, theirs in zip(described[seed].variables, built[seed].variables, strict=True):
            np.testing.assert_array_equal(ours, theirs)
        assert int(described[seed].optimizer.iterations) == 2 * 4


def test_variants_that_differ_in_the_learning_rate_share_a_trace_and_no_bit_changes(
    data: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reuse, "_waiting", OrderedDict())
    rates = {str(rate): Variant(NETWORK, learning_rate=rate) for rate in (0.001, 0.1)}
    together = compare(rates, data, **SMALL).histories.set_index("variant")
    monkeypatch.setattr(reuse, "_waiting", OrderedDict())
    alone = compare({"0.1": rates["0.1"]}, data, **SMALL).histories.set_index("variant")
    np.testing.assert_array_equal(together.loc["0.1"], alone.loc["0.1"])
    assert not np.array_equal(together.loc["0.1"], together.loc["0.001"])


def test_the_next_comparison_takes_over_the_trace_and_no_bit_changes(
    data: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reuse, "_waiting", OrderedDict())
    first = compare({"a": Variant(NETWORK)}, data, **SMALL)
    (waiting,) = reuse._waiting.values()
    compare({"other": Variant(NETWORK, learning_rate=0.1)}, data, **SMALL)
    second = compare({"a": Variant(NETWORK)}, data, **SMALL)
    assert list(reuse._waiting.values()) == [waiting]
    assert second.histories.equals(first.histories)


def test_a_waiting_loop_holds_no_data(data: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "_waiting", OrderedDict())
    large = np.ones(4, "float32")
    start = {seed: NETWORK.build(seed=seed).get_weights() for seed in (0, 1)}
    kept = weakref.ref(large)
    variant = Variant(NETWORK, prepare=partial(operator.mul, large), weights=start)
    compare({"a": variant}, data, **SMALL)
    assert len(reuse._waiting) == 1
    del large, variant
    gc.collect()
    assert kept() is None


def test_an_arm_with_weights_does_not_stand_in_for_one_without() -> None:
    given, fresh = Variant(NETWORK, weights={0: []}), Variant(NETWORK)
    arms = {"given": given, "fresh": fresh, "again": fresh}
    assert set(different_builders(arms)) == {"given", "fresh"}


def test_no_two_runs_share_anything(result: Comparison) -> None:
    models = [model for name in result.variants for model in result.models(name).values()]
    variables = [id(v) for m in models for v in [*m.variables, *m.optimizer.variables]]
    assert len(variables) == len(set(variables))
    assert len({id(model.optimizer) for model in models}) == len(models)


def test_histories_are_tidy(result: Comparison) -> None:
    first = ["variant", "seed", "epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert result.histories.columns.tolist() == first
    described = result.histories.query("variant == 'described' and seed == 1")
    assert described["epoch"].tolist() == [1, 2]


def test_patience_keeps_the_weights_of_the_best_epoch(result: Comparison, data: Guarded) -> None:
    histories = result.histories.set_index(["variant", "seed"]).sort_index()
    runs = result.runs.set_index(["variant", "seed"])
    for seed, model in result.models("patient").items():
        curve, run = histories.loc[("patient", seed)], runs.loc[("patient", seed)]
        assert run["val_loss"] == curve["val_loss"].min()
        assert run["epochs"] == len(curve) <= 12
        loss, _ = model.evaluate(data.validation.x, data.validation.y, verbose=0)
        assert loss == pytest.approx(run["val_loss"], abs=1e-4)


def test_differences_are_paired_by_seed(result: Comparison) -> None:
    scores = {"base": [0.5, 0.75, 1.0], "a": [0.75, 0.5, 1.5], "b": [1.0, 1.5, 1.25]}
    differences = made("accuracy", **scores).differences(confidence=0.9)
    assert differences.index.tolist() == ["a", "b"]
    gained = np.subtract(scores["b"], scores["base"])
    # Two rows share the 0.1 that may be wrong.
    low, high = stats.t.interval(0.95, 2, gained.mean(), stats.sem(gained))
    row = differences.loc["b", ["difference", "low", "high"]].astype(float)
    np.testing.assert_allclose(row, [gained.mean(), low, high])
    pd.testing.assert_frame_equal(differences, verdicts(scores, confidence=0.9))
    losses = made("loss", a=[2.0, 2.1], b=[1.0, 1.11]).differences()
    assert losses["verdict"].tolist() == ["better"]
    with pytest.warns(UserWarning, match="'described' equals 'built' in every pair"):
        assert result.differences("built").index.tolist() == ["described", "patient"]


def test_it_shows_itself_without_times(result: Comparison) -> None:
    assert "<table" in result._repr_html_()
    assert "patient" in repr(result)
    assert "seconds" not in repr(result) + result._repr_html_()


def test_the_same_call_gives_the_same_figures(data: Guarded, result: Comparison) -> None:
    again = compare({"described": NETWORK}, data, **SMALL)
    first = result.runs.query("variant == 'described'").drop(columns="seconds")
    assert again.runs.drop(columns="seconds").equals(first)


def test_the_test_set_is_handed_out_once() -> None:
    guarded = Guarded()
    scaled = Variant(untrained, prepare=StandardScaler(), optimizer="sgd")
    comparison = compare({"scaled": scaled, "other": untrained}, guarded, **SMALL)
    with pytest.raises(ValueError, match="variant must be one of 'scaled', 'other'"):
        comparison.test("scald")
    guarded.open = True
    tested = comparison.test("scaled")
    x = StandardScaler().fit(guarded.train.x).transform(guarded.test.x)
    scores = [
        m.evaluate(x, guarded.test.y, verbose=0)[1] for m in comparison.models("scaled").values()
    ]
    np.testing.assert_allclose(tested.loc["scaled", "mean"], np.mean(scores), atol=1e-6)
    np.testing.assert_allclose(tested.loc["scaled", "deviation"], np.std(scores, ddof=1), atol=1e-6)
    for again in (None, "scaled", "other"):
        with pytest.raises(ValueError, match="handed out already, for 'scaled'"):
            comparison.test(again)


def test_models_that_were_not_kept_cannot_be_tested(data: Guarded) -> None:
    comparison = compare({"a": untrained}, data, **SMALL | {"keep_models": False, "seeds": [7]})
    with pytest.raises(ValueError, match="models were not kept"):
        comparison.test()
    assert np.isnan(comparison.table().loc["a", "deviation"])
    with pytest.raises(ValueError, match="two variants at least"):
        comparison.differences()


def made(metric: str, **scores: list[float]) -> Comparison:
    runs = [
        Run(name, seed, {f"val_{metric}": [score]}, 0, 0.1, 1, lambda x, split: x)
        for name, values in scores.items()
        for seed, score in enumerate(values)
    ]
    return Comparison(runs, None, metric=metric)


def test_the_best_is_chosen_by_the_validation_mean() -> None:
    assert made("accuracy", a=[0.5, 0.6], b=[0.7, 0.8]).best == "b"
    assert made("loss", a=[0.5, 0.6], b=[0.7, 0.8]).best == "a"
    assert made("loss", a=[0.5, np.nan], b=[0.7, 0.8]).best == "b"
    with pytest.raises(ValueError, match="every one diverged"):
        made("loss", a=[np.nan], b=[np.nan]).best  # noqa: B018


# -- freshness: what the documents did wrong


def test_a_builder_that_returns_one_model_is_refused(data: Guarded) -> None:
    model = untrained()
    with pytest.raises(ValueError, match="its model is one that variant 'reused', seed 0 had"):
        compare({"reused": lambda seed: model}, data, **SMALL)


def test_two_variants_with_one_model_are_refused(data: Guarded) -> None:
    model = untrained()

    def compiled_again(optimizer: str) -> Callable[[int], keras.Model]:
        def build(seed: int) -> keras.Model:
            model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
            return model

        return build

    variants = {"adam": compiled_again("adam"), "adagrad": compiled_again("adagrad")}
    with pytest.raises(ValueError, match=r"compile\(\) resets nothing"):
        compare(variants, data, **SMALL)


def test_a_shared_layer_or_optimizer_is_refused(data: Guarded) -> None:
    layer = keras.layers.Dense(3, "softmax")
    with pytest.raises(ValueError, match="kernel is one that"):
        compare({"a": lambda s: keras.Sequential([keras.Input((4,)), layer])}, data, **SMALL)
    optimizer = keras.optimizers.Adam()
    with pytest.raises(ValueError, match="its optimizer is one that"):
        compare({"a": Variant(untrained, optimizer=lambda: optimizer)}, data, **SMALL)


def test_a_trained_optimizer_is_refused() -> None:
    model = Variant(untrained).build(seed=0)
    model.optimizer.iterations.assign(3)
    with pytest.raises(ValueError, match="has taken steps already"):
        Freshness().admit(model, "a", 0)


def test_weights_must_follow_from_the_seed(data: Guarded) -> None:
    def unseeded(seed: int) -> keras.Model:
        return keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])

    with pytest.raises(ValueError, match="two models from this seed start from different weights"):
        compare({"a": unseeded}, data, **SMALL)
    with pytest.raises(ValueError, match="the same weights as seed 0"):
        compare({"a": lambda seed: untrained(3)}, data, **SMALL | {"seeds": 1})


def test_a_model_instead_of_a_builder_is_refused(data: Guarded) -> None:
    with pytest.raises(TypeError, match="built afresh for each seed, got one model"):
        compare({"a": untrained()}, data, **SMALL)


# -- preparation


def test_a_transformer_learns_from_training_data_alone() -> None:
    train, other = np.array([[0.0], [2.0]]), np.array([[100.0], [200.0]])
    scaler = StandardScaler()
    apply = preparation(scaler, train, seed=0)
    np.testing.assert_allclose(apply(other, "validation"), other - 1)
    assert not hasattr(scaler, "mean_")


def test_noise_is_drawn_afresh_for_each_seed_and_split() -> None:
    def noisy(x: np.ndarray, seed: int) -> np.ndarray:
        return x + np.random.default_rng(seed).normal(size=x.shape)

    x = np.zeros((4, 2))
    drawn = {
        (seed, name): preparation(noisy, x, seed=seed)(x, name)
        for seed in (0, 1)
        for name in ("train", "validation", "test")
    }
    assert len({noise.tobytes() for noise in drawn.values()}) == 6
    np.testing.assert_array_equal(drawn[1, "test"], preparation(noisy, x, seed=1)(x, "test"))


def test_preparation_reaches_the_network(data: Guarded) -> None:
    variants = {"raw": Variant(untrained), "blank": Variant(untrained, prepare=np.zeros_like)}
    runs = compare(variants, data, **SMALL).runs.set_index("variant")
    shares = np.bincount(data.validation.y) / len(data.validation.y)
    assert all(np.isclose(shares, score).any() for score in runs.loc["blank", "val_accuracy"])
    assert not all(np.isclose(shares, score).any() for score in runs.loc["raw", "val_accuracy"])
    with pytest.raises(ValueError, match="variant 'short': prepare must keep 50 samples, gave 3"):
        compare({"short": Variant(untrained, prepare=lambda x: x[:3])}, data, **SMALL)


# -- variants


def test_an_optimizer_may_be_a_name_a_configuration_or_a_class() -> None:
    configuration = keras.optimizers.serialize(keras.optimizers.Adam(beta_1=0.5))
    for optimizer in ("adam", keras.optimizers.Adam, configuration):
        new = Variant(NETWORK, optimizer=optimizer, learning_rate=0.25).new_optimizer()
        assert isinstance(new, keras.optimizers.Adam)
        assert float(new.learning_rate) == 0.25
    assert new.beta_1 == 0.5


def test_a_compiled_model_keeps_its_own_settings(data: Guarded) -> None:
    def build(seed: int) -> keras.Model:
        model = untrained(seed)
        model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    assert isinstance(Variant(build).build(seed=0).optimizer, keras.optimizers.SGD)
    with pytest.raises(ValueError, match="variant 'a': network builds a compiled model"):
        compare({"a": Variant(build, optimizer="adagrad")}, data, **SMALL)

    def without(seed: int) -> keras.Model:
        model = untrained(seed)
        model.compile(None, "sparse_categorical_crossentropy")
        return model

    with pytest.raises(ValueError, match="without an optimizer"):
        Variant(without).build(seed=0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"network": "mlp"}, TypeError, "network must be a Network or a function of the seed"),
        ({"network": untrained()}, TypeError, "network must be a Network"),
        ({"optimizer": keras.optimizers.Adam()}, TypeError, "moments and step count would go"),
        ({"optimizer": "adma"}, ValueError, "optimizer must be known to Keras"),
        ({"optimizer": {"nothing": 1}}, ValueError, "optimizer must be known to Keras"),
        ({"optimizer": 3}, TypeError, "optimizer must be a name"),
        ({"optimizer": lambda: "adam"}, TypeError, "must give a Keras optimizer"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be a number above 0"),
        ({"loss": 3}, TypeError, "loss must be a name or a callable"),
        ({"metrics": "accuracy"}, TypeError, "metrics must be a tuple of names"),
        ({"epochs": 0}, ValueError, "epochs"),
        ({"patience": 1.5}, TypeError, "patience"),
        ({"weights": [1]}, TypeError, "weights must be a mapping by seed"),
        ({"prepare": "scale"}, TypeError, "prepare must be a callable or a transformer"),
    ],
)
def test_variants_name_mistakes(arguments: dict[str, Any], error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        Variant(**{"network": NETWORK} | arguments)


def test_a_builder_must_build_a_model() -> None:
    with pytest.raises(TypeError, match=r"network must build a keras\.Model, got 0"):
        Variant(lambda seed: seed).build(seed=0)


def test_a_head_start_can_be_studied(data: Guarded) -> None:
    settings = SMALL | {"epochs": 8}
    first = compare({"first": Variant(NETWORK, learning_rate=0.03)}, data, **settings)
    learned = {seed: model.get_weights() for seed, model in first.models().items()}
    variants = {
        "fresh": Variant(NETWORK, "sgd"),
        "reused": Variant(NETWORK, "sgd", weights=learned),
    }
    second = compare(variants, data, **settings)
    begin = second.histories.query("epoch == 1").groupby("variant")["loss"].mean()
    assert begin["reused"] < begin["fresh"]
    alone = compare({"fresh": variants["fresh"]}, data, **settings)
    fresh = second.histories.query("variant == 'fresh'").reset_index(drop=True)
    assert fresh.equals(alone.histories)
    with pytest.raises(ValueError, match="weights must hold seed 9"):
        compare(variants, data, **settings | {"seeds": [9]})
    with pytest.raises(ValueError, match="weights of seed 0 must fit the network"):
        Variant(mlp(4, 3), weights={0: [np.zeros(3)]}).build(seed=0)


def test_a_trained_model_is_scored_by_keras_where_the_loop_cannot(data: Guarded) -> None:
    model = untrained()
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    fast = evaluate(model, data.train.x, data.train.y)
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True)
    assert evaluate(model, data.train.x, data.train.y) == pytest.approx(fast, abs=1e-4)


# -- bad input


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"variants": [NETWORK]}, TypeError, "variants must be a mapping by name"),
        ({"variants": {}}, ValueError, "variants must not be empty"),
        ({"variants": {1: NETWORK}}, TypeError, "variants must have names, got 1"),
        ({"variants": {"a": "mlp"}}, TypeError, "variant 'a' must be a Variant, a Network"),
        (
            {"variants": {"wide": mlp(9, 3)}},
            ValueError,
            "variant 'wide': x and y do not fit .* value 9",
        ),
        ({"data": "digits"}, TypeError, "data must be a Dataset with a train split"),
        ({"seeds": 0}, ValueError, "seeds must be an integer of at least 1"),
        ({"seeds": []}, ValueError, "seeds must not be empty"),
        ({"seeds": [1, 1]}, ValueError, "seeds must differ"),
        ({"seeds": "12"}, TypeError, "seeds must be an integer"),
        ({"metric": 3}, TypeError, "metric must be a name"),
        ({"metric": "acuracy"}, ValueError, "metric must be one of 'accuracy', 'loss'"),
        ({"progress": "bar"}, TypeError, "progress must be True or False"),
    ],
)
def test_compare_names_mistakes(
    data: Guarded, arguments: dict[str, Any], error: type, message: str
) -> None:
    given_ones = {"variants": {"a": untrained}, "data": data} | SMALL | {"seeds": 1} | arguments
    with pytest.raises(error, match=message):
        compare(given_ones.pop("variants"), given_ones.pop("data"), **given_ones)


def test_progress_names_the_variant(data: Guarded, capsys: pytest.CaptureFixture[str]) -> None:
    compare({"narrow": untrained}, data, **SMALL | {"progress": True, "seeds": 1})
    assert "narrow" in capsys.readouterr().err


# -- ablation and sweep


def test_ablate(data: Guarded) -> None:
    base = mlp(4, 3, hidden=[6, 5], dropout=0.2)
    changes = {
        "no dropout": lambda network: network.without(Dropout),
        "tanh": lambda network: network.with_activation("tanh"),
        "narrow": base.replace("dense_1", units=2),
    }
    result = ablate(Variant(base, optimizer="sgd"), data, changes, **SMALL)
    assert result.variants == ("base", "no dropout", "tanh", "narrow")
    assert result.table()["layers"].tolist() == [0, 2, 2, 1]
    assert result.changes["narrow"] == ("dense_1: units 6 → 2",)
    assert result.differences("base").index.tolist() == ["no dropout", "tanh", "narrow"]
    assert result.histories.columns[1] == "layers"


def test_ablate_warns_of_several_changes_at_once(data: Guarded) -> None:
    base = mlp(4, 3, hidden=[6, 5], dropout=0.2)

    def muddle(network: Network) -> Network:
        return network.without("dense_2").replace("dropout_1", rate=0.5)

    with pytest.warns(UserWarning, match="'muddle' alters . layers in different ways"):
        ablate(base, data, {"muddle": muddle}, **SMALL | {"seeds": 1})


@pytest.mark.parametrize(
    ("base", "changes", "error", "message"),
    [
        (NETWORK, {"same": lambda n: n}, ValueError, "'same' changes nothing"),
        (NETWORK, {"same": NETWORK.renamed("other")}, ValueError, "'same' changes nothing"),
        (NETWORK, {"base": mlp(4, 3)}, ValueError, "must not be named 'base'"),
        (NETWORK, {}, ValueError, "changes must not be empty"),
        (NETWORK, [NETWORK], TypeError, "changes must be a mapping by name"),
        (NETWORK, {"a": 3}, TypeError, "change 'a' must give a Network, got 3"),
        (NETWORK, {"a": lambda n: n.without("x")}, ValueError, "change 'a': "),
        (from_function, {"a": NETWORK}, TypeError, "only a description tells"),
        ("mlp", {"a": NETWORK}, TypeError, "network must be a Network"),
    ],
)
def test_ablate_names_mistakes(
    data: Guarded, base: Any, changes: Any, error: type, message: str
) -> None:
    with pytest.raises(error, match=message):
        ablate(base, data, changes, **SMALL)


def test_sweep_carries_its_values_as_numbers(data: Guarded) -> None:
    def make(rate: float) -> Variant:
        return Variant(untrained, optimizer="sgd", learning_rate=rate)

    result = sweep(make, [0.1, 1], data, parameter="rate", **SMALL)
    assert result.variants == ("0.1", "1")
    for frame in (result.table(), result.runs, result.histories):
        assert frame["rate"].dtype == float
        assert set(frame["rate"]) == {0.1, 1.0}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"make": NETWORK}, TypeError, "make must be a function of a value"),
        ({"values": []}, ValueError, "values must not be empty"),
        ({"values": "123"}, TypeError, "values must be numbers"),
        ({"values": 3}, TypeError, "values must be numbers"),
        ({"values": ["relu"]}, TypeError, "each of values must be a number"),
        ({"values": [1, 1.0]}, ValueError, "values must differ"),
        ({"parameter": 3}, TypeError, "parameter must be a name"),
    ],
)
def test_sweep_names_mistakes(
    data: Guarded, arguments: dict[str, Any], error: type, message: str
) -> None:
    given_ones = {"make": lambda v: NETWORK, "values": [1, 2], "data": data} | SMALL | arguments
    with pytest.raises(error, match=message):
        sweep(given_ones.pop("make"), given_ones.pop("values"), **given_ones)


JUNK = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.integers(-3, 1),
    st.floats(),
    st.lists(st.floats(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.just(object()),
    st.just(np.zeros((2, 2))),
    st.just(SimpleNamespace(train=SimpleNamespace(x="a", y="b"), validation=None)),
)
TOPICS = st.sampled_from(["first", "data", "third", "seeds", "epochs", "batch_size", "metric"])


@pytest.mark.parametrize(
    ("function", "first", "third"),
    [
        (lambda first, data, third, **rest: compare(first, data, **rest), {"a": untrained}, None),
        (ablate, mlp(4, 3), {"a": mlp(4, 3, hidden=2)}),
        (lambda first, data, third, **rest: sweep(first, third, data, **rest), mlp, [4, 4.5]),
    ],
)
@given(TOPICS, JUNK)
@settings(deadline=None, max_examples=15)
def test_junk_raises_nothing_but_type_and_value_errors(
    function: Any, first: Any, third: Any, topic: str, junk: Any
) -> None:
    given_ones = {"first": first, "data": Guarded(), "third": third} | SMALL | {"seeds": 1}
    given_ones |= {"epochs": 1, topic: junk}
    try:
        positional = [given_ones.pop(name) for name in ("first", "data", "third")]
        function(*positional, **given_ones)
    except (TypeError, ValueError) as error:
        assert str(error)  # noqa: PT017


@given(st.sampled_from(list(Variant.__dataclass_fields__)), JUNK)
@settings(deadline=None, max_examples=50)
def test_junk_variants_raise_nothing_but_type_and_value_errors(name: str, junk: Any) -> None:
    try:
        Variant(**{"network": NETWORK} | {name: junk})
    except (TypeError, ValueError) as error:
        assert str(error)  # noqa: PT017
