"""Photographs of every kind come out as the same colour image."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from course_lib import transfer

RAMP = np.tile(np.linspace(0, 255, 64).astype(np.uint8), (48, 1))
COLOUR = np.stack([RAMP, RAMP[:, ::-1], np.full_like(RAMP, 90)], axis=2)


def read(path, **settings) -> np.ndarray:
    x, names, errors = transfer.read_images(path, **settings)
    assert errors == {}
    assert names == [str(path)]
    return x[0]


@pytest.mark.parametrize(
    ("name", "mode", "tolerance"),
    [
        ("a.png", "RGB", 0),
        ("a.bmp", "RGB", 0),
        ("a.tif", "RGB", 0),
        ("a.webp", "RGB", 40),
        ("a.ppm", "RGB", 0),
        ("a.jpg", "RGB", 12),
        ("a.jpg", "CMYK", 12),
        ("a.tif", "CMYK", 1),
        ("a.png", "RGBA", 0),
        ("a.gif", "P", 60),
        ("a.png", "P", 60),
    ],
)
def test_colour(tmp_path, name, mode, tolerance):
    Image.fromarray(COLOUR).convert(mode).save(tmp_path / name)
    np.testing.assert_allclose(
        read(tmp_path / name, size=(48, 64)), COLOUR.astype(float), atol=tolerance
    )


@pytest.mark.parametrize(
    "kind", ["L", "LA", "1", "16 bit", "16 bit tif", "32 bit", "float", "floats"]
)
def test_grey(tmp_path, kind):
    path = tmp_path / ("a.png" if "tif" not in kind and kind[0] not in "3f" else "a.tif")
    wanted = RAMP
    if kind in ("L", "LA", "1"):
        Image.fromarray(RAMP).convert(kind, dither=Image.Dither.NONE).save(path)
        wanted = np.where(RAMP > 127, 255, 0) if kind == "1" else RAMP
    elif kind == "32 bit":
        Image.fromarray((RAMP * 2.0**23).astype(np.int32)).save(path)
    elif kind == "float":
        Image.fromarray(RAMP.astype(np.float32) / 255).save(path)
    elif kind == "floats":
        Image.fromarray(RAMP.astype(np.float32)).save(path)
    else:
        Image.fromarray(RAMP.astype(np.uint16) * 257).save(path)
    x = read(path, size=(48, 64))
    assert x.shape == (48, 64, 3)
    np.testing.assert_allclose(x, np.repeat(wanted[..., None], 3, axis=2), atol=1)


@pytest.mark.parametrize("values", [np.full((4, 4), np.nan), np.full((4, 4), -5.0)])
def test_impossible_floats_are_reported(tmp_path, values):
    Image.fromarray(values.astype(np.float32)).save(tmp_path / "a.tif")
    _, names, errors = transfer.read_images(tmp_path / "a.tif")
    assert names == []
    assert list(errors.values()) == ["its values are not from 0 to 1"] or np.isnan(values).any()


def test_transparency_is_white(tmp_path):
    pixels = np.zeros((8, 8, 4), dtype=np.uint8)
    pixels[:4, :, 3] = 255
    Image.fromarray(pixels).save(tmp_path / "a.png")
    x = read(tmp_path / "a.png", size=8)
    assert (x[:4] == 0).all()
    assert (x[4:] == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_is_undone(tmp_path, orientation):
    upright = Image.fromarray(COLOUR)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright if orientation == 1 else upright.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(read(tmp_path / "a.png", size=(48, 64)), COLOUR)


def test_crop_keeps_proportions_and_resize_keeps_everything():
    wide = np.zeros((10, 30, 3), dtype=np.uint8)
    wide[:, 10:20] = 255
    cropped, *_ = transfer.read_images(wide, size=10)
    squeezed, *_ = transfer.read_images(wide, size=10, fit="resize")
    assert (cropped == 255).all()
    assert squeezed[0, :, 0].max() == 0
    assert squeezed[0, :, 5].min() == 255


def test_large_jpeg_is_read_small(tmp_path):
    big = Image.fromarray(COLOUR).resize((1600, 1200))
    big.save(tmp_path / "a.jpg", quality=95)
    x = read(tmp_path / "a.jpg", size=(48, 64))
    np.testing.assert_allclose(x, COLOUR.astype(float), atol=14)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (4,)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int64", "float32", "float64", "bool"])
@settings(deadline=None, max_examples=5)
@given(height=st.integers(1, 40), width=st.integers(5, 40), n=st.integers(1, 3))
def test_arrays_of_any_kind(shape, dtype, height, width, n):
    x, names, errors = transfer.read_images(np.ones((n, height, width, *shape), dtype), size=16)
    assert x.shape == (n, 16, 16, 3)
    assert len(names) == n
    assert errors == {}
    whites = {"uint8": 1, "int64": 1, "uint16": 0}
    if shape != (4,):
        assert (x == whites.get(dtype, 255)).all()


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.full((4, 4), 2.0), r"images\[0\] must have values from 0 to 1 for dtype float64"),
        (np.full((4, 4), 300), "values from 0 to 255"),
        (np.zeros((4, 4, 4, 2)), "1, 3 or 4 channels"),
        (np.zeros(4), "2, 3 or 4 axes"),
        (np.zeros((0, 4, 4, 3)), "not be empty"),
        ([], "at least one image"),
        ("no-such-photo.jpg", "file or folder that exists"),
        ("a\0b", "file or folder that exists"),
    ],
)
def test_what_is_no_image_is_refused(images, message):
    with pytest.raises(ValueError, match=message):
        transfer.read_images(images)


def test_folder_without_images_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(ValueError, match="got none in"):
        transfer.read_images(tmp_path)
    with pytest.raises(ValueError, match=r"integer or \(height, width\)"):
        transfer.read_images(np.zeros((4, 4)), size=(1, 2, 3))


def test_bomb_is_reported(tmp_path, monkeypatch):
    Image.new("1", (3000, 3000)).save(tmp_path / "bomb.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000_000)
    _, _, errors = transfer.read_images(tmp_path / "bomb.png")
    assert "decompression bomb" in next(iter(errors.values()))


def test_every_name_of_a_jpeg_is_read_and_what_is_not_read_is_named(tmp_path):
    image = Image.new("RGB", (8, 8), "red")
    for name in ("a.jpg", "b.JPEG", "c.jpe", "d.jfif", "e.JFIF"):
        image.save(tmp_path / name, format="JPEG")
    image.save(tmp_path / "f.avif")
    (tmp_path / "g.HEIC").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    (tmp_path / "h.nef").write_bytes(b"")
    (tmp_path / "labels.csv").write_text("a.jpg,0")
    x, names, errors = transfer.read_images(tmp_path, size=8)
    assert [pathlib.Path(name).name for name in names] == [
        "a.jpg",
        "b.JPEG",
        "c.jpe",
        "d.jfif",
        "e.JFIF",
    ]
    assert (x[:, 4, 4, 0] > 250).all()
    assert {pathlib.Path(name).name: reason for name, reason in errors.items()} == {
        "f.avif": ".avif is not read here: save it as JPEG or PNG",
        "g.HEIC": ".HEIC is not read here: save it as JPEG or PNG",
        "h.nef": "the file is empty",
    }
    assert transfer.read_images(tmp_path / "f.avif")[2] == {
        str(tmp_path / "f.avif"): ".avif is not read here: save it as JPEG or PNG"
    }
