"""`search.tune`: what it chooses, what it records, what it refuses."""

import contextlib
from collections import Counter

import keras
import keras_tuner
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_lib import datasets, models, search
from course_lib.search.space import as_objective

RNG = np.random.default_rng(0)
X = RNG.normal(size=(120, 5)).astype("float32")
Y = X[:, :3].argmax(axis=1)
DATA = ((X[:80], Y[:80]), (X[80:], Y[80:]))
RATES = [0.0, 0.5]
QUICK = {"epochs": 1, "batch_size": 80, "progress": False}


def quick(model, **options):
    """Compile without tracing, which takes longer than these few steps."""
    loss = "sparse_categorical_crossentropy"
    options = {"optimizer": keras.optimizers.Adam(0.05), "metrics": ["accuracy"], **options}
    model.compile(loss=loss, run_eagerly=True, **options)
    return model


def build(hp):
    network = models.mlp(5, 3, hidden=hp.Choice("units", [2, 16]), dropout=hp.Choice("rate", RATES))
    return quick(network.build(seed=0))


def build_or_break(hp):
    """Fail in three ways out of four."""
    way = hp.Choice("way", ["good", "error", "nan", "junk"])
    if way == "error":
        raise ArithmeticError("cannot be built\nlike this")
    if way == "junk":
        return "no model"
    scale = keras.layers.Rescaling(float("nan") if way == "nan" else 1.0)
    return quick(keras.Sequential([keras.Input((5,)), scale, keras.layers.Dense(3, "softmax")]))


def build_broken(hp):
    hp.Choice("units", [1, 2])
    raise ArithmeticError("never works")


def build_with_a_condition(hp):
    """Ask for a rate only where there is dropout."""
    layers = [keras.Input((5,))]
    if hp.Boolean("dropout"):
        layers.append(keras.layers.Dropout(hp.Choice("rate", RATES)))
    return quick(keras.Sequential([*layers, keras.layers.Dense(3, "softmax")]))


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def grid():
    return search.tune(build, DATA, "grid", **QUICK)


def test_grid_tries_every_combination_once(grid):
    tried = Counter(zip(grid.trials["units"], grid.trials["rate"], strict=True))
    assert tried == Counter((u, r) for u in (2, 16) for r in RATES)
    assert grid.hyperparameters == ["units", "rate"]
    assert list(grid.trials) == [
        *("number", "units", "rate", "score", "deviation"),
        *("epochs", "seconds", "status", "reason"),
    ]
    assert set(grid.trials["status"]) == {"finished"}
    assert grid.trials["epochs"].eq(1).all()


def test_the_best_is_the_first_of_the_highest_scores(grid):
    row = grid.trials.loc[grid.trials["score"].idxmax()]
    assert grid.best == {"units": row["units"], "rate": row["rate"]}
    assert grid.best_score == row["score"]
    assert str(row["units"]) in repr(grid)
    assert not grid.interrupted


def test_convergence_never_falls(grid):
    frame = grid.convergence()
    assert list(frame) == ["number", "score", "best", "seconds"]
    assert frame["best"].is_monotonic_increasing
    assert frame["best"].iloc[-1] == grid.best_score
    assert frame["seconds"].is_monotonic_increasing


def test_the_best_can_be_built_and_trained_to_its_score(grid):
    model = grid.build_best()
    (x, y), validation = DATA
    history = model.fit(x, y, validation_data=validation, epochs=1, batch_size=80, verbose=0)
    assert history.history["val_accuracy"][-1] == pytest.approx(grid.best_score)


def test_the_same_call_gives_the_same_result():
    strategy = search.Random(2)
    first, second = (search.tune(build, DATA, strategy, seed=3, **QUICK) for _ in range(2))
    columns = ["units", "rate", "score"]
    assert first.trials[columns].equals(second.trials[columns])
    assert len(first.trials) == 2


