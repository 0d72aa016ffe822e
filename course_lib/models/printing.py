"""How a network reads: a table of its layers with shapes and parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib.models.layer import Layer
from course_lib.models.shapes import Shape, times

if TYPE_CHECKING:
    from course_lib.models.description import Network

__all__ = ["COLUMNS", "rows", "setting", "shapes", "text"]

COLUMNS = ("layer", "kind", "output", "parameters", "settings")

BARE = ("units", "filters", "activation", "operation", "shape", "padding")
SHOWN_BY_OUTPUT = ("units", "filters", "shape")


def shapes(network: Network) -> tuple[Shape, ...]:
    """Return the output shape of each layer; an impossible one is an error that names the layer."""
    shape = network.input_shape
    found = []
    for name, layer in zip(network.names, network.layers, strict=True):
        try:
            shape = layer.output_shape(shape)
        except ValueError as error:
            raise ValueError(f"layer {name!r} of {network.name!r}: {error}") from None
        found.append(shape)
    return tuple(found)


def rows(network: Network) -> list[tuple[str, str, str, int, str]]:
    """Return a row for the input and for each layer, in the order of `COLUMNS`."""
    table = [("input", "", times(network.input_shape), 0, "")]
    inputs = (network.input_shape, *network.shapes)
    for name, layer, before, after in zip(
        network.names, network.layers, inputs[:-1], inputs[1:], strict=True
    ):
        kind = type(layer).__name__
        table.append((name, kind, times(after), layer.parameters(before), _settings(layer)))
    return table


def text(network: Network) -> str:
    """Return the table as text, with a title."""
    cells = [COLUMNS] + [(*row[:3], f"{row[3]:,}", row[4]) for row in rows(network)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(COLUMNS))]
    lines = [f"{network.name}: {network.parameters:,} parameters"]
    for layer, kind, output, parameters, settings in cells:
        padded = f"{layer:{widths[0]}}  {kind:{widths[1]}}  {output:{widths[2]}}"
        lines.append(f"{padded}  {parameters:>{widths[3]}}  {settings}".rstrip())
    return "\n".join(lines)


def setting(value: Any) -> str:
    """Return one setting as people write it."""
    if isinstance(value, tuple):
        return times(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _settings(layer: Layer) -> str:
    """Return the settings that differ from their defaults, or say what the layer does."""
    parts = []
    for key, value in layer.settings().items():
        if key in SHOWN_BY_OUTPUT or _unremarkable(layer, key, value):
            continue
        parts.append(setting(value) if key in BARE else f"{key} {setting(value)}")
    return ", ".join(parts)


def _unremarkable(layer: Layer, key: str, value: Any) -> bool:
    if key in ("activation", "operation", "kernel", "size", "rate", "std"):
        return False
    default = type(layer).__dataclass_fields__[key].default
    return bool(value == default or value == (default, default))
