"""The script that trains the course's own VGG16, on a tiny network."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest

from course_lib import datasets, models

NETWORK = models.cnn((32, 32, 3), 10, blocks=[2], pool=4, dense=4, dense_dropout=0.5)


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(pathlib.Path(__file__).parents[1] / "benchmarks")
    import train_vgg16

    monkeypatch.setattr(train_vgg16, "BATCH", 16)
    return train_vgg16


@pytest.fixture(scope="module")
def data():
    return datasets.load("photos", scaled=False, train=40, validation=20, test=20)


def test_a_killed_run_gives_the_same_weights(script, data, tmp_path):
    def killed(epoch, figures, seconds):
        raise KeyboardInterrupt

    def run(name, **options):
        return script.train(
            NETWORK, data, epochs=2, seed=0, checkpoint=tmp_path / f"{name}.npz", **options
        )

    whole, curves = run("whole")
    with pytest.raises(KeyboardInterrupt):
        run("killed", report=killed)
    resumed, again = run("killed")
    assert again == curves
    assert len(curves["val_accuracy"]) == 2
    for one, other in zip(script.state(whole), script.state(resumed), strict=True):
        np.testing.assert_array_equal(np.asarray(one), np.asarray(other))
    with pytest.raises(SystemExit, match="of another run: its epochs is 2, not 3"):
        script.train(NETWORK, data, epochs=3, seed=0, checkpoint=tmp_path / "whole.npz")


def test_augmented_images_are_flipped_and_shifted_by_four_pixels_at_most(script):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (200, 12, 12, 3), dtype=np.uint8)
    padded = np.pad(images, ((0, 0), (4, 4), (4, 4), (0, 0)), mode="reflect")
    flips = 0
    for image, wide in zip(script.augmented(images, rng), padded, strict=True):
        windows = [wide[i : i + 12, j : j + 12] for i in range(9) for j in range(9)]
        straight = any(np.array_equal(image, window) for window in windows)
        assert straight or any(np.array_equal(image[:, ::-1], window) for window in windows)
        flips += not straight
    assert 70 < flips < 130
