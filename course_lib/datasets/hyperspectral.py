"""A generated hyperspectral scene, in the layout of Pavia University and about as hard.

Each pixel is a linear mixture of the materials around it, lit unevenly, seen through a sensor with
noise. Several classes look much alike: asphalt and bitumen, gravel and bricks, meadows and trees.
"""

from __future__ import annotations

import numpy as np

from course_lib import arguments

__all__ = ["BANDS", "CLASS_NAMES", "MAXIMUM", "WAVELENGTHS", "generate_scene"]

BANDS = 103
MAXIMUM = 8000
CLASS_NAMES = (
    "asphalt",
    "meadows",
    "gravel",
    "trees",
    "painted metal sheets",
    "bare soil",
    "bitumen",
    "self-blocking bricks",
    "shadows",
)
# Shares of the regions, unequal as in a real town; the last is unlabelled ground.
_FREQUENCIES = np.array([15, 20, 8, 9, 6, 11, 7, 10, 6, 8])
WAVELENGTHS = np.linspace(430, 860, BANDS, dtype=np.float32)  # nanometres
_VARIATION = 0.02  # of a material within its class, relative
_ILLUMINATION = 0.2  # log-normal, from shade to slope
_MIXING = 0.8  # pixels over which the sensor blurs
_CORRELATED = 0.006  # noise shared by neighbouring bands, in reflectance
_SHOT = 0.010  # noise that grows with the root of the signal


