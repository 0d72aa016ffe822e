"""Searches in a table: what each strategy takes, and what it costs."""

import itertools

import keras_tuner
import numpy as np
import pandas as pd
import pytest

from course_lib import search

SETTINGS = pd.DataFrame(itertools.product(range(9), range(9)), columns=["a", "b"])
TOP = 1 - 0.01 * ((SETTINGS["a"] - 6) ** 2 + (SETTINGS["b"] - 2) ** 2).to_numpy()
CURVES = TOP[:, None] * np.linspace(0.5, 1, 9)


def found(strategy, **options):
    return search.look_up(strategy, SETTINGS, CURVES, **options)


def test_grid_keeps_the_order_and_random_takes_none_twice():
    assert found(search.Grid(trials=5))["setting"].tolist() == [0, 1, 2, 3, 4]
    assert len(found("grid")) == 81
    drawn = found(search.Random(trials=100), seed=3)
    assert sorted(drawn["setting"]) == list(range(81))
    assert drawn["spent"].iloc[-1] == 81 * 9


def test_bayesian_finds_the_top_of_a_smooth_hill_sooner_than_chance():
    places = [
        (found(search.Bayesian(trials=81), seed=seed)["score"].argmax(), seed) for seed in range(5)
    ]
    assert max(place for place, _ in places) < 25  # by chance in the middle of 81, on average


def test_bayesian_with_workers_learns_late_and_repeats_nothing():
    alone, four = (found(search.Bayesian(trials=12), seed=0, workers=n) for n in (1, 4))
    first = 6 + 3  # three a hyperparameter, and those that start before the last of them ends
    assert alone["setting"][:6].tolist() == four["setting"][:6].tolist()
    assert four["setting"][:first].tolist() == found("random", seed=0)["setting"][:first].tolist()
    assert four["setting"].is_unique


def test_failed_trials_teach_nothing_and_stop_nothing():
    curves = CURVES.copy()
    curves[SETTINGS["a"] < 4] = np.nan
    table = search.look_up(search.Bayesian(trials=30), SETTINGS, curves, seed=0)
    assert len(table) == 30
    assert table["score"].isna().any()
    assert table["score"].max() > 0.97


def test_the_best_so_far_is_the_first_among_equals_and_never_a_failed_one():
    settings, last = pd.DataFrame({"a": range(6)}), [np.nan, 0.5, np.nan, 0.5, 0.7, 0.6]
    table = search.look_up("grid", settings, np.array(last)[:, None])
    assert table["best"].tolist() == [-1, 1, 1, 1, 4, 4]


def test_brackets_are_those_of_the_paper():
    plan = search.brackets(81)  # table 1 of Li et al.
    of = plan.groupby("bracket")[["settings", "epochs"]].apply(lambda part: part.values.tolist())
    assert of[4] == [[81, 1], [27, 3], [9, 9], [3, 27], [1, 81]]
    assert of[3] == [[34, 3], [11, 9], [3, 27], [1, 81]]
    assert of[2] == [[15, 9], [5, 27], [1, 81]]
    assert of[0] == [[5, 81]]


def test_hyperband_spends_what_its_brackets_say():
    plan = search.brackets(9)
    table = found("hyperband", seed=0)
    assert table["spent"].iloc[-1] == plan["afresh"].sum()
    first = table[: plan["settings"][0]]
    promoted = table["setting"][9:12].tolist()
    assert promoted == first.sort_values("score", ascending=False)["setting"][:3].tolist()


@pytest.mark.parametrize("epochs", [9, 27])
def test_hyperband_plans_as_many_trials_as_keras_tuner(epochs):
    hp = keras_tuner.HyperParameters()
    hp.Int("units", 1, 1000)
    oracle = search.Hyperband().oracle("val_accuracy", hp, epochs=epochs, seed=0)
    assert abs(oracle.planned() - search.brackets(epochs)["settings"].sum()) <= 3


def test_tables_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="one length"):
        search.look_up("grid", SETTINGS, CURVES[:3])
