"""Patches of ten real photographs that scikit-image and scikit-learn install with themselves.

Which photograph a patch is from is its class. The three splits come from three strips of each
photograph, so no pixel of a validation or test patch was ever trained on.
"""

from __future__ import annotations

import numpy as np

from course_lib.datasets.source import Sizes, Source
from course_lib.datasets.split import Split

__all__ = ["PHOTOS"]

SIDE = 32
NAMES = (
    "astronaut",
    "cat",
    "coffee",
    "deep field",
    "tissue",
    "motorcycle",
    "retina",
    "rocket",
    "temple",
    "flower",
)
# Shares of the width: where each split's strip begins and ends.
STRIPS = {"train": (0.0, 0.6), "validation": (0.6, 0.75), "test": (0.75, 1.0)}


def _photographs() -> list[np.ndarray]:
    from skimage import data
    from sklearn.datasets import load_sample_image

    return [
        data.astronaut(),
        data.chelsea(),
        data.coffee(),
        data.hubble_deep_field(),
        data.immunohistochemistry(),
        data.stereo_motorcycle()[0],
        data.retina(),
        data.rocket(),
        load_sample_image("china.jpg"),
        load_sample_image("flower.jpg"),
    ]


def _draw(sizes: Sizes, rng: np.random.Generator) -> dict[str, Split]:
    photographs = _photographs()
    return {
        name: _patches(photographs, STRIPS[name], count, name, rng)
        for name, count in sizes.counts(PHOTOS.samples).items()
    }


def _patches(
    photographs: list[np.ndarray],
    strip: tuple[float, float],
    count: int,
    name: str,
    rng: np.random.Generator,
) -> Split:
    """Cut `count` different patches out of one strip, as equal a number from each photograph."""
    each = np.full(len(photographs), count // len(photographs))
    each[: count % len(photographs)] += 1
    found = []
    for photograph, number in zip(photographs, each, strict=True):
        left, right = (round(share * photograph.shape[1]) for share in strip)
        windows = np.lib.stride_tricks.sliding_window_view(
            photograph[:, left:right], (SIDE, SIDE), axis=(0, 1)
        )
        rows, columns = windows.shape[:2]
        if number > rows * columns:
            raise ValueError(
                f"{name} must ask for at most {rows * columns} patches a photograph, got {number}"
            )
        at = rng.choice(rows * columns, number, replace=False)
        found.append(np.moveaxis(windows[at // columns, at % columns], 1, -1))
    order = rng.permutation(count)
    y = np.repeat(np.arange(len(photographs)), each)
    return Split(np.concatenate(found)[order], y[order])


PHOTOS = Source(
    name="photos",
    kind="embedded",
    samples=6000,
    class_names=NAMES,
    licence="public domain or CC0, but for temple and flower (CC BY 2.0) and motorcycle "
    "(Middlebury 2014 stereo benchmark, no licence stated)",
    source="photographs shipped with scikit-image (astronaut, chelsea, coffee, hubble_deep_field, "
    "immunohistochemistry, stereo_motorcycle, retina, rocket) and scikit-learn (china, flower)",
    description="32 x 32 colour patches of ten photographs; the class is the photograph; training "
    "patches from the left 60 % of each, validation from the next 15 %, test from the right 25 %",
    maximum=255,
    sizes=Sizes(train=None, validation=1000, test=1000),
    draw=_draw,
)
