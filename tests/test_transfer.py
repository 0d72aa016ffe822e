"""VGG16 from weights files, what it says of photographs, and training it on."""

from __future__ import annotations

import hashlib
import http.server
import pathlib
import threading

import h5py
import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from course_lib import models, transfer
from course_lib.datasets import DataUnavailableError
from course_lib.transfer import shipped

NETWORK = models.vgg16((32, 32, 3), 1000, width=1 / 16)

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 0),
    st.floats(),
    st.text("abc\0é", max_size=4),  # no slash: a search of the whole disk is no junk
    st.binary(max_size=4),
    st.lists(st.one_of(st.integers(-2, 2), st.floats(), st.text(max_size=2)), max_size=3),
    st.dictionaries(st.text(max_size=2), st.none(), max_size=2),
    st.sampled_from(
        [
            object(),
            keras.Sequential(),
            keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]),
            np.zeros(0),
            np.zeros((2, 0, 3)),
            np.full((2, 2), np.nan),
            np.full((2, 2), -1.0),
            np.zeros((2, 3, 4, 5)),
            np.zeros((1, 2, 3, 4, 5)),
            np.array(["a"]),
            np.array([1 + 2j]),
            [[1], [2, 3]],
            [np.zeros((2, 2)), 3],
        ]
    ),
)


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return transfer.vgg16(NETWORK, weights=None, seed=0)


