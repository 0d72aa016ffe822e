"""What is compared of one output: its words and numbers, and for a figure its presence and size."""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import dataclass
from typing import Any

PLOTLY = "application/vnd.plotly.v1+json"
_UNSEEN = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)
_SVG = re.compile(r"<svg\b([^>]*)>.*?</svg>", re.DOTALL)
_SVG_SIZE = re.compile(r"""\bviewBox=["']\s*\S+\s+\S+\s+([\d.]+)\s+([\d.]+)""")
_SVG_LABEL = re.compile(r"""\baria-label=["']([^"']*)""")
_SVG_WIDTH_HEIGHT = re.compile(r"""\b(width|height)=["']([\d.]+)""")
_RANDOM = [
    (re.compile(r"\bT_[0-9a-f]{5}(?=_|\b)"), "T_style"),  # pandas' Styler
    (re.compile(r"\b0x[0-9a-f]{6,}"), "0xaddress"),
]


@dataclass(frozen=True)
class Portrait:
    """The text of an output, and the width and height of each figure in it."""

    text: str
    sizes: tuple[tuple[float, float], ...] = ()


def portrait(mime: str, data: Any) -> Portrait:
    """Return what is compared of an output of the given MIME type."""
    if mime == PLOTLY:
        return _of_plotly(data)
    if mime == "image/svg+xml":
        return _of_html(data)
    if mime.startswith("image/"):
        return Portrait("[figure]", (_pixels(data),))
    if mime.endswith("json"):
        return Portrait(json.dumps(data, sort_keys=True, indent=1))
    return _of_html(data)


def _of_html(text: str) -> Portrait:
    sizes = tuple(_svg_size(found[1]) for found in _SVG.finditer(text))
    text = _UNSEEN.sub("", text)
    text = _SVG.sub(lambda found: f"[figure: {_label(found[1])}]", text)
    for pattern, name in _RANDOM:
        text = pattern.sub(name, text)
    return Portrait(text, sizes)


def _label(attributes: str) -> str:
    found = _SVG_LABEL.search(attributes)
    return found[1] if found else "no label"


def _svg_size(attributes: str) -> tuple[float, float]:
    if found := _SVG_SIZE.search(attributes):
        return float(found[1]), float(found[2])
    stated = {name: float(value) for name, value in _SVG_WIDTH_HEIGHT.findall(attributes)}
    return stated.get("width", 0.0), stated.get("height", 0.0)


def _pixels(data: str) -> tuple[float, float]:
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        return float(image.width), float(image.height)


def _of_plotly(figure: dict[str, Any]) -> Portrait:
    layout = figure.get("layout", {})
    lines = [f"{trace.get('type', 'scatter')}: {trace.get('name', '')}" for trace in figure["data"]]
    lines += [f"{len(figure.get('frames') or ())} frames"]
    lines += [f"slider of {len(bar.get('steps', ()))} steps" for bar in layout.get("sliders", ())]
    lines += [f"menu of {len(menu.get('buttons', ()))}" for menu in layout.get("updatemenus", ())]
    size = float(layout.get("width") or 0), float(layout.get("height") or 0)
    return Portrait("\n".join(["[interactive figure]", *lines]), (size,))
