"""Pieces that several families share: chains of sizes, optional layers."""

from __future__ import annotations

from typing import Any

from course_lib import arguments
from course_lib.models.layer import Layer
from course_lib.models.layers import BatchNormalization, Dropout, LayerNormalization
from course_lib.models.shapes import Shape, as_shape

__all__ = ["dropping", "normalizing", "sizes"]


def sizes(value: Any, name: str) -> Shape:
    """Return the sizes of a chain of layers, which may be empty."""
    return () if isinstance(value, list | tuple) and not value else as_shape(value, name)


def dropping(rate: float) -> list[Layer]:
    """Return the dropout, if there is any, as a list of layers."""
    layer = Dropout(rate)
    return [layer] if layer.rate else []


def normalizing(kind: str | None) -> list[Layer]:
    """Return the normalisation, if there is any, as a list of layers."""
    if kind is None:
        return []
    kind = arguments.choice(kind, "normalization", ("layer", "batch"))
    return [LayerNormalization() if kind == "layer" else BatchNormalization()]