@pytest.fixture(scope="module")
def published(model: keras.Model, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A file as keras.applications publishes it: layers by name, arrays named W and b."""
    path = tmp_path_factory.mktemp("weights") / "vgg16_weights.h5"
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"input_1", *(la.name.encode() for la in model.layers)]
        file.create_group("input_1").attrs["weight_names"] = np.array([], dtype="S1")
        for layer in model.layers:
            group = file.create_group(layer.name)
            names = [f"{layer.name}_{kind}_1:0" for kind in "Wb"[: len(layer.weights)]]
            group.attrs["weight_names"] = np.array([n.encode() for n in names], dtype="S40")
            for name, values in zip(names, layer.get_weights(), strict=True):
                group[name] = values
    return path


def same(one: keras.Model, other: keras.Model) -> bool:
    return all(
        np.array_equal(a, b) for a, b in zip(one.get_weights(), other.get_weights(), strict=True)
    )


def test_names_of_the_documents_classes():
    names = transfer.class_names()
    assert len(names) == 1000
    wanted = {
        "Doberman": 236,
        "Pembroke": 263,
        "golden_retriever": 207,
        "Border_collie": 232,
        "Great_Dane": 246,
        "Eskimo_dog": 248,
        "tench": 0,
        "abacus": 398,
        "toilet_tissue": 999,
    }
    assert {name: names.index(name) for name in wanted} == wanted
    assert [names[i] for i in (134, 517, 638, 639)] == ["crane", "crane", "maillot", "maillot"]
    assert len(set(names)) == 998
    things = [name.lower().replace("_", "").replace("-", "") for name in names[398:916]]
    assert [t.replace("'", "") for t in things] == sorted(t.replace("'", "") for t in things)


def test_preprocess_equals_keras():
    x = np.random.default_rng(0).integers(0, 256, (4, 9, 7, 3))
    ours = transfer.preprocess(x)
    theirs = keras.applications.vgg16.preprocess_input(x.astype(np.float32))
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert ours.dtype == np.float32
    with pytest.raises(ValueError, match="3 channels"):
        transfer.preprocess(np.zeros((2, 2)))
    with pytest.raises(ValueError, match="from 0 to 255"):
        transfer.preprocess(np.full((1, 3), 256))


@pytest.mark.parametrize("high", [1, 1.0, np.float32(0.3)])
def test_preprocess_warns_of_images_scaled_to_1(high):
    with pytest.warns(UserWarning, match="none is above .*: multiply by 255") as caught:
        transfer.preprocess(np.linspace(0, high, 12).reshape(2, 2, 3))
    assert caught[0].filename == __file__


@pytest.mark.parametrize("high", [0, 2, 255])
def test_preprocess_takes_black_and_dark_images_as_they_are(high, recwarn):
    transfer.preprocess(np.full((2, 2, 3), high))
    assert not recwarn


def test_published_layout_loads(model, published):
    digest = hashlib.sha256(published.read_bytes()).hexdigest()
    for checksum in (None, digest, f"sha256:{digest}"):
        assert same(model, transfer.vgg16(NETWORK, weights=published, checksum=checksum, seed=1))


def test_file_of_keras_itself_loads(model, tmp_path):
    model.save_weights(tmp_path / "three.weights.h5")
    model.save(tmp_path / "whole.h5")
    for name in ("three.weights.h5", "whole.h5"):
        assert same(model, transfer.vgg16(NETWORK, weights=str(tmp_path / name), seed=1))


def test_same_layers_as_keras_applications():
    theirs = keras.applications.VGG16(weights=None, include_top=False, input_shape=(32, 32, 3))
    ours = models.vgg16((32, 32, 3), include_top=False)
    assert [la.name for la in theirs.layers][1:] == list(ours.names)
    assert theirs.count_params() == ours.parameters


def test_whole_file_serves_the_network_without_head(model, published):
    headless = models.vgg16((64, 64, 3), width=1 / 16, include_top=False)
    loaded = transfer.vgg16(headless, weights=published)
    assert all(
        np.array_equal(a, b)
        for a, b in zip(loaded.get_weights(), model.get_weights(), strict=False)
    )


def test_file_that_does_not_fit_is_refused(model, published, tmp_path):
    small = models.vgg16((32, 32, 3), 7, width=1 / 16)
    with pytest.raises(ValueError, match=r"shapes \[\(256, 7\), \(7,\)\] for layer 'predictions'"):
        transfer.vgg16(small, weights=published)
    with pytest.raises(ValueError, match=r"checksum must be that of .* got sha256:00 where"):
        transfer.vgg16(NETWORK, weights=published, checksum="00")
    with pytest.raises(ValueError, match="must start with 'sha256:'"):
        transfer.vgg16(NETWORK, weights=published, checksum="crc:00")
    with pytest.raises(TypeError, match="checksum must be a string"):
        transfer.vgg16(NETWORK, weights=published, checksum=3)
    with pytest.raises(ValueError, match="checksum must be None unless"):
        transfer.vgg16(NETWORK, weights=None, checksum="00")
    headless = keras.Model(model.inputs[0], model.get_layer("block5_pool").output)
    headless.save_weights(tmp_path / "headless.weights.h5")
    with pytest.raises(ValueError, match="layers fc1, fc2, predictions, got"):
        transfer.vgg16(NETWORK, weights=tmp_path / "headless.weights.h5")


def test_refused_file_changes_nothing(published):
    small = models.vgg16((32, 32, 3), 7, width=1 / 16)
    one, other = small.build(seed=3), small.build(seed=3)
    with pytest.raises(ValueError, match="predictions"):
        transfer.load_weights(one, published)
    assert same(one, other)


@pytest.mark.parametrize("content", [b"", b"no HDF5", "half", "no weights", "texts"])
def test_damaged_file_is_refused(published, tmp_path, content):
    path = tmp_path / "weights.h5"
    if content == "half":
        path.write_bytes(published.read_bytes()[:5000])
    elif content == "no weights":
        h5py.File(path, "w").close()
    elif content == "texts":
        with h5py.File(path, "w") as file:
            file["layers/fc1/vars/0"] = "abc"
    else:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=r"path must be a (whole HDF5 file|file with weights)"):
        transfer.vgg16(NETWORK, weights=path)


@pytest.fixture
def offline(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("COURSE_MIRROR", "http://127.0.0.1:9")
    return tmp_path


def test_failed_download_says_what_to_fetch_and_where_to_put_it(offline):
    with pytest.raises(DataUnavailableError) as caught:
        transfer.vgg16()
    text = str(caught.value)
    assert "vgg16_weights_tf_dim_ordering_tf_kernels.h5" in text
    assert "COURSE_DATA" in text
    assert "md5:64373286793e3c8b2b4e3219cbf3544b" in text
    assert not list(offline.rglob("*.h5"))
    with pytest.raises(DataUnavailableError, match="notop"):
        transfer.vgg16(models.vgg16(include_top=False))


def test_changed_download_leaves_no_file(offline, monkeypatch):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"not the weights")

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("COURSE_MIRROR", f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(DataUnavailableError, match="checksum differs"):
            transfer.vgg16()
        server.shutdown()
    assert not [p for p in offline.rglob("*") if p.is_file()]


def test_nothing_is_downloaded_against_the_callers_will(offline):
    with pytest.raises(DataUnavailableError, match="say download=True"):
        transfer.vgg16(download=False)


@pytest.mark.parametrize("home", ["COURSE_DATA", "KERAS_HOME"])
def test_cached_imagenet_file_is_used(offline, published, monkeypatch, home, model):
    folder = offline / "here"
    place = folder / "models" if home == "KERAS_HOME" else folder
    place.mkdir(parents=True)
    (place / "vgg16_weights_tf_dim_ordering_tf_kernels.h5").write_bytes(published.read_bytes())
    monkeypatch.setenv(home, str(folder))
    assert same(model, transfer.vgg16(NETWORK, seed=4))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("photos")
    x = np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    (path / "sub").mkdir()
    Image.fromarray(x).save(path / "a.jpg")
    Image.fromarray(x[..., 0]).save(path / "sub" / "grey.png")
    (path / "broken.jpg").write_bytes((path / "a.jpg").read_bytes()[:700])
    (path / "empty.png").write_bytes(b"")
    (path / "text.png").write_text("hello")
    (path / "notes.txt").write_text("not an image")
    (path / ".hidden.png").write_text("hidden")
    return path


def test_classify_folder_reports_broken_files_and_classifies_the_rest(model, folder):
    found = transfer.classify(model, folder, top=3, batch_size=2)
    table, errors = found.table, found.errors
    assert list(table.columns) == ["file", "rank", "class", "name", "probability"]
    assert [pathlib.Path(f).name for f in table["file"]] == ["a.jpg"] * 3 + ["grey.png"] * 3
    assert table["rank"].tolist() == [1, 2, 3] * 2
    assert [transfer.class_names()[i] for i in table["class"]] == table["name"].tolist()
    assert table.groupby("file")["probability"].is_monotonic_decreasing.all()
    reasons = dict(
        zip((pathlib.Path(f).name for f in errors["file"]), errors["reason"], strict=True)
    )
    assert set(reasons) == {"broken.jpg", "empty.png", "text.png"}
    assert reasons["empty.png"] == "the file is empty"
    assert reasons["text.png"] == "not an image in a format that is read here"
    assert "truncated" in reasons["broken.jpg"]


def test_classify_agrees_with_the_model(model, folder):
    x, names, errors = transfer.read_images([folder / "a.jpg", folder / "gone.jpg"], size=32)
    assert names == [str(folder / "a.jpg")]
    assert errors == {str(folder / "gone.jpg"): "no such file"}
    row = model.predict(transfer.preprocess(x), verbose=0)[0]
    table = transfer.classify(model, str(folder / "a.jpg"), top=1000).table
    np.testing.assert_allclose(table["probability"], np.sort(row)[::-1], rtol=1e-4)
    assert table["class"][0] == row.argmax()


def test_classify_without_one_readable_file(model, folder):
    found = transfer.classify(model, [folder / "empty.png"])
    assert len(found.table) == 0
    assert list(found.table.columns) == ["file", "rank", "class", "name", "probability"]
    assert found.errors["reason"].tolist() == ["the file is empty"]


def test_classify_takes_arrays_and_refuses_a_missing_weights_file(model):
    x = np.random.default_rng(0).random((3, 40, 50))
    found = transfer.classify(model, x, top=1, batch_size=2)
    assert found.table["file"].tolist() == ["image 0", "image 1", "image 2"]
    assert len(found.errors) == 0
    with pytest.raises(ValueError, match=r"weights must be .* got 'gone\.h5'"):
        transfer.classify("gone.h5", x)


def test_classify_other_models():
    small = models.vgg16((32, 32, 3), 4, width=1 / 16).build(seed=0)
    names = ["a", "b", "c", "d"]
    table = transfer.classify(
        small, np.zeros((8, 8)), top=4, class_names=names, inputs="unit", fit="resize"
    ).table
    assert sorted(table["name"]) == names
    assert set(transfer.classify(small, np.zeros((8, 8)), top=4).table["name"]) == set("0123")
    with pytest.raises(ValueError, match="top must be at most 4"):
        transfer.classify(small, np.zeros((8, 8)))
    with pytest.raises(ValueError, match="class_names must have 4"):
        transfer.classify(small, np.zeros((8, 8)), class_names=["a"])
    with pytest.raises(ValueError, match=r"shape \(N, height, width, 3\)"):
        transfer.classify(models.mlp(4, 3).build(), np.zeros((8, 8)))
    headless = models.vgg16((32, 32, 3), width=1 / 16, include_top=False).build()
    with pytest.raises(ValueError, match="one row of probabilities"):
        transfer.classify(headless, np.zeros((8, 8)))


def test_decode_ranks_and_breaks_ties_by_class():
    table = transfer.decode([[0.2, 0.4, 0.4], [1, 0, 0]], top=2, files=["x", "y"])
    assert table["class"].tolist() == [1, 2, 0, 1]
    assert table["file"].tolist() == ["x", "x", "y", "y"]
    assert transfer.decode(np.eye(1000)[[236]], top=1)["name"][0] == "Doberman"


def test_logits_are_no_probabilities():
    with pytest.raises(ValueError, match="from 0 to 1, got -3 to 5: end the model in softmax"):
        transfer.decode([[5.0, -3.0]], top=1)


CALLS = {
    "vgg16 network": lambda m, j: transfer.vgg16(j if j is not None else 3, weights=None),
    "vgg16 weights": lambda m, j: transfer.vgg16(NETWORK, weights=j if j is not None else 3),
    "load_weights": lambda m, j: transfer.load_weights(m, j),
    "load_weights model": lambda m, j: transfer.load_weights(j, "x"),
    "classify images": lambda m, j: transfer.classify(m, j),
    "classify model": lambda m, j: transfer.classify(3 if j is None else j, np.zeros((4, 4))),
    "classify top": lambda m, j: transfer.classify(m, np.zeros((4, 4)), top=j),
    "classify batch": lambda m, j: transfer.classify(m, np.zeros((4, 4)), batch_size=j),
    "classify fit": lambda m, j: transfer.classify(m, np.zeros((4, 4)), fit=j, inputs=j),
    "classify names": lambda m, j: transfer.classify(m, np.zeros((4, 4)), class_names=j),
    "decode": lambda m, j: transfer.decode(j, top=1),
    "decode top": lambda m, j: transfer.decode([[1, 0]], top=j, files=j),
    "features": lambda m, j: transfer.features(m, j, layer="block1_pool"),
    "features model": lambda m, j: transfer.features(j, np.zeros((4, 4))),
    "features layer": lambda m, j: transfer.features(m, np.zeros((4, 4)), layer=j, operation=j),
    "new_head": lambda m, j: transfer.new_head(j, 3),
    "new_head classes": lambda m, j: transfer.new_head(m, j, seed=j),
    "new_head hidden": lambda m, j: transfer.new_head(m, 2, hidden=j, dropout=j),
    "fine_tune": lambda m, j: transfer.fine_tune(j),
    "fine_tune blocks": lambda m, j: transfer.fine_tune(m, blocks=j),
    "preprocess": lambda m, j: transfer.preprocess(j),
    "read_images": lambda m, j: transfer.read_images(j),
    "read_images size": lambda m, j: transfer.read_images(np.zeros((4, 4)), size=j, fit=j),
}


def sentence(call, *arguments) -> str:
    """Return the error's sentence; whatever else escapes fails the test."""
    try:
        call(*arguments)
    except (TypeError, ValueError) as error:
        return str(error)
    return "must have been good"


@pytest.mark.parametrize("name", CALLS)
@settings(deadline=None, max_examples=12)
@given(junk=JUNK)
def test_junk_gives_one_clear_error(name, junk, model):
    assert "must" in sentence(CALLS[name], model, junk)


def test_saved_weights_are_loaded_again_by_layer(tmp_path):
    network = models.vgg16((32, 32, 3), 4, width=1 / 32, dense=64, normalization="batch")
    one, other = (network.build(seed=seed) for seed in (0, 1))
    file = tmp_path / "small.npz"
    shipped.save(one, {"epochs": 0}, file)
    loaded = transfer.vgg16(network, weights=file, checksum=shipped.card(file)["sha256"])
    for before, after in zip(one.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_allclose(after, before, rtol=1e-3, atol=1e-6)
    assert all(np.array_equal(w, w.astype(np.float16)) for w in loaded.get_weights() if w.ndim > 1)
    transfer.load_weights(other, file)
    assert all(map(np.array_equal, other.get_weights(), loaded.get_weights()))
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ValueError, match=r"whole \.npz file"):
        transfer.load_weights(other, file)


def test_the_courses_own_weights_come_with_their_network(tmp_path, monkeypatch):
    file = tmp_path / "own.npz"
    monkeypatch.setattr(shipped, "WEIGHTS", file)
    shipped.save(shipped.network().build(seed=3), {}, file)
    model = transfer.vgg16(weights="cifar10")
    assert model.output_shape == (None, 10)
    kernel = shipped.network().build(seed=3).get_weights()[0]
    np.testing.assert_array_equal(model.get_weights()[0], kernel.astype(np.float16))
    with pytest.raises(ValueError, match="checksum must be None"):
        transfer.vgg16(weights="cifar10", checksum="sha256:0")
    file.write_bytes(file.read_bytes() + b"0")
    with pytest.raises(ValueError, match="checksum must be that of"):
        transfer.vgg16(weights="cifar10")


def test_weights_that_float16_cannot_hold_are_not_written(tmp_path):
    model = models.mlp(4, 3).build()
    model.layers[-1].kernel.assign(model.layers[-1].kernel + 70_000)
    with pytest.raises(ValueError, match=r"float16 can hold, got others in .*/kernel"):
        shipped.save(model, {}, tmp_path / "mlp.npz")
    assert not list(tmp_path.iterdir())


def test_the_shipped_weights_are_those_of_their_card():
    model, card = transfer.vgg16(weights="cifar10"), transfer.card()
    assert abs(card["test_accuracy"] - card["validation_accuracy"]) < 0.03
    assert card["parameters"] == model.count_params()
    assert len(card["class_names"]) == model.output_shape[1]
    assert shipped.WEIGHTS.stat().st_size < 4_000_000