def generate_scene(
    *, height: int = 200, width: int = 150, seed: int | np.random.Generator | None = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Generate a hyperspectral scene.

    Parameters
    ----------
    height, width : int
        Size in pixels, at least 16.
    seed : int, numpy.random.Generator or None
        Which scene.

    Returns
    -------
    cube : numpy.ndarray of shape (height, width, 103), uint16
        The sensor's counts, 0 to 8000.
    labels : numpy.ndarray of shape (height, width), int64
        The class of each pixel from 1 to 9, 0 for background.

    Raises
    ------
    TypeError
        `height` or `width` is not an integer, or `seed` neither integer, generator nor None.
    ValueError
        `height` or `width` is below 16 or above 2000.

    References
    ----------
    Keshava and Mustard (2002), Spectral unmixing: the linear mixing model.

    Examples
    --------
    >>> cube, labels = generate_scene(height=40, width=30, seed=0)
    >>> cube.shape, cube.dtype, labels.shape
    ((40, 30, 103), dtype('uint16'), (40, 30))
    """
    height = arguments.integer(height, "height", low=16, high=2000)
    width = arguments.integer(width, "width", low=16, high=2000)
    rng = arguments.generator(seed)
    ground = _ground((height, width), rng)
    reflectance = _mix(ground, rng)
    reflectance *= np.exp(_ILLUMINATION * _field((height, width, 1), 4, rng))
    signal = np.clip(reflectance, 0, None)
    signal += _CORRELATED * _along_bands(rng.standard_normal(signal.shape, dtype=np.float32))
    shot = rng.standard_normal(signal.shape, dtype=np.float32)
    signal += _SHOT * np.sqrt(np.clip(reflectance, 0, None)) * shot
    cube = np.clip(np.rint(signal * MAXIMUM), 0, MAXIMUM).astype(np.uint16)
    return cube, _labelled(ground)


def _ground(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return which material lies where, 0 to 9: regions around random points."""
    points = max(30, shape[0] * shape[1] // 250)
    centres = rng.uniform(size=(points, 2)) * shape
    material = rng.permutation(
        np.repeat(np.arange(10), np.ceil(_FREQUENCIES * points / _FREQUENCIES.sum()).astype(int))
    )[:points]
    from scipy.spatial import cKDTree

    grid = np.indices(shape).reshape(2, -1).T
    nearest = cKDTree(centres).query(grid)[1]
    return material[nearest].reshape(shape)


def _labelled(ground: np.ndarray) -> np.ndarray:
    """Return the map as a surveyor would draw it: nothing unknown."""
    return np.where(ground < len(CLASS_NAMES), ground + 1, 0).astype(np.int64)


def _mix(ground: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the reflectance of every pixel: what lies there and, in part, next to it."""
    from scipy.ndimage import gaussian_filter

    materials = _materials()
    shares = np.empty((*ground.shape, *materials.shape[:2]), dtype=np.float32)
    for k in range(len(materials)):
        share = gaussian_filter((ground == k).astype(np.float32), _MIXING)
        kind = 1 / (1 + np.exp(-1.5 * _field((*ground.shape, 1), 3, rng)[..., 0]))
        shares[..., k, 0], shares[..., k, 1] = share * kind, share * (1 - kind)
    mixture = shares.reshape(*ground.shape, -1) @ materials.reshape(-1, BANDS)
    mixture *= np.exp(_VARIATION * _spectral_field(ground.shape, rng))
    return mixture


def _spectral_field(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return smooth curves over the bands that differ from place to place, (height, width, 103)."""
    waves = np.arange(1, 9)
    band = np.linspace(0, np.pi, BANDS, dtype=np.float32)
    basis = (np.cos(np.outer(waves, band)) / np.sqrt(waves)[:, np.newaxis]).astype(np.float32)
    weights = 0.6 * _field((*shape, len(waves)), 2, rng)
    weights += 0.8 * rng.standard_normal(weights.shape, dtype=np.float32)
    return weights @ basis


def _field(shape: tuple[int, ...], scale: float, rng: np.random.Generator) -> np.ndarray:
    """Return a random field of mean 0 and deviation 1 that is smooth over `scale` pixels."""
    from scipy.ndimage import gaussian_filter

    white = rng.standard_normal(shape, dtype=np.float32)
    smooth = gaussian_filter(white, (scale, scale, 0))
    return smooth / smooth.std()


def _along_bands(noise: np.ndarray) -> np.ndarray:
    from scipy.ndimage import uniform_filter1d

    return uniform_filter1d(noise, 5, axis=-1) * np.float32(np.sqrt(5))


def _materials() -> np.ndarray:
    """Return two spectra for each of the nine classes and the unlabelled ground, (10, 2, 103)."""
    t = (WAVELENGTHS - WAVELENGTHS[0]) / (WAVELENGTHS[-1] - WAVELENGTHS[0])

    def step(centre: float, width: float) -> np.ndarray:
        return 1 / (1 + np.exp(-(WAVELENGTHS - centre) / width))

    def bump(centre: float, width: float) -> np.ndarray:
        return np.exp(-(((WAVELENGTHS - centre) / width) ** 2))

    def plant(green: float, infrared: float, edge: float) -> np.ndarray:
        return 0.03 + green * bump(555, 40) + infrared * step(edge, 14) - 0.01 * bump(675, 20)

    pairs = [
        (0.140 + 0.040 * t, 0.165 + 0.030 * t),
        (plant(0.060, 0.36, 716), plant(0.075, 0.26, 712) + 0.05 * t),
        (0.155 + 0.120 * t, 0.175 + 0.090 * t + 0.010 * step(590, 30)),
        (plant(0.045, 0.32, 719), plant(0.055, 0.24, 716)),
        (0.42 + 0.06 * bump(470, 60) - 0.05 * bump(730, 80), 0.36 + 0.05 * bump(480, 70)),
        (0.09 + 0.20 * t**1.2, 0.11 + 0.16 * t + 0.03 * step(720, 30)),
        (0.115 + 0.050 * t - 0.012 * bump(500, 50), 0.130 + 0.055 * t - 0.012 * bump(500, 50)),
        (0.140 + 0.085 * t + 0.050 * step(580, 20), 0.150 + 0.075 * t + 0.045 * step(585, 22)),
        (0.030 + 0.010 * t, 0.045 + 0.020 * step(715, 20)),
        (0.12 + 0.12 * t, 0.08 + 0.15 * step(715, 20)),
    ]
    return np.array(pairs, dtype=np.float32)
