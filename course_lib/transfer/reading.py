"""Photographs from files, folders and arrays; what cannot be read is named, not raised."""

from __future__ import annotations

import pathlib
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from course_lib.arguments import choice, integer, shown
from course_lib.transfer.pixels import check, from_array, resized

__all__ = ["FITS", "Source", "opened", "read_images", "sources_of"]

FITS = ("crop", "resize")
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
SUFFIXES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".dib", ".tif", ".tiff"}
SUFFIXES |= {".webp", ".ppm", ".pgm", ".pbm", ".pnm"}
UNREAD = {".heic", ".heif", ".hif", ".avif", ".jxl", ".jp2", ".j2k", ".svg", ".psd", ".ico", ".tga"}
UNREAD |= {".raw", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw"}
"""Images that a folder may hold and nothing here reads: they are named, not passed over."""

Source = tuple[str, Any]
"""A name for the table, and a path or an array."""


def read_images(
    images: Any, *, size: int | tuple[int, int] = 224, fit: str = "crop"
) -> tuple[np.ndarray, list[str], dict[str, str]]:
    """Return photographs as one array of equally large colour images.

    Parameters
    ----------
    images : path, array, or sequence of these
        Files, folders (all images in them and in their subfolders) and arrays: one image of shape
        (height, width) or (height, width, 1, 3 or 4), or a batch with one more axis in front, of
        uint8, uint16, or floats from 0 to 1. Any size; grey, transparent, CMYK and 16-bit images
        become red, green and blue; what EXIF says of rotation is done.
    size : int or tuple of int
        Height and width wanted, in pixels.
    fit : {"crop", "resize"}
        Whether the middle is cut out in the right proportions, or everything squeezed.

    Returns
    -------
    x : numpy.ndarray of float32, shape (n, height, width, 3)
        Values from 0 to 255; n is 0 when nothing could be read.
    names : list of str
        The path of each, or "image 0" and so on for arrays.
    errors : dict of str to str
        The path of each file that could not be read, and why.

    Raises
    ------
    TypeError
        `images` is none of these.
    ValueError
        Nothing there, or an array of a wrong shape or range.

    Examples
    --------
    >>> x, names, errors = read_images(np.zeros((2, 20, 30, 3)), size=8)
    >>> x.shape, names, errors
    ((2, 8, 8, 3), ['image 0', 'image 1'], {})
    """
    height, width = _size(size)
    fit = choice(fit, "fit", FITS)
    read, names, errors = [], [], {}
    for name, pixels in opened(sources_of(images), (height, width), fit):
        if isinstance(pixels, str):
            errors[name] = pixels
        else:
            read.append(pixels)
            names.append(name)
    x = np.stack(read) if read else np.zeros((0, height, width, 3), dtype=np.float32)
    return x, names, errors


def sources_of(images: Any) -> list[Source]:
    """Return what `images` names, one entry an image; nothing is read yet.

    Examples
    --------
    >>> [name for name, _ in sources_of([np.zeros((4, 4)), "photo.jpg"])]
    ['image 0', 'photo.jpg']
    """
    if isinstance(images, str | pathlib.Path):
        if not _exists(images):
            raise ValueError(f"images must name a file or folder that exists, got {shown(images)}")
        return _files(images)
    if isinstance(images, np.ndarray):
        return _arrays(images)
    if isinstance(images, bytes | Mapping):
        raise TypeError(f"images must be paths or arrays, got {shown(images)}")
    try:
        items = list(images)
    except Exception:
        raise TypeError(f"images must be paths or arrays, got {shown(images)}") from None
    if not items:
        raise ValueError("images must hold at least one image, got none")
    sources: list[Source] = []
    for position, item in enumerate(items):
        if isinstance(item, str | pathlib.Path):
            sources += _files(item)
        else:
            name = f"image {position}"
            check(item, f"images[{position}]")
            sources.append((name, item))
    return sources


def opened(
    sources: list[Source], size: tuple[int, int], fit: str
) -> Iterator[tuple[str, np.ndarray | str]]:
    """Yield each image's name and its pixels, or the reason why there are none."""
    for name, source in sources:
        if not isinstance(source, pathlib.Path):
            yield name, resized(from_array(source, name), size, fit)
            continue
        try:
            yield name, _read(source, size, fit)
        except Exception as error:  # decoders of damaged files raise anything
            yield name, _reason(source, error)


def _read(path: pathlib.Path, size: tuple[int, int], fit: str) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large or odd files; what fails raises
        with Image.open(path, formats=FORMATS) as image:
            # a JPEG decodes at a half, quarter or eighth of its size, which is much faster
            image.draft(None, (2 * max(size), 2 * max(size)))
            return resized(image, size, fit)


def _reason(path: pathlib.Path, error: Exception) -> str:
    if not path.exists():
        return "no such file"
    if path.is_file() and path.stat().st_size == 0:
        return "the file is empty"
    if isinstance(error, UnidentifiedImageError) and path.suffix.lower() in UNREAD:
        return f"{path.suffix} is not read here: save it as JPEG or PNG"
    if isinstance(error, UnidentifiedImageError):
        return "not an image in a format that is read here"
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]


def _exists(path: str | pathlib.Path) -> bool:
    try:
        return pathlib.Path(path).exists()
    except (OSError, ValueError):  # too long, or with a NUL
        return False


def _files(path: str | pathlib.Path) -> list[Source]:
    path = pathlib.Path(path)
    if not _exists(path) or not path.is_dir():
        return [(str(path), path)]
    suffixes = SUFFIXES | UNREAD
    files = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in suffixes)
    found = [file for file in files if not file.name.startswith(".") and file.is_file()]
    if not found:
        raise ValueError(
            f"images must hold an image ({' '.join(sorted(SUFFIXES))}), got none in {path}"
        )
    return [(str(file), file) for file in found]


def _arrays(images: np.ndarray) -> list[Source]:
    single = images.ndim == 2 or (images.ndim == 3 and images.shape[2] in (1, 3, 4))
    batch = images[None] if single else images
    if batch.ndim not in (3, 4):
        raise ValueError(f"images must have 2, 3 or 4 axes, got shape {images.shape}")
    if batch.size == 0:
        raise ValueError(f"images must not be empty, got shape {images.shape}")
    for position, image in enumerate(batch):
        check(image, f"images[{position}]")
    return [(f"image {position}", image) for position, image in enumerate(batch)]


def _size(size: Any) -> tuple[int, int]:
    pair = tuple(size) if isinstance(size, tuple | list) else (size, size)
    if len(pair) != 2:
        raise ValueError(f"size must be an integer or (height, width), got {shown(size)}")
    height, width = (integer(side, "size", low=1, high=4096) for side in pair)
    return height, width
