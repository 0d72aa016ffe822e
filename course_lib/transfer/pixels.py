"""One image, whatever it came as, to red, green and blue of the size that a network takes."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image, ImageOps

from course_lib.arguments import array

__all__ = ["MEANS", "check", "from_array", "preprocess", "resized", "to_rgb"]

MEANS = (103.939, 116.779, 123.68)
"""Mean blue, green and red of ImageNet's training images, from 0 to 255."""


def preprocess(images: ArrayLike) -> np.ndarray:
    """Return images as VGG16's ImageNet weights expect them: blue, green, red, minus their means.

    Parameters
    ----------
    images : array_like of shape (..., 3)
        Red, green and blue from 0 to 255.

    Returns
    -------
    numpy.ndarray of float32
        Same shape; `images` is not changed.

    Raises
    ------
    TypeError
        No real numbers.
    ValueError
        Not three channels, empty, not finite, or values outside 0 to 255.

    Warns
    -----
    UserWarning
        No value is above 1: the images are black, or scaled to 1.

    References
    ----------
    Simonyan and Zisserman, Very deep convolutional networks, 2014, section 2.1.

    Examples
    --------
    >>> preprocess([[123.68, 116.779, 103.939]])
    array([[0., 0., 0.]], dtype=float32)
    """
    pixels = array(images, "images", finite=True)
    if pixels.ndim < 1 or pixels.shape[-1] != 3:
        raise ValueError(f"images must have 3 channels in the last axis, got shape {pixels.shape}")
    low, high = float(pixels.min()), float(pixels.max())
    if low < 0 or high > 255:
        raise ValueError(f"images must have values from 0 to 255, got {low:g} to {high:g}")
    if 0 < high <= 1:
        warnings.warn(
            f"images must have values from 0 to 255, and none is above {high:g}: "
            "multiply by 255 what was scaled to 1",
            stacklevel=2,
        )
    return pixels[..., ::-1].astype(np.float32) - np.array(MEANS, dtype=np.float32)


def from_array(value: ArrayLike, name: str) -> Image.Image:
    """Return an array as an image: grey or colour, of any depth.

    Parameters
    ----------
    value : array_like of shape (height, width) or (height, width, 1, 3 or 4)
        uint8 or bool as they are, uint16 from 0 to 65535, floats from 0 to 1, other integers from 0
        to 255.
    name : str
        The argument's name, for the message.

    Returns
    -------
    PIL.Image.Image
        8 bits a channel.

    Raises
    ------
    TypeError
        No real numbers.
    ValueError
        Wrong shape, empty, not finite, or out of range.

    Examples
    --------
    >>> from_array(np.full((2, 3), 0.5), "image").getpixel((0, 0))
    128
    """
    pixels, top = check(value, name)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    scaled = pixels if pixels.dtype == np.uint8 else np.rint(pixels * (255.0 / top))
    return Image.fromarray(scaled.astype(np.uint8))


def check(value: ArrayLike, name: str) -> tuple[np.ndarray, float]:
    """Return an array that is an image, and the value that its dtype gives to white.

    Examples
    --------
    >>> check(np.zeros((2, 3), dtype=np.uint16), "image")[1]
    65535.0
    """
    pixels = array(value, name, ndim=(2, 3), finite=True)
    if pixels.ndim == 3 and pixels.shape[2] not in (1, 3, 4):
        raise ValueError(f"{name} must have 1, 3 or 4 channels, got shape {pixels.shape}")
    top = {"f": 1.0, "b": 1.0}.get(pixels.dtype.kind, 255.0)
    if pixels.dtype == np.uint16:
        top = 65535.0
    low, high = float(pixels.min()), float(pixels.max())
    if low < 0 or high > top:
        raise ValueError(
            f"{name} must have values from 0 to {top:g} for dtype {pixels.dtype}, "
            f"got {low:g} to {high:g}"
        )
    return pixels, top


def to_rgb(image: Image.Image) -> Image.Image:
    """Return any image in red, green and blue; what is transparent becomes white.

    Examples
    --------
    >>> to_rgb(Image.new("RGBA", (1, 1), (0, 0, 0, 0))).getpixel((0, 0))
    (255, 255, 255)
    """
    if image.mode.startswith(("I", "F")):
        return to_rgb(_shallow(image))
    if "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return image.convert("RGB")


def _shallow(image: Image.Image) -> Image.Image:
    """Return grey values of 16 or 32 bits, or floats, as 8 bits."""
    values = np.asarray(image).astype(np.float64)
    if image.mode == "F":
        top = 1.0 if values.max() <= 1 else 255.0
    else:
        top = 65535.0 if values.max() <= 65535 else 2.0**31 - 1
    if not np.isfinite(values).all() or values.min() < 0 or values.max() > top:
        raise ValueError(f"its values are not from 0 to {top:g}")
    return Image.fromarray(np.rint(values * (255.0 / top)).astype(np.uint8))


def resized(image: Image.Image, size: tuple[int, int], fit: str) -> np.ndarray:
    """Return an image of `size` (height, width) as float32 of shape (height, width, 3), 0 to 255.

    Examples
    --------
    >>> resized(Image.new("RGB", (40, 20)), (8, 8), "crop").shape
    (8, 8, 3)
    """
    height, width = size
    rgb = to_rgb(ImageOps.exif_transpose(image))
    if rgb.size != (width, height):
        if fit == "crop":
            rgb = ImageOps.fit(rgb, (width, height), Image.Resampling.BILINEAR)
        else:
            rgb = rgb.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(rgb, dtype=np.float32)
