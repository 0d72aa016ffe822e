"""Decimal numbers as they are written, and whether two of them are one number rounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WHOLE = r"(?<![\w.])[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)"
_END = r"(?:[eE]([-+−]?\d+))?(?![\w.]\d|\w)"
_DECIMAL = re.compile(rf"{_WHOLE}\.(\d+){_END}")
_ANY = re.compile(rf"{_WHOLE}(?:\.\d+)?{_END}")
_NO_QUANTITY = re.compile(
    r"(?:sections?|§|chapters?|figures?|tables?|equations?|versions?|python|keras|tensorflow|numpy)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A decimal number of a text: as written, its value, and half of its last decimal's unit."""

    text: str
    value: float
    half: float
    position: int

    @property
    def signed(self) -> bool:
        """Whether a sign is written before it."""
        return self.text[0] in "+-−"

    def rounds(self, exact: float, *, percent: bool) -> bool:
        """Tell whether `exact`, or so many percent where that is meant, is this number rounded.

        Without a sign before it a number says how much, not in which direction.
        """
        return any(self._near(exact * factor) for factor in ((1, 100) if percent else (1,)))

    def _near(self, exact: float) -> bool:
        value, exact = (self.value, exact) if self.signed else (abs(self.value), abs(exact))
        return abs(exact - value) <= self.half * (1 + 1e-6)


def decimals(text: str) -> Iterator[Number]:
    """Yield the decimal numbers of a text, without those that name a section or a version."""
    for found in _DECIMAL.finditer(text):
        if _NO_QUANTITY.search(text[max(0, found.start() - 12) : found.start()]):
            continue
        exponent = int((found[2] or "0").replace("−", "-"))
        half = 0.5 * 10.0 ** (exponent - len(found[1]))
        yield Number(found[0], value_of(found[0]), half, found.start())


def values(text: str) -> Iterator[float]:
    """Yield every number of a text, whole ones too."""
    for found in _ANY.finditer(text):
        yield value_of(found[0])


def value_of(written: str) -> float:
    """Return the value of a number as chapters write it."""
    return float(written.replace(",", "").replace("−", "-"))
