"""The chapters of a folder, by the beginnings of their names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def chapters(names: Sequence[str], folder: Path) -> list[Path]:
    """Return the chapters that `names` begin, or all of them."""
    every = sorted(folder.glob("*.ipynb"))
    if not names:
        return every
    chosen = []
    for name in names:
        found = [path for path in every if path.stem.startswith(Path(name).stem)]
        if len(found) != 1:
            known = ", ".join(path.stem for path in every) or "none"
            raise SystemExit(f"'{name}' names {len(found)} chapters. The chapters are: {known}")
        chosen += found
    return chosen