def test_layers_of_keras_are_seeded_too():
    def seeded(hp):
        hp.Choice("units", [1])
        layers = [keras.Input((5,)), keras.layers.Dense(9), keras.layers.Dropout(0.5)]
        return quick(keras.Sequential([*layers, keras.layers.Dense(3, "softmax")]))

    options = {**QUICK, "objective": "val_loss", "batch_size": 20}
    scores = [search.tune(seeded, DATA, seed=seed, **options).best_score for seed in (1, 1, 2)]
    assert scores[0] == scores[1] != scores[2]


def test_hyperband_trains_the_best_for_longer():
    options = {**QUICK, "epochs": 3}
    result = search.tune(build, DATA, search.Hyperband(), **options)
    assert result.trials["epochs"].value_counts().to_dict() == {1: 3, 3: 2}
    promoted = result.trials[result.trials["epochs"] == 3].iloc[0]
    best = result.trials[result.trials["epochs"] == 1].sort_values("score").iloc[-1]
    assert (promoted["units"], promoted["rate"]) == (best["units"], best["rate"])
    assert "tuner/epochs" not in result.best


def test_failures_are_recorded_and_the_search_goes_on():
    result = search.tune(build_or_break, DATA, "grid", **QUICK)
    rows = result.trials.set_index("way")
    assert rows["status"].to_dict() == {
        **dict.fromkeys(["error", "nan", "junk"], "failed"),
        "good": "finished",
    }
    assert rows.loc["error", "reason"] == "ArithmeticError: cannot be built like this"
    assert "loss became nan in epoch 1" in rows.loc["nan", "reason"]
    assert "must return a keras.Model" in rows.loc["junk", "reason"]
    assert result.best == {"way": "good"}
    assert len(result.convergence()) == 1


def test_an_objective_that_the_model_lacks_stops_the_search_in_its_first_epoch(tmp_path):
    epochs = []

    def counted(hp):
        model = build(hp)
        step = model.train_step
        model.train_step = lambda data: epochs.append(1) or step(data)
        return model

    objective = keras_tuner.Objective("val_f1", "max")
    options = {**QUICK, "objective": objective, "epochs": 50, "folder": tmp_path}
    with pytest.raises(ValueError, match=r"one of what the model reports, val_accuracy, val_loss"):
        search.tune(counted, DATA, "grid", **options)
    assert len(epochs) == 1
    assert '"ended"' not in (tmp_path / "trials.jsonl").read_text()


@pytest.mark.parametrize("kind", ["network", "keras"])
def test_labels_in_a_column_are_labels(kind):
    (x, y), (val_x, val_y) = DATA

    def plain(hp):
        network = models.mlp(5, 3, hidden=hp.Choice("units", [2, 4]))
        return network if kind == "network" else network.build(seed=0)

    column = (x, y[:, None]), (val_x, val_y[:, None])
    scores = [search.tune(plain, data, "grid", **QUICK).trials["score"] for data in (DATA, column)]
    assert scores[0].equals(scores[1])
    folds = search.tune(plain, (x, y[:, None]), "grid", folds=2, **QUICK)
    assert folds.trials["score"].notna().all()


def test_when_all_fail_the_reasons_are_told():
    with pytest.raises(ValueError, match=r"all 2 trials failed: 2 × ArithmeticError: never works"):
        search.tune(build_broken, DATA, "grid", **QUICK)


def test_a_hyperparameter_may_appear_late():
    result = search.tune(build_with_a_condition, DATA, "grid", **QUICK)
    assert result.hyperparameters == ["dropout", "rate"]
    assert set(result.trials.loc[result.trials["dropout"], "rate"]) == set(RATES)
    assert set(result.trials["status"]) == {"finished"}


def test_folds_give_a_mean_and_a_deviation():
    result, both = (
        search.tune(build, data, search.Random(1), folds=3, **QUICK) for data in ((X, Y), DATA)
    )
    assert result.trials["deviation"].gt(0).all()
    assert both.best_score == result.best_score


def test_patience_scores_the_best_epoch():
    def overshooting(hp):
        optimizer = keras.optimizers.SGD(hp.Choice("rate", [50.0]))
        return quick(models.mlp(5, 3, hidden=8).build(seed=0), optimizer=optimizer)

    options = {**QUICK, "epochs": 9, "objective": "val_loss"}
    last = search.tune(overshooting, DATA, search.Random(1), **{**options, "epochs": 2})
    result = search.tune(overshooting, DATA, search.Random(1), patience=0, **options)
    assert result.direction == "min"
    assert result.trials["epochs"].tolist() == [1]
    assert result.best_score < last.best_score
    assert result.convergence()["best"].tolist() == [result.best_score]


