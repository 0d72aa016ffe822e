"""What changes from one network to another, in words."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from course_lib.models.layer import Layer
from course_lib.models.printing import setting
from course_lib.models.shapes import times

if TYPE_CHECKING:
    from course_lib.models.description import Network

__all__ = ["differences"]

Pairs = list[tuple[int | None, int | None]]


def differences(base: Network, variant: Network) -> tuple[str, ...]:
    """Return one entry a change, by the cheapest way to turn `base` into `variant`."""
    changes = []
    if base.input_shape != variant.input_shape:
        changes.append(f"input: {times(base.input_shape)} → {times(variant.input_shape)}")
    for old, new in _aligned(base.layers, variant.layers):
        if old is None and new is not None:
            changes.append(_one_sided(variant, new, "added"))
        elif old is not None and new is None:
            changes.append(_one_sided(base, old, "removed"))
        elif old is not None and new is not None:
            words = _changed(base.layers[old], variant.layers[new])
            changes += [f"{base.names[old]}: {words}"] if words else []
    return tuple(changes)


def _aligned(base: tuple[Layer, ...], variant: tuple[Layer, ...]) -> Pairs:
    """Return pairs of positions, None where a layer has no partner (Wagner and Fischer, 1974)."""
    rows, columns = len(base), len(variant)
    cost = {(rows, columns): 0}
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            ways = []
            if i < rows and j < columns and type(base[i]) is type(variant[j]):
                ways.append((cost[i + 1, j + 1] + _cost(base[i], variant[j]), (i + 1, j + 1)))
            if i < rows:
                ways.append((cost[i + 1, j] + 10, (i + 1, j)))
            if j < columns:
                ways.append((cost[i, j + 1] + 10, (i, j + 1)))
            if ways:
                cost[i, j], step[i, j] = min(ways, key=lambda way: way[0])
    return _followed(step, (rows, columns))


def _followed(step: dict[tuple[int, int], tuple[int, int]], end: tuple[int, int]) -> Pairs:
    pairs: Pairs = []
    i = j = 0
    while (i, j) != end:
        below, right = step[i, j]
        pairs.append((i if below > i else None, j if right > j else None))
        i, j = below, right
    return pairs


def _cost(old: Layer, new: Layer) -> int:
    """Return 0 for equals, else more for each setting, always less than to remove and add."""
    if old == new:
        return 0
    after = new.settings()
    return 10 + sum(after[key] != value for key, value in old.settings().items())


def _changed(old: Layer, new: Layer) -> str:
    after = new.settings()
    words = [
        f"{key} {setting(value)} → {setting(after[key])}"
        for key, value in old.settings().items()
        if value != after[key]
    ]
    if old.name != new.name:
        words.append(f"name {old.name or 'by default'} → {new.name or 'by default'}")
    return ", ".join(words)


def _one_sided(network: Network, position: int, verb: str) -> str:
    """Return the change with the settings that have no default."""
    layer = network.layers[position]
    needed = [
        f"{field.name} {setting(getattr(layer, field.name))}"
        for field in dataclasses.fields(layer)
        if field.default is dataclasses.MISSING
    ]
    return ", ".join([f"{network.names[position]}: {verb}", *needed])
