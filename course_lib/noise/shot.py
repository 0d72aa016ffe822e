"""Shot noise: light arrives in photons."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from course_lib import arguments
from course_lib.noise.affected import Affected
from course_lib.noise.chunks import perturbed, sample_array
from course_lib.noise.documenting import documented
from course_lib.noise.scale import warn_of_level

__all__ = ["shot"]

COUNTABLE = 1e15  # NumPy draws Poisson numbers as int64


@documented
def shot(
    x: npt.ArrayLike,
    *,
    photons: float = 100.0,
    full: float | None = None,
    samples: float = 1.0,
    bands: float = 1.0,
    pixels: float = 1.0,
    same_for_all: bool = False,
    clip: tuple[float, float] | None = None,
    out: np.ndarray | None = None,
    seed: int | np.random.Generator | None = 0,
    threads: int | None = None,
) -> np.ndarray:
    """Replace each value by a photon count whose mean is the value.

    The count follows Poisson's distribution, so a value v, as a share of `full`, gets the
    standard deviation sqrt(v / photons) and keeps its mean: bright pixels are noisier, dark ones
    noisier in proportion.

    Parameters
    ----------
    x : array_like of uint8, float16, float32 or float64
        Spectra (N, B), grey images (N, H, W) or images (N, H, W, C); not negative.
    photons : float
        Mean count at the value `full`; fewer are noisier.
    full : float, optional
        The value that counts as full brightness: 255 for uint8, 1 for floats when None.
    %(affected)s
    %(options)s

    %(result)s

    References
    ----------
    W. Schottky, Über spontane Stromschwankungen in verschiedenen Elektrizitätsleitern, 1918; the
    shot noise of document S0.

    Examples
    --------
    >>> import numpy as np
    >>> noisy = shot(np.full((1000, 50), 0.25), photons=100, seed=0)
    >>> print(f"{noisy.mean():.2f} {noisy.std():.2f}")
    0.25 0.05
    """
    x = sample_array(x)
    photons = arguments.number(photons, "photons", above=0)
    if full is None:
        full = 255.0 if x.dtype == np.uint8 else 1.0
    scale = photons / arguments.number(full, "full", above=0)
    if x.min() < 0:
        raise ValueError(f"x must not be negative for shot noise, got {x.min()} among its values")
    if not 0 < scale < np.inf or float(x.max()) * scale > COUNTABLE:
        raise ValueError(
            f"photons must give counts of at most {COUNTABLE:g}, "
            f"got {photons:g} at full={full:g} for values up to {x.max()}"
        )
    warn_of_level(full, "full", x)

    def kernel(source: np.ndarray, rng: np.random.Generator, result: np.ndarray) -> None:
        np.divide(rng.poisson(source.astype(np.float64) * scale), scale, out=result)

    affected = Affected(samples, bands, pixels, same_for_all)
    return perturbed(x, kernel, affected, clip=clip, out=out, seed=seed, threads=threads)