def test_the_test_set_is_never_looked_at():
    class Guarded:
        def __init__(self, dataset):
            self.train, self.validation = dataset.train, dataset.validation

        @property
        def test(self):
            raise AssertionError("looked at the test set")

    digits = datasets.load("digits", seed=0)

    def network(hp):
        hidden = models.Dense(hp.Choice("units", [8, 16]))
        layers = [models.Flatten(), hidden, models.Dense(10, activation="softmax")]
        return models.Network(digits.input_shape, layers)

    options = {"epochs": 1, "batch_size": 500, "progress": False}
    result = search.tune(network, Guarded(digits), search.Random(1), **options)
    assert 0 <= result.best_score <= 1
    assert result.build_best().compiled


def test_one_hot_labels_are_understood():
    hot = keras.utils.to_categorical(Y, 3)

    def network(hp):
        return models.mlp(5, 3, hidden=hp.Choice("units", [4]))

    result = search.tune(network, (X, hot), search.Random(1), folds=2, **QUICK)
    assert 0 <= result.best_score <= 1
    assert result.build_best().loss == "categorical_crossentropy"


def test_other_objectives_need_a_direction_and_a_metric():
    goal = keras_tuner.Objective("val_agreement", direction="max")
    assert as_objective("val_loss").direction == "min"
    with pytest.raises(ValueError, match="got val_agreement: compile the model"):
        search.tune(build, DATA, search.Random(1), objective=goal, **QUICK)
    with pytest.raises(ValueError, match=r"say with keras_tuner.Objective\('val_agreement'"):
        search.tune(build, DATA, objective="val_agreement", **QUICK)


@pytest.mark.parametrize("objective", ["accuracy", "loss", "test_accuracy"])
def test_only_validation_metrics_are_objectives(objective):
    with pytest.raises(ValueError, match="must be a validation metric"):
        search.tune(build, DATA, objective=objective, **QUICK)


def test_an_interrupt_keeps_what_is_done(tmp_path):
    calls = []

    def impatient(hp):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return build(hp)

    with pytest.warns(UserWarning, match="interrupted: 2 trials are kept"):
        result = search.tune(impatient, DATA, "grid", folder=tmp_path, **QUICK)
    assert result.interrupted
    assert len(result.trials) == 2
    whole = search.tune(impatient, DATA, "grid", folder=tmp_path, **QUICK)
    assert len(whole.trials) == 4
    assert len(calls) == 4 + 1 + 2


def test_an_interrupt_with_nothing_to_keep_is_one():
    calls = []

    def impatient(hp):
        calls.append(hp.Choice("units", [2, 4]))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return build(hp)

    with pytest.raises(KeyboardInterrupt):
        search.tune(impatient, DATA, "grid", **QUICK)


