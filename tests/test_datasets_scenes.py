"""Scenes: squares of pixels, and parts that lie apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import datasets
from course_lib.datasets.scenes import Scene, by_region
from course_lib.datasets.source import Sizes


def a_scene(labels):
    """Return a scene whose one band counts the pixels, so that each can be found again."""
    labels = np.asarray(labels)
    return Scene(
        name="made up",
        cube=np.arange(labels.size, dtype=np.uint16).reshape(*labels.shape, 1),
        labels=labels,
        class_names=("one", "two"),
        wavelengths=np.array([500.0]),
        licence="",
        source="",
    )


def test_squares_are_numbered_row_by_row():
    scene = a_scene([[1, 1, 2], [0, 1, 2], [2, 0, 1]])
    assert scene.regions(side=2).tolist() == [0, 0, 1, 0, 1, 2, 3]
    assert scene.regions(side=3).tolist() == [0] * 7
    assert len(set(scene.regions(side=1).tolist())) == 7
    with pytest.raises(ValueError, match="side must be an integer of at least 1, got 0"):
        scene.regions(side=0)


def test_the_fields_are_those_of_the_survey():
    scene = datasets.scene("indian-pines")
    assert scene.cube.shape == (145, 145, 200)
    assert (int(scene.cube.min()), int(scene.cube.max())) == (955, 9604)
    counts = [1428, 830, 483, 730, 478, 972, 2455, 593, 1265]
    assert np.bincount(scene.labels.ravel())[1:].tolist() == counts
    assert len(scene.pixels()[1]) == sum(counts) == len(scene.regions())
    assert np.all(np.diff(scene.wavelengths) > 9)


@pytest.mark.parametrize("name", ["indian-pines", "pavia-like"])
def test_regions_lie_apart_and_pixels_at_random_do_not(name):
    scene = datasets.scene(name)
    x, _ = scene.pixels()
    where = {pixel.tobytes(): place for pixel, place in zip(x, scene.regions(), strict=True)}

    def shared(data):
        held = {
            part: {(where[pixel.tobytes()], label) for pixel, label in zip(*split, strict=True)}
            for part, split in data.splits.items()
        }
        return [
            len(held[a] & held[b])
            for a, b in (("train", "validation"), ("train", "test"), ("validation", "test"))
        ]

    apart = datasets.load(name, scaled=False, regions=True)
    assert shared(apart) == [0, 0, 0]
    assert np.bincount(apart.train.y).tolist() == [225] * 9
    assert np.bincount(apart.validation.y).tolist() == [25] * 9
    assert min(np.bincount(apart.test.y)) > 0
    assert min(shared(datasets.load(name, scaled=False))) > 20
    again = datasets.load(name, scaled=False, regions=True)
    np.testing.assert_array_equal(again.test.x, apart.test.x)
    other = datasets.load(name, scaled=False, regions=True, seed=1)
    assert not np.array_equal(other.train.x, apart.train.x)


def test_a_test_set_by_region_can_be_smaller():
    data = datasets.load("indian-pines", regions=True, test=900)
    assert len(data.test) == 900
    with pytest.raises(ValueError, match=r"test must be at most the .* pixels left, got 6,984"):
        datasets.load("indian-pines", regions=True, test=6984)


def test_what_has_no_map_has_no_regions():
    with pytest.raises(ValueError, match="regions must be False for 'digits': only 'pavia-like'"):
        datasets.load("digits", regions=True)


def test_a_class_of_one_square_cannot_be_cut():
    scene = a_scene(np.tile([[1, 2]], (6, 3)))
    with pytest.raises(ValueError, match=r"train must leave a square of class 0 \(one\)"):
        by_region(scene, Sizes(4, 2, None), np.random.default_rng(0))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 30))
def test_every_part_has_what_was_asked(seed, train, validation):
    rng = np.random.default_rng(seed)
    scene = a_scene(rng.integers(1, 3, (60, 60)))
    parts = by_region(scene, Sizes(2 * train, 2 * validation, None), rng)
    assert np.bincount(parts["train"].y).tolist() == [train] * 2
    assert np.bincount(parts["validation"].y).tolist() == [validation] * 2
    pixels = np.concatenate([part.x[:, 0] for part in parts.values()])
    assert len(np.unique(pixels)) == len(pixels)
