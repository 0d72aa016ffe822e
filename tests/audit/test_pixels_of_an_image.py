"""Pixels of one image, parted at random or by blocks: neighbours are relatives."""

import numpy as np
import pytest
from scipy.io import savemat
from scipy.ndimage import gaussian_filter

from course_lib.audit.running import audit_cells

READ = {
    "matlab": 'from scipy.io import loadmat\ncube = loadmat("scene.mat")["scene"]',
    "numpy": 'cube = np.load("scene.npy")',
    "archive": 'cube = np.load("scene.npz")["scene"]',
}
MADE = {
    "pixels": "X = cube.reshape(-1, cube.shape[2])",
    "scaled": "X = cube[cube.sum(axis=2) > -9]\nX = (X - X.min()) / (X.max() - X.min())",
    "components": "from sklearn.decomposition import PCA\n"
    "X = PCA(10, random_state=0).fit_transform(cube.reshape(-1, cube.shape[2]))",
}
AT_RANDOM = "train = np.random.default_rng(0).random(len(X)) < 0.1"
BLOCKS = """
line, column = np.indices(cube.shape[:2]).reshape(2, -1) // 16
train = np.random.default_rng(0).random((5, 5))[line, column] < 0.4
"""
JUDGED = """
from sklearn.neighbors import KNeighborsClassifier
print(KNeighborsClassifier(3).fit(X[train], y[train]).score(X[~train], y[~train]))
"""


@pytest.fixture
def image(tmp_path, monkeypatch):
    """Return a function that writes an image, smooth or not, in three kinds of files."""
    monkeypatch.chdir(tmp_path)

    def write(*, smooth):
        cube = np.random.default_rng(0).normal(size=(70, 75, 20))
        if smooth:
            cube = 5 * gaussian_filter(cube, (4, 4, 1)) + 0.05 * np.roll(cube, 9, axis=(0, 1))
        cube = (cube / np.abs(cube).max()).astype(np.float32)
        savemat("scene.mat", {"scene": cube})
        np.save("scene.npy", cube)
        np.savez("scene.npz", scene=cube)

    return write


def told(read, made, parted):
    cells = ["import numpy as np", READ[read], MADE[made] + "\ny = np.arange(len(X)) // 1313"]
    report = audit_cells([*cells, parted, JUDGED])
    assert report.error == ""
    return [one for one in report.findings if one.name in ("groups-apart", "twins-trained")]


@pytest.mark.parametrize(
    ("read", "made"), [("matlab", "pixels"), ("numpy", "scaled"), ("archive", "components")]
)
def test_pixels_parted_at_random_have_neighbours_in_training(image, read, made):
    image(smooth=True)
    (found,) = told(read, made, AT_RANDOM)
    assert found.name == "groups-apart"
    assert "touches one trained on" in found.says
    assert found.evidence["share"] == pytest.approx(1 - 0.9**8, abs=0.05)


@pytest.mark.parametrize(("read", "made"), [("matlab", "pixels"), ("numpy", "scaled")])
def test_blocks_that_lie_apart_are_left_in_peace(image, read, made):
    image(smooth=True)
    assert told(read, made, BLOCKS) == []


def test_pixels_that_do_not_resemble_their_neighbours_are_no_relatives(image):
    image(smooth=False)
    assert told("numpy", "pixels", AT_RANDOM) == []
