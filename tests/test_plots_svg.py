"""Inline SVG: the page's colours, one accessible name, no identifier shared between figures."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from course_lib import plots


def parse(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(
        drawing.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ', 1)
    )


def grid() -> plots.Figure:
    return plots.image_grid({"clean": np.eye(8)[None], "large": np.eye(8)[None]})


FIGURES = {
    "curves": lambda: plots.learning_curves({"a": {"loss": [2, 1]}}, metrics=["loss"]),
    "grid": grid,
    "confusion": lambda: plots.confusion_matrix([0, 1], [0, 1]),
    "bars": lambda: plots.bars({"a": 1}, errors={"a": 1}),
    "noise": lambda: plots.accuracy_over(
        pd.DataFrame({"s": [0, 1], "accuracy": [1, 0.5]}), x="s", published={"": {1: 0.4}}
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_same_figure_same_characters(name):
    assert plots.svg(FIGURES[name]()) == plots.svg(FIGURES[name]())


@pytest.mark.parametrize("name", FIGURES)
def test_takes_the_colour_of_the_page(name):
    drawing = plots.svg(FIGURES[name]())
    root = parse(drawing)
    assert root.attrib["fill"] == "currentColor"
    assert "#000000" not in drawing
    assert "<style" not in drawing, "a style element would reach the whole page"
    assert "max-width: 100%" in root.attrib["style"]
    assert "<?xml" not in drawing
    assert "DejaVu" not in drawing


@pytest.mark.parametrize("name", FIGURES)
def test_has_a_name_and_real_text(name):
    figure = FIGURES[name]()
    root = parse(plots.svg(figure))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == figure.alt_text != ""
    assert any(element.tag.endswith("text") for element in root.iter())


def test_identifiers_belong_to_one_figure():
    drawings = [plots.svg(make()) for make in FIGURES.values()]
    found = [set(re.findall(r'\bid="([^"]+)"', drawing)) for drawing in drawings]
    assert sum(map(len, found)) == len(set().union(*found)) > 0
    for drawing, own in zip(drawings, found, strict=True):
        assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', drawing)) == own


def test_small_images_keep_their_pixels():
    images = re.findall(r"<image[^>]*>", plots.svg(grid()))
    assert len(images) == 2
    assert all("image-rendering: pixelated" in tag and "data:image/png" in tag for tag in images)
    big = plots.svg(plots.image_grid({"x": np.zeros((1, 400, 400))}))
    assert "pixelated" not in big


def test_any_figure_gets_a_name():
    figure = Figure()
    ax = figure.subplots()
    ax.set(title="Loss <&> speed", xlabel="x", ylabel="y")
    root = parse(plots.svg(figure))
    assert root.attrib["aria-label"] == "Figure. Loss <&> speed: y over x"
