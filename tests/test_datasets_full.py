import contextlib
import hashlib
import http.server
import io
import pickle
import socket
import tarfile
import threading

import numpy as np
import pytest
import scipy.io

from course_lib import datasets
from course_lib.datasets.download import RemoteFile, download

N_TRAIN, N_TEST = 60, 30


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Give each test a COURSE_DATA and a cache of its own, and no way to the network."""
    for variable in ("COURSE_DATA", "COURSE_CACHE"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
        (tmp_path / variable).mkdir()
    monkeypatch.setenv("COURSE_MIRROR", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "COURSE_DATA"


def closed_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves `content` under any path but /missing, and breaks off under /short."""

    content = b"the published bytes" * 1000

    def do_GET(self):
        if self.path.startswith("/missing"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content[:5000] if "short" in self.path else self.content)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def images(n, shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, *shape), dtype=np.uint8)


def arrays(shape, labels=np.uint8):
    return {
        "x_train": images(N_TRAIN, shape),
        "y_train": (np.arange(N_TRAIN) % 10).astype(labels),
        "x_test": images(N_TEST, shape, seed=1),
        "y_test": (np.arange(N_TEST) % 10).astype(labels),
    }


def write_batches(folder):
    """Write CIFAR-10 as its author does: six pickles of flat images and a list of labels."""
    folder.mkdir(parents=True)
    for number, name in enumerate([*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]):
        batch = {
            b"data": images(20, (3072,), seed=number),
            b"labels": [k % 10 for k in range(20)],
            b"batch_label": b"one of six",
        }
        (folder / name).write_bytes(pickle.dumps(batch, protocol=4))


def write_scene(place, **changed):
    cube, labels = datasets.generate_scene(height=64, width=64, seed=0)
    content = {"paviaU": cube, "paviaU_gt": labels.astype(np.uint8)} | changed
    scipy.io.savemat(place / "PaviaU.mat", {"paviaU": content["paviaU"]})
    scipy.io.savemat(place / "PaviaU_gt.mat", {"paviaU_gt": content["paviaU_gt"]})


SMALL = {"train": 40, "validation": 10}


@pytest.mark.parametrize(
    ("name", "shape", "labels"),
    [
        ("mnist", (28, 28), (-1,)),
        ("cifar10", (32, 32, 3), (-1,)),
        ("cifar10", (32, 32, 3), (-1, 1)),
    ],
)
def test_npz_keeps_the_published_test_set(place, name, shape, labels):
    stored = arrays(shape)
    stored |= {key: stored[key].reshape(labels) for key in ("y_train", "y_test")}
    np.savez(place / f"{name}.npz", **stored)
    data = datasets.load(name, scaled=False, **SMALL)
    assert data.input_shape == (*shape, 1)[:3]
    assert [len(part) for part in data.splits.values()] == [40, 10, N_TEST]
    assert np.bincount(data.validation.y).tolist() == [1] * 10
    np.testing.assert_array_equal(data.test.x.squeeze(), stored["x_test"])
    known = {x.tobytes() for x in stored["x_train"]}
    assert all(x.tobytes() in known for x in np.concatenate([data.train.x, data.validation.x]))
    assert len(datasets.load(name, validation=0.1).train) == N_TRAIN - 9
    assert datasets.fetch(name) == place / f"{name}.npz"


def test_a_test_size_pools_and_cuts_anew(place):
    np.savez(place / "mnist.npz", **arrays((28, 28)))
    data = datasets.load("mnist", train=30, validation=10, test=50)
    assert [len(part) for part in data.splits.values()] == [30, 10, 50]


def test_the_cache_is_looked_into_after_course_data(place, monkeypatch):
    np.savez(place / "mnist.npz", **arrays((28, 28)))
    monkeypatch.delenv("COURSE_DATA")
    with pytest.raises(
        datasets.DataUnavailableError, match="a folder that you name in COURSE_DATA"
    ):
        datasets.load("mnist")
    (place.parent / "COURSE_CACHE" / "data").mkdir(exist_ok=True)
    (place / "mnist.npz").rename(place.parent / "COURSE_CACHE" / "data" / "mnist.npz")
    assert len(datasets.load("mnist", **SMALL).test) == N_TEST


