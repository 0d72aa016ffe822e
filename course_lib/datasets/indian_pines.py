"""Real hyperspectral pixels: fields in Indiana, from an aeroplane, as tensorly ships them."""

from __future__ import annotations

import importlib.util
import pathlib

import numpy as np

from course_lib.datasets.scenes import Scene, by_pixel, by_region
from course_lib.datasets.source import Sizes, Source

__all__ = ["INDIAN_PINES", "indian_pines"]

# Of the sixteen classes, those with 400 pixels or more: enough for S0's 250 training pixels.
_KEPT = {
    2: "corn, no till",
    3: "corn, minimum till",
    5: "grass, pasture",
    6: "grass, trees",
    8: "hay, windrowed",
    10: "soybean, no till",
    11: "soybean, minimum till",
    12: "soybean, clean till",
    14: "woods",
}
_BANDS = 220  # of the sensor; the twenty that only water vapour is seen in are left out
_LEFT_OUT = (*range(103, 108), *range(149, 163), 219)


def indian_pines() -> Scene:
    """Return the scene, with only the nine classes that are kept on its map.

    Returns
    -------
    Scene
        145 x 145 pixels, 200 bands; wavelengths in even steps.
    """
    folder = _folder()
    labels = np.load(folder / "Indian_pines_gt.npy")
    kept = np.zeros(256, dtype=np.int64)
    kept[list(_KEPT)] = np.arange(1, len(_KEPT) + 1)
    return Scene(
        name=INDIAN_PINES.name,
        cube=np.load(folder / "Indian_pines_corrected.npy"),
        labels=kept[labels],
        class_names=INDIAN_PINES.class_names,
        wavelengths=np.delete(np.linspace(400, 2500, _BANDS, dtype=np.float32), _LEFT_OUT),
        licence=INDIAN_PINES.licence,
        source=INDIAN_PINES.source,
    )


def _folder() -> pathlib.Path:
    found = importlib.util.find_spec("tensorly")  # its import would cost a second
    assert found is not None
    assert found.origin is not None
    return pathlib.Path(found.origin).parent / "datasets" / "data"


INDIAN_PINES = Source(
    name="indian-pines",
    kind="embedded",
    samples=9234,
    class_names=tuple(_KEPT.values()),
    licence="CC BY 3.0",
    source="Baumgardner, Biehl and Landgrebe (2015), 220 band AVIRIS hyperspectral image data set: "
    "June 12, 1992 Indian Pine test site 3, doi:10.4231/R7RX991C; as tensorly ships it",
    description="spectra of 200 bands from 400 to 2500 nm, real fields and woods; the nine classes "
    "with 400 pixels or more; balanced training and validation samples",
    maximum=10_000,
    sizes=Sizes(train=2025, validation=225, test=None),
    draw=lambda sizes, rng: by_pixel(indian_pines(), sizes, rng),
    draw_regions=lambda sizes, rng: by_region(indian_pines(), sizes, rng),
)
