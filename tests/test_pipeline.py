from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from typer.testing import CliRunner

from course_lib import models, pipeline
from course_lib.cli import app
from course_lib.pipeline import DataNoise

SMALL = {"name": "pavia-like", "per_class": 20}
NETWORK = models.mlp(103, 9, hidden=8)


@pytest.fixture(scope="module")
def prepared():
    return pipeline.prepare(**SMALL)


@pytest.fixture(scope="module")
def trained(prepared):
    return pipeline.train(prepared, network=NETWORK, epochs=3)


def change(noise, **options):
    """Return how far noise moves each set, scaled by the clean training part."""
    clean = pipeline.prepare(**SMALL, **options)
    noisy = pipeline.prepare(**SMALL, noise=[noise], clean_statistics=True, **options)
    before, after = clean.data.splits, noisy.data.splits
    return {name: after[name].x - before[name].x for name in before}


def test_parts_are_balanced_and_scaled_by_the_training_part(prepared):
    data = prepared.data
    assert np.bincount(data.train.y).tolist() == [18] * 9
    assert np.bincount(data.validation.y).tolist() == [2] * 9
    assert (data.train.x.min(), data.train.x.max()) == (0, 1)
    assert data.test.x.max() > 1
    assert prepared.scale.shape == ()
    by_band = pipeline.prepare(**SMALL, over="feature")
    assert by_band.scale.shape == (103,)
    np.testing.assert_allclose(by_band.data.train.x.min(axis=0), 0, atol=1e-6)


def test_s0_setting_on_real_pixels():
    parts = pipeline.prepare("indian-pines", seed=3).data.splits
    assert {name: len(part) for name, part in parts.items()} == {
        "train": 2025,
        "validation": 225,
        "test": 6984,
    }


@pytest.mark.parametrize("sets", [("test",), ("train", "validation")])
def test_noise_reaches_the_sets_that_are_named(sets):
    moved = change(DataNoise("gaussian", sets=sets, std=0.1))
    assert {name for name, by in moved.items() if by.any()} == set(sets)


def test_with_clean_statistics_gaussian_noise_before_is_noise_after_in_other_units(prepared):
    width = float(prepared.scale)
    before = change(DataNoise("gaussian", std=0.05 * width, stage="before"))["test"]
    after = change(DataNoise("gaussian", std=0.05, stage="after"))["test"]
    np.testing.assert_allclose(before, after, atol=2e-4)
    assert abs(after.std() - 0.05) < 0.001


def test_noise_before_scaling_widens_what_the_scaler_learns(prepared):
    noise = DataNoise("gaussian", sets=("train",), std=500.0, stage="before")
    wider = pipeline.prepare(**SMALL, noise=[noise])
    assert wider.scale > prepared.scale
    assert pipeline.prepare(**SMALL, noise=[noise], clean_statistics=True).scale == prepared.scale


def test_bands_are_drawn_anew_or_are_the_same_in_all_sets():
    noise = DataNoise("gaussian", sets=("train", "test"), std=0.1, bands=0.1, samples=0.5)
    anew = change(noise)
    assert abs((anew["test"] != 0).any(axis=1).mean() - 0.5) < 0.01
    assert (anew["test"] != 0).any(axis=0).all()
    same = change(dataclasses.replace(noise, same_bands=True))
    struck = {name: (same[name] != 0).any(axis=0) for name in ("train", "test")}
    assert struck["train"].sum() == 10
    np.testing.assert_array_equal(struck["train"], struck["test"])


def test_impulses_are_the_extremes_of_their_set_whatever_bands_they_hit(prepared):
    noise = DataNoise("impulsive", bands=0.05, same_bands=True, stage="after")
    x = pipeline.prepare(**SMALL, noise=[noise]).data.test.x
    struck = (x != prepared.data.test.x).any(axis=0)
    assert struck.sum() == 5
    ends = {float(prepared.data.test.x.min()), float(prepared.data.test.x.max())}
    assert set(np.unique(x[:, struck]).tolist()) == ends


