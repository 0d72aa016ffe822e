"""Noise on small regions of images."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from course_lib import arguments
from course_lib.noise.affected import Affected
from course_lib.noise.chunks import LARGEST, perturbed, sample_array
from course_lib.noise.documenting import documented
from course_lib.noise.draws import uniforms
from course_lib.noise.scale import warn_of_size

__all__ = ["regional"]


@documented
def regional(
    x: npt.ArrayLike,
    *,
    regions: int = 3,
    size: int | tuple[int, int] = 5,
    reach: float = 0.1,
    samples: float = 1.0,
    bands: float = 1.0,
    pixels: float = 1.0,
    same_for_all: bool = False,
    clip: tuple[float, float] | None = None,
    out: np.ndarray | None = None,
    seed: int | np.random.Generator | None = 0,
    threads: int | None = None,
) -> np.ndarray:
    """Change every value of a few random regions of each image by a uniform, bounded amount.

    Regions lie anywhere inside the image, drawn anew for each, and add up where they overlap.

    Parameters
    ----------
    x : array_like of uint8, float16, float32 or float64
        Grey images (N, H, W) or images (N, H, W, C).
    regions : int
        Number of regions an image.
    size : int or pair of int
        Height and width of a region, in pixels.
    reach : float
        Largest change by one region, up or down, in `x`'s unit.
    %(affected)s
    %(options)s

    %(result)s

    References
    ----------
    Document S2: three regions of 5 x 5 pixels, 25 of 255 up or down.

    Examples
    --------
    >>> import numpy as np
    >>> noisy = regional(np.zeros((1, 9, 9)), regions=1, size=(2, 3), reach=1, seed=0)
    >>> int((noisy != 0).sum())
    6
    """
    x = sample_array(x)
    if x.ndim == 2:
        raise ValueError(f"x must be images (N, H, W) or (N, H, W, C), got shape {x.shape}")
    regions = arguments.integer(regions, "regions", low=0, high=10_000)
    height, width = _size(size, x.shape)
    reach = arguments.number(reach, "reach", low=0, high=LARGEST)
    warn_of_size(reach, "reach", x)

    def kernel(source: np.ndarray, rng: np.random.Generator, result: np.ndarray) -> None:
        result[...] = source
        n, high, wide = result.shape[:3]
        windows = sliding_window_view(result, (height, width), axis=(1, 2), writeable=True)
        image = np.arange(n)
        for _ in range(regions):
            top = rng.integers(0, high - height, n, endpoint=True)
            left = rng.integers(0, wide - width, n, endpoint=True)
            change = uniforms(rng, np.empty((n, *windows.shape[3:]), result.dtype))
            change -= result.dtype.type(0.5)
            change *= result.dtype.type(2 * reach)
            windows[image, top, left] += change

    affected = Affected(samples, bands, pixels, same_for_all)
    return perturbed(x, kernel, affected, clip=clip, out=out, seed=seed, threads=threads)


def _size(size: int | tuple[int, int], shape: tuple[int, ...]) -> tuple[int, int]:
    pair = size if isinstance(size, tuple | list) else (size, size)
    if len(pair) != 2:
        raise ValueError(f"size must be an integer or a pair, got {arguments.shown(size)}")
    height, width = (arguments.integer(side, "size", low=1) for side in pair)
    if height > shape[1] or width > shape[2]:
        raise ValueError(
            f"size must fit the images of {shape[1]} x {shape[2]} pixels, got {height} x {width}"
        )
    return height, width