@pytest.mark.parametrize("form", ["folder", "keras", "archive", "keras archive"])
def test_cifar10_is_read_as_its_author_packs_it(place, form):
    folder = place / "cifar-10-batches-py"
    if form == "keras":
        folder = place / "cifar-10-batches-py-target" / "cifar-10-batches-py"
    write_batches(folder)
    if "archive" in form:
        name = (
            "cifar-10-python.tar.gz" if form == "archive" else "cifar-10-batches-py-target_archive"
        )
        with tarfile.open(place / name, "w:gz") as archive:
            archive.add(folder, "cifar-10-batches-py")
        for batch in folder.iterdir():
            batch.unlink()
        folder.rmdir()
    data = datasets.load("cifar10", scaled=False, **SMALL)
    assert [len(part) for part in data.splits.values()] == [40, 10, 20]
    flat = data.test.x.transpose(0, 3, 1, 2).reshape(20, -1)
    np.testing.assert_array_equal(flat, images(20, (3072,), seed=5))
    assert {row["name"]: row["present"] for row in datasets.listing()}["cifar10"]


def test_cifar10_pickles_cannot_run_code(place):
    class Attack:
        def __reduce__(self):
            return (open, (str(place / "owned"), "w"))

    folder = place / "cifar-10-batches-py"
    write_batches(folder)
    (folder / "test_batch").write_bytes(pickle.dumps(Attack()))
    with pytest.raises(datasets.DataUnavailableError, match="UnpicklingError"):
        datasets.load("cifar10")
    assert not (place / "owned").exists()


def test_cifar10_without_a_batch_says_so(place):
    write_batches(place / "cifar-10-batches-py")
    (place / "cifar-10-batches-py" / "data_batch_3").unlink()
    with pytest.raises(datasets.DataUnavailableError, match="FileNotFoundError"):
        datasets.load("cifar10")
    with tarfile.open(place / "cifar-10-python.tar.gz", "w:gz") as archive:
        for name in [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]:
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.type = tarfile.DIRTYPE
            archive.addfile(member, io.BytesIO())
    (place / "cifar-10-batches-py").rename(place / "away")
    with pytest.raises(datasets.DataUnavailableError, match="KeyError"):
        datasets.load("cifar10")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"x_train": np.zeros((60, 28), dtype=np.uint8)}, r"images uint8 \(60, 28\)"),
        ({"x_train": np.zeros((60, 28, 28))}, "images float64"),
        ({"x_test": np.zeros((0, 28, 28), dtype=np.uint8)}, r"images uint8 \(0, 28, 28\)"),
        ({"y_train": np.zeros(3, dtype=int)}, r"labels int64 \(3,\)"),
        ({"y_train": np.zeros(60)}, "labels float64"),
        ({"y_train": np.full(60, 10)}, "labels from 10 to 10"),
        ({"y_train": np.array([object()] * 60)}, "ValueError on reading"),
    ],
)
def test_a_file_that_holds_something_else_is_one_clear_error(place, changed, says):
    np.savez(place / "mnist.npz", **(arrays((28, 28)) | changed))
    with pytest.raises(datasets.DataUnavailableError, match=f"cannot be used .{says}.*sha256:731c"):
        datasets.load("mnist")


@pytest.mark.parametrize("content", [b"", b"<html>not found</html>", b"PK\x03\x04" + bytes(99)])
@pytest.mark.parametrize("name", ["mnist.npz", "cifar-10-python.tar.gz", "PaviaU.mat"])
def test_a_damaged_file_is_one_clear_error(place, name, content):
    write_scene(place)
    (place / name).write_bytes(content)
    known = {"mnist.npz": "mnist", "PaviaU.mat": "pavia"}
    with pytest.raises(datasets.DataUnavailableError, match=f"{name} cannot be used .* fetch"):
        datasets.load(known.get(name, "cifar10"))


