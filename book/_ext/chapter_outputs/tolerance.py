"""Two texts compared: words exactly, numbers within what a cell's metadata allows.

A code cell states it as ``"tolerance": {"rel": 0.05, "abs": 0.02}``: a number may differ from the
stored one by 5 % of it or by 0.02, whichever is more. Numbers written without a decimal point or an
exponent count things and stay exact, unless ``"integers": true`` is stated too.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(
    r"(?<![\w.])[-+−]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
)
_BLANKS = re.compile(r"\s+")
_CONTEXT = 30  # characters shown on both sides of a number that differs
_SHOWN = 5


@dataclass(frozen=True)
class Tolerance:
    """How far a number may be from the stored one."""

    rel: float = 0.0
    abs: float = 0.0
    integers: bool = False

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> Tolerance | None:
        """Return what a cell's metadata states, or None where it states nothing."""
        if "tolerance" not in metadata:
            return None
        stated = metadata["tolerance"]
        if not isinstance(stated, Mapping) or not set(stated) <= {"rel", "abs", "integers"}:
            raise ValueError(
                f"a cell's tolerance must hold 'rel', 'abs' and 'integers' only, got {stated!r}"
            )
        tolerance = cls(**stated)
        for name in ("rel", "abs"):
            value = getattr(tolerance, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
                raise ValueError(f"a tolerance's {name!r} must be a number from 0, got {value!r}")
        if not isinstance(tolerance.integers, bool):
            raise ValueError(f"'integers' must be true or false, got {tolerance.integers!r}")
        return tolerance

    def allows(self, stored: str, fresh: str) -> bool:
        """Tell whether `fresh` is near enough to `stored`, both as they are written."""
        if not self.integers and _is_integer(stored) and _is_integer(fresh):
            return _value(stored) == _value(fresh)
        gap = abs(_value(fresh) - _value(stored))
        return gap <= max(self.rel * abs(_value(stored)), self.abs) * (1 + 1e-9)

    def __str__(self) -> str:
        return f"rel {self.rel:g}, abs {self.abs:g}" + (", integers too" if self.integers else "")


def text_difference(stored: str, fresh: str, tolerance: Tolerance | None) -> str | None:
    """Say in words how `fresh` differs from `stored`, or return None where it does not."""
    if stored == fresh:
        return None
    if _words(stored) != _words(fresh):
        return _changed_words(stored, fresh)
    numbers = _changed_numbers(stored, fresh, tolerance)
    return numbers or (_changed_words(stored, fresh) if tolerance is None else None)


def _is_integer(number: str) -> bool:
    return not set(number.removesuffix(".")) & set(".eE")


def _value(number: str) -> float:
    return float(number.replace(",", "").replace("−", "-"))


def _words(text: str) -> str:
    """Return `text` without its numbers, and without the blanks that only align them."""
    masked = re.sub(r"\s*#\s*", "#", _NUMBER.sub("#", text))
    return _BLANKS.sub(" ", masked).strip()


def _changed_numbers(stored: str, fresh: str, tolerance: Tolerance | None) -> str | None:
    allowed = tolerance or Tolerance()
    pairs = zip(_NUMBER.finditer(stored), _NUMBER.finditer(fresh), strict=True)
    wrong = [
        _one_number(stored, position, old, new[0])
        for position, (old, new) in enumerate(pairs, start=1)
        if not allowed.allows(old[0], new[0])
    ]
    if not wrong:
        return None
    more = [f"and {len(wrong) - _SHOWN} numbers more"] if len(wrong) > _SHOWN else []
    stated = f"tolerance of the cell: {tolerance or 'none stated'}"
    return "\n".join([*wrong[:_SHOWN], *more, stated])


def _one_number(stored: str, position: int, old: re.Match[str], new: str) -> str:
    gap = abs(_value(new) - _value(old[0]))
    share = f", {gap / abs(_value(old[0])):.2%} of it" if _value(old[0]) else ""
    before = _BLANKS.sub(" ", stored[max(0, old.start() - _CONTEXT) : old.start()])
    after = _BLANKS.sub(" ", stored[old.end() : old.end() + _CONTEXT])
    return (
        f"number {position} is {new}, stored {old[0]}: it differs by {gap:.6g}{share}"
        f" (in: {before}[{old[0]}]{after})"
    )


def _changed_words(stored: str, fresh: str) -> str:
    lines = difflib.unified_diff(
        stored.splitlines(), fresh.splitlines(), "stored", "now", n=1, lineterm=""
    )
    return "\n".join(["the text differs:", *list(lines)[:30]])