def test_gridsearchcv_works_on_our_models():
    from sklearn.model_selection import GridSearchCV

    def model(X, y, units):
        network = models.mlp(X.shape[1], y.shape[1], hidden=units).build(seed=0)
        network.compile("adam", loss="categorical_crossentropy", run_eagerly=True)
        return network

    classifier = keras.wrappers.SKLearnClassifier(
        model, model_kwargs={"units": 4}, fit_kwargs={"batch_size": 80, "verbose": 0}
    )
    options = [{"units": 4}, {"units": 16}]
    found = GridSearchCV(classifier, {"model_kwargs": options}, cv=2, error_score="raise").fit(X, Y)
    assert found.best_params_["model_kwargs"] in options
    assert len(found.cv_results_["mean_test_score"]) == 2


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"build": 3}, TypeError, "build must be a function"),
        ({"build": lambda hp: None}, ValueError, "asked for none"),
        ({"build": lambda hp: 1 / 0}, ValueError, "asked for none: it stopped with ZeroDiv"),
        ({"build": lambda hp: hp.Choice("score", [1])}, ValueError, "'score' has the name of"),
        ({"data": "digits"}, TypeError, "data must be a Dataset"),
        ({"data": (X, Y)}, ValueError, "or give folds"),
        ({"data": (X, Y[:-1]), "folds": 2}, ValueError, "of one length, got 120 and 119"),
        ({"data": (DATA[0], (X[:, :2], Y))}, ValueError, r"got \(5,\) and \(2,\)"),
        ({"data": (X * np.nan, Y), "folds": 2}, ValueError, "x of data must be finite"),
        ({"data": (X, Y), "folds": 99}, ValueError, "samples of the smallest class"),
        ({"data": (X, X[:, 0]), "folds": 121}, ValueError, "number of samples, 120, got 121"),
        ({"folds": 1}, ValueError, "folds must be an integer of at least 2"),
        ({"strategy": "gird"}, ValueError, "did you mean 'grid'"),
        ({"strategy": search.Strategy()}, TypeError, "strategy must be a Grid"),
        ({"objective": 3}, TypeError, "objective must be a metric's name"),
        ({"objective": keras_tuner.Objective("val_loss", "down")}, ValueError, "direction"),
        ({"epochs": 0}, ValueError, "epochs"),
        ({"batch_size": -1}, ValueError, "batch_size"),
        ({"patience": 1.5}, TypeError, "patience"),
        ({"seed": "x"}, TypeError, "seed"),
        ({"seed": 2**31}, ValueError, "seed"),
        ({"executor": "threads"}, TypeError, "executor must be a concurrent"),
        ({"parallel": 0}, ValueError, "parallel"),
        ({"progress": 1}, TypeError, "progress"),
        ({"folder": 3}, TypeError, "folder must be a path"),
        ({"folder": __file__}, ValueError, "folder must be a folder's path"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    given = {"build": build_broken, "data": DATA, **QUICK, **arguments}
    with pytest.raises(error, match=message):
        search.tune(**given)


@pytest.mark.parametrize("outcomes", [{}, None, "none", [1]])
def test_a_result_needs_a_trial_that_did_not_fail(outcomes):
    with pytest.raises(ValueError, match="outcomes must hold a trial with a score"):
        search.Result(outcomes, "val_loss", "min", build, 0, Y[:1])


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: search.Grid(0), ValueError),
        (lambda: search.Random("3"), TypeError),
        (lambda: search.Bayesian(initial=0), ValueError),
        (lambda: search.Bayesian(alpha=0), ValueError),
        (lambda: search.Bayesian(beta=np.nan), ValueError),
        (lambda: search.Hyperband(factor=1), ValueError),
        (lambda: search.Hyperband(rounds=0), ValueError),
    ],
)
def test_strategies_check_their_parameters(make, error):
    with pytest.raises(error):
        make()


NAMES = st.text("abc.\0 é", max_size=4)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(),
    NAMES,
    st.binary(max_size=3),
    st.lists(st.integers(), max_size=3),
    st.tuples(NAMES, NAMES),
    st.just(np.zeros((0, 3))),
    st.just(np.full((2, 2), np.nan)),
    st.just(object()),
    st.just(int),
)
NAMED = st.sampled_from(
    [
        *("build", "data", "strategy", "objective", "epochs", "batch_size", "patience"),
        *("folds", "seed", "executor", "parallel", "folder", "progress"),
    ]
)


@pytest.mark.usefixtures("empty_folder")
@settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
@given(name=NAMED, value=JUNK)
def test_nothing_but_type_and_value_errors_escape_from_tune(name, value):
    arguments = {"build": build_broken, "data": DATA, "strategy": search.Random(1), **QUICK}
    with pytest.raises((TypeError, ValueError)):
        search.tune(**{**arguments, name: value})


@settings(deadline=None, max_examples=50)
@given(
    make=st.sampled_from([search.Grid, search.Random, search.Bayesian, search.Hyperband]),
    value=JUNK,
    position=st.integers(0, 1),
)
def test_nothing_but_type_and_value_errors_escape_from_strategies(make, value, position):
    with contextlib.suppress(TypeError, ValueError):
        make(*[2] * position, value)