def test_shot_noise_keeps_the_mean_and_two_noises_follow_each_other():
    light = change(DataNoise("shot", photons=1000.0))["test"]
    assert abs(light.mean()) < 1e-3
    assert light.std() > 0.001
    one = DataNoise("gaussian", std=50.0, stage="before")
    two = DataNoise("gaussian", std=0.1)
    both = pipeline.prepare(**SMALL, noise=[one, two], clean_statistics=True)
    alone = pipeline.prepare(**SMALL, noise=[one], clean_statistics=True)
    assert abs((both.data.test.x - alone.data.test.x).std() - 0.1) < 0.002


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "gausian"}, "did you mean 'gaussian'"),
        ({"kind": "gaussian", "sets": ("tests",)}, "sets"),
        ({"kind": "gaussian", "stage": "later"}, "stage"),
        ({"kind": "gaussian", "bands": 2}, "bands"),
        ({"kind": "gaussian", "std": -1}, "std"),
    ],
)
def test_noise_is_refused_in_one_sentence(wrong, words):
    with pytest.raises(ValueError, match=words):
        DataNoise(**wrong)


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"name": "digits"}, ValueError, "name"),
        ({"noise": ["gaussian"]}, TypeError, "DataNoise"),
        ({"over": "sample"}, ValueError, "over"),
        ({"per_class": 0}, ValueError, "per_class"),
    ],
)
def test_prepare_refuses(wrong, error, words):
    with pytest.raises(error, match=words):
        pipeline.prepare(**{**SMALL, **wrong})


def test_training_keeps_the_weights_of_the_best_epoch(prepared):
    stopped = pipeline.train(prepared, network=NETWORK, epochs=60, patience=1, learning_rate=0.1)
    assert len(stopped.history) < 60
    assert stopped.settings["best_epoch"] == stopped.best.name
    stopped.model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    loss, accuracy = stopped.model.evaluate(*prepared.data.validation, verbose=0)
    assert abs(loss - stopped.best["val_loss"]) < 1e-5
    assert accuracy == pytest.approx(stopped.best["val_accuracy"])


def test_evaluation_agrees_with_scikit_learn(prepared, trained):
    from sklearn import metrics

    answers = trained.model.predict(prepared.data.test.x, verbose=0).argmax(axis=1)
    y = prepared.data.test.y
    found = pipeline.evaluate(trained, prepared)
    assert found.scores["accuracy"] == pytest.approx(metrics.accuracy_score(y, answers))
    assert found.scores["balanced_accuracy"] == pytest.approx(
        metrics.balanced_accuracy_score(y, answers)
    )
    assert found.scores["kappa"] == pytest.approx(metrics.cohen_kappa_score(y, answers))
    assert found.confusion.to_numpy().sum() == len(y)


def test_copies_without_noise_vote_as_the_network_does(prepared, trained):
    alone = pipeline.evaluate(trained, prepared).scores["accuracy"]
    voted = pipeline.evaluate(trained, prepared, copies=2, factor=0.0)
    assert voted.scores["accuracy"] == alone
    assert voted.settings["voting"] == "hard"


def test_a_run_folder_holds_what_it_takes_to_go_on(tmp_path, prepared, trained):
    folder = tmp_path / "runs" / "0"
    prepared.save(folder)
    trained.save(folder)
    again = pipeline.Prepared.load(folder)
    np.testing.assert_array_equal(again.data.test.x, prepared.data.test.x)
    assert again.settings == prepared.settings
    loaded = pipeline.Trained.load(folder)
    for one, two in zip(loaded.model.get_weights(), trained.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    found = pipeline.evaluate(loaded, again, folder=folder)
    runs = pipeline.report(tmp_path)
    assert runs.index.tolist() == ["runs/0"]
    assert runs["accuracy"].item() == found.scores["accuracy"]
    page = (folder / "report.md").read_text()
    for word in ("pavia-like", "best_epoch", "balanced_accuracy", "meadows"):
        assert word in page


def test_what_is_missing_is_said(tmp_path):
    with pytest.raises(ValueError, match="prepare first"):
        pipeline.Prepared.load(tmp_path)
    with pytest.raises(ValueError, match="train first"):
        pipeline.Trained.load(tmp_path)
    with pytest.raises(ValueError, match="none"):
        pipeline.report(tmp_path)


def test_the_commands_do_the_same(tmp_path):
    folder = str(tmp_path / "run")

    def run(*words):
        return CliRunner().invoke(app, ["pipeline", *words])

    assert "prepare first" in run("train", folder).stderr
    noise = ("--noise", "gaussian", "--noise-sets", "train,test", "--bands", "0.1")
    options = ("--data", "pavia-like", "--per-class", "20", *noise)
    made = run("prepare", folder, *options)
    assert made.exit_code == 0
    assert "162 samples, 18 a class" in made.stdout
    assert pipeline.Prepared.load(folder).settings["noise"][0]["sets"] == ["train", "test"]
    fitted = run("train", folder, "--filters", "4", "--epochs", "2")
    assert "2 epochs; lowest validation loss" in fitted.stdout
    scored = run("evaluate", folder, "--copies", "2")
    assert "balanced_accuracy" in scored.stdout
    assert "best_epoch" in run("report", folder).stdout
    assert run("prepare", folder, "--data", "pavia-lik").exit_code == 1
