"""What is read out of a record's rows: curves, the best value of a column, how many seeds."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from course_lib.experiments.statistics import lower_is_better

if TYPE_CHECKING:
    import pandas as pd

_CURVE = "_curve"


def number(value: Any) -> Any:
    """Return NaN, which JSON does not know, for the null that stands for it."""
    return math.nan if value is None else value


def without_curves(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row's single figures."""
    return {name: value for name, value in row.items() if not name.endswith(_CURVE)}


def curves(rows: list[tuple[dict[str, Any], dict[str, Any]]], by: Sequence[str]) -> pd.DataFrame:
    """Return a row for each epoch of each row's curves; `rows` are pairs of a run and its row.

    A curve that has fewer points than another of its row ends in NaN.
    """
    import pandas as pd

    found = [{k: v for k, v in row.items() if k.endswith(_CURVE)} for _, row in rows]
    lengths = [max(map(len, each.values()), default=0) for each in found]
    table: dict[str, list[Any]] = {name: [] for name in ("arm", "seed", *by, "epoch")}
    for (run, row), length in zip(rows, lengths, strict=True):
        for name in ("arm", "seed"):
            table[name] += [run[name]] * length
        for name in by:
            table[name] += [row[name]] * length
        table["epoch"] += range(1, length + 1)
    for name in dict.fromkeys(name for each in found for name in each):
        points: list[float] = []
        for each, length in zip(found, lengths, strict=True):
            curve = [number(point) for point in each.get(name, ())]
            points += [*curve, *[math.nan] * (length - len(curve))]
        table[name.removesuffix(_CURVE)] = points
    return pd.DataFrame(table)


def best_values(
    table: pd.DataFrame, column: str, metric: str, arms: Sequence[str]
) -> dict[str, Any]:
    """Return by arm the value of a column with the best mean, and warn at the end of the grid."""
    means = table.groupby(["arm", column])[metric].mean()
    chosen: dict[str, Any] = {}
    for arm in arms:
        grid = means[arm]
        best = grid.idxmin() if lower_is_better(metric) else grid.idxmax()
        if len(grid) > 1 and best in (grid.index[0], grid.index[-1]):
            end = f"{column} = {best}, the end of what was tried"
            warnings.warn(f"{arm!r} is best at {end}", UserWarning, stacklevel=3)
        chosen[arm] = best.item() if hasattr(best, "item") else best
    return chosen


def seeds_held(fewest: int, most: int, asked: int) -> str:
    """Say how many seeds the arms hold, and of how many where some lack."""
    held = str(most) if fewest == most else f"{fewest} to {most}"
    if fewest < asked:
        return f"{held} of {asked} seeds"
    return f"{held} {'seed' if held == '1' else 'seeds'}"