def test_pavia_from_its_two_files(place):
    write_scene(place)
    data = datasets.load("pavia", train=90, validation=18)
    assert np.bincount(data.train.y).tolist() == [10] * 9
    assert np.bincount(data.validation.y).tolist() == [2] * 9
    assert data.input_shape == (103,)
    scene = datasets.scene("pavia")
    assert scene.cube.shape == (64, 64, 103)
    assert sum(len(part) for part in data.splits.values()) == np.count_nonzero(scene.labels)
    assert datasets.fetch("pavia") == place / "PaviaU.mat"
    assert {row["name"]: row["present"] for row in datasets.listing()}["pavia"]
    with pytest.raises(ValueError, match=r"train must take at most .* to be balanced"):
        datasets.load("pavia", train=2700, validation=9)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"paviaU": np.zeros((64, 64, 5))}, "paviaU is float64"),
        ({"paviaU": np.array(["text"])}, "paviaU is <U4"),
        ({"paviaU_gt": np.zeros((3, 3), dtype=int)}, "paviaU_gt is int64"),
        ({"paviaU_gt": np.full((64, 64), 12)}, "labels from 12 to 12"),
    ],
)
def test_pavia_files_that_hold_something_else(place, changed, says):
    write_scene(place, **changed)
    with pytest.raises(datasets.DataUnavailableError, match=f"cannot be used .{says}"):
        datasets.load("pavia")


def test_pavia_is_never_downloaded_unchecked(place):
    for attempt in (datasets.load, datasets.fetch, datasets.scene):
        with pytest.raises(
            datasets.DataUnavailableError, match=r"no checksum .*PaviaU.*COURSE_DATA"
        ):
            attempt("pavia")
    assert not list(place.iterdir())


def published(address, path="good", **changed):
    checksum = f"sha256:{hashlib.sha256(Handler.content).hexdigest()}"
    fields = {"name": "set.npz", "url": f"{address}/{path}/set.npz", "checksum": checksum}
    return RemoteFile(**(fields | changed))


def test_a_download_arrives_whole(address, place, monkeypatch):
    monkeypatch.delenv("COURSE_MIRROR")
    path = download(published(address), place / "new")
    assert path.read_bytes() == Handler.content
    assert path.stat().st_mode & 0o044 == 0o044
    assert [file.name for file in (place / "new").iterdir()] == ["set.npz"]


def test_a_mirror_is_asked_instead(address, place, monkeypatch):
    monkeypatch.setenv("COURSE_MIRROR", f"{address}/good/")
    file = published("http://elsewhere.invalid")
    assert download(file, place).read_bytes() == Handler.content


@pytest.mark.parametrize(
    ("path", "changed", "says"),
    [
        ("short", {}, "the connection failed or broke off"),
        ("good", {"checksum": "md5:" + "0" * 32}, "not the published file"),
        ("missing", {}, "the server answered 404 Not Found"),
        ("good", {"url": "nonsense://x/set.npz"}, "could not be fetched"),
    ],
)
def test_a_failed_download_leaves_nothing(address, place, monkeypatch, path, changed, says):
    monkeypatch.delenv("COURSE_MIRROR")
    with pytest.raises(datasets.DataUnavailableError, match=says) as caught:
        download(published(address, path, **changed), place)
    message = str(caught.value)
    assert "put it as set.npz into COURSE_DATA" in message
    assert message.count("\n") == 0
    assert not list(place.iterdir())


def test_no_network_says_what_to_do_by_hand(place):
    for attempt in (datasets.load, datasets.fetch):
        with pytest.raises(datasets.DataUnavailableError) as caught:
            attempt("mnist")
        for part in ("mnist.npz", "https://", "sha256:731c5ac6", "COURSE_DATA", str(place)):
            assert part in str(caught.value)
        with pytest.raises(datasets.DataUnavailableError, match=r"cifar-10-python\.tar\.gz"):
            attempt("cifar10")
    assert not list(place.iterdir())


def test_a_changed_full_set_is_refused(address, place, monkeypatch):
    monkeypatch.setenv("COURSE_MIRROR", address)
    with pytest.raises(datasets.DataUnavailableError, match="not the published file"):
        datasets.fetch("mnist")
    assert not list(place.iterdir())


def test_a_folder_that_cannot_be_written_says_so(address, place, monkeypatch):
    monkeypatch.delenv("COURSE_MIRROR")
    blocked = place / "file"
    blocked.write_text("in the way")
    with pytest.raises(datasets.DataUnavailableError, match="cannot be written"):
        download(published(address), blocked)
    assert blocked.read_text() == "in the way"
