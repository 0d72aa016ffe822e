"""The oracles: what KerasTuner's do wrong with many trials at a time, failures or small spaces."""

import itertools
import math

import keras_tuner
import pytest

from course_lib import search

GOAL = keras_tuner.Objective("val_accuracy", "max")


def space(**parameters):
    hp = keras_tuner.HyperParameters()
    for name, values in parameters.items():
        hp.Choice(name, values)
    return hp


SMALL = {"a": ["x", "y", "z"], "b": [0.2, 0.4, 0.6, 0.8]}


def drive(strategy, hp, score, *, places=1, epochs=9, late=None):
    """Run `places` trials at a time to the end, the oldest first; return values and scores."""
    oracle = strategy.oracle(GOAL, hp, epochs=epochs, seed=0)
    running, ended, widest = [], [], 0
    while True:
        while len(running) < places:
            trial = oracle.create_trial(str(len(oracle.trials)))
            if trial.status != "RUNNING":
                break
            running.append(trial)
        if not running:
            return ended, widest
        widest = max(widest, len(running))
        trial = running.pop(0)
        if late is not None:
            late(trial.hyperparameters)
        values = dict(trial.hyperparameters.values)
        result = score(values)
        oracle.finish(trial, result, "", trial.hyperparameters.get_config())
        ended.append((values, result))


def distinct(ended):
    return {tuple(sorted(values.items())) for values, _ in ended}


def by_rate(values):
    return values["b"] + (values["a"] == "y")


@pytest.mark.parametrize("places", [1, 3])
def test_a_grid_is_complete_and_wide(places):
    ended, widest = drive(search.Grid(), space(**SMALL), by_rate, places=places)
    assert len(ended) == len(distinct(ended)) == 12
    assert widest == places


@pytest.mark.parametrize("places", [1, 4])
def test_a_grid_takes_in_a_late_hyperparameter(places):
    def late(hp):
        if hp.get("a") == "y":
            hp.Choice("c", [1, 2])

    ended, _ = drive(
        search.Grid(), space(a=["x", "y"]), lambda values: 1.0, places=places, late=late
    )
    assert {(v["a"], v.get("c")) for v, _ in ended} >= {("x", None), ("y", 1), ("y", 2)}


def test_a_grid_survives_failures_before_a_late_hyperparameter():
    def late(hp):
        if hp.get("a") != "x":
            hp.Choice("c", [1, 2])

    ended, _ = drive(
        search.Grid(),
        space(a=["x", "y", "z"]),
        lambda values: None if values["a"] == "x" else 1.0,
        late=late,
    )
    assert {(v["a"], v["c"]) for v, _ in ended if v["a"] != "x"} == set(
        itertools.product("yz", [1, 2])
    )


@pytest.mark.parametrize("strategy", [search.Random(50), search.Bayesian(50, initial=10)])
def test_no_setting_comes_twice_and_a_small_space_ends_the_search(strategy):
    ended, _ = drive(strategy, space(**SMALL), by_rate)
    assert len(ended) == len(distinct(ended)) == 12


def test_bayesian_proposes_the_same_again():
    first, second = (
        drive(search.Bayesian(5, initial=4), space(**SMALL), by_rate) for _ in range(2)
    )
    assert first == second


def test_other_seeds_draw_other_settings():
    def drawn(seed):
        oracle = search.Random(6).oracle(GOAL, space(**SMALL), epochs=1, seed=seed)
        return [oracle.create_trial(str(n)).hyperparameters.values for n in range(6)]

    assert drawn(0) == drawn(0) != drawn(1)


def test_bayesian_climbs():
    hp = keras_tuner.HyperParameters()
    hp.Float("u", 0, 1)
    hp.Float("v", 0, 1)
    goal = lambda values: -((values["u"] - 0.7) ** 2) - (values["v"] - 0.2) ** 2  # noqa: E731
    ended, _ = drive(search.Bayesian(9, initial=6), hp, goal)
    scores = [score for _, score in ended]
    assert max(scores[6:]) > max(scores[:6])
    assert max(scores) > -0.05


@pytest.mark.parametrize("strategy", [search.Bayesian(7, initial=4), search.Random(7)])
def test_a_late_hyperparameter_and_failures_at_several_places(strategy):
    def late(hp):
        if hp.get("a") == "y":
            hp.Choice("c", [1, 2, 3])

    def score(values):
        return None if values["a"] == "z" else by_rate(values)

    ended, _ = drive(strategy, space(**SMALL), score, places=3, late=late)
    assert len(ended) == 7
    assert any("c" in values for values, _ in ended)


@pytest.mark.parametrize("places", [1, 3])
def test_hyperband_promotes_in_a_small_space(places):
    ended, _ = drive(search.Hyperband(), space(**SMALL), by_rate, places=places)
    longest = [values for values, _ in ended if values["tuner/epochs"] == 9]
    assert ("y", 0.8) in {(values["a"], values["b"]) for values in longest}
    assert len(distinct(ended)) >= 12


def test_hyperband_goes_on_when_trials_fail():
    def score(values):
        return None if values["a"] == "x" else by_rate(values)

    ended, _ = drive(search.Hyperband(), space(a=["x", "y"], b=list(range(30))), score)
    longest = [values["a"] for values, _ in ended if values["tuner/epochs"] == 9]
    assert "y" in longest
    planned = search.Hyperband().oracle(GOAL, space(a=list(range(99))), epochs=9, seed=0).planned()
    assert len(ended) == planned


def test_hyperband_repeats_its_rounds():
    once, twice = (
        search.Hyperband(rounds=n).oracle(GOAL, space(**SMALL), epochs=9, seed=0) for n in (1, 2)
    )
    assert twice.planned() == 2 * once.planned()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"space": {}}, TypeError),
        ({"objective": "accuracy"}, ValueError),
        ({"epochs": 0}, ValueError),
        ({"seed": -1}, ValueError),
        ({"seed": None}, TypeError),
    ],
)
def test_an_oracle_checks_what_it_is_given(given, error):
    good = {"objective": GOAL, "space": space(**SMALL), "epochs": 1, "seed": 0}
    with pytest.raises(error, match=next(iter(given))):
        search.Grid().oracle(**{**good, **given})
    with pytest.raises(TypeError, match="bare Strategy"):
        search.Strategy().oracle(**good)


def test_what_is_planned():
    def planned(strategy, hp):
        return strategy.oracle(GOAL, hp, epochs=9, seed=0).planned()

    conditional = space(a=["x", "y"])
    with conditional.conditional_scope("a", ["x"]):
        conditional.Choice("b", [1, 2])
    assert planned(search.Grid(), space(**SMALL)) == 12
    assert planned(search.Grid(trials=5), space(**SMALL)) == 5
    assert planned(search.Grid(), conditional) is None
    assert planned(search.Random(7), conditional) == 7
    assert math.isfinite(planned(search.Hyperband(), conditional))


def test_a_conditional_scope_spares_the_grid_what_plays_no_part():
    hp = space(a=["x", "y"])
    with hp.conditional_scope("a", ["y"]):
        hp.Choice("b", [1, 2])
    ended, _ = drive(search.Grid(), hp, lambda values: 1.0, places=2)
    assert distinct(ended) == {(("a", "x"),), (("a", "y"), ("b", 1)), (("a", "y"), ("b", 2))}
