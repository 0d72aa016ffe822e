"""How much may pass between a student's code and the grader, and the refusal."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Budget", "NotPlain", "ValueLimits"]


class NotPlain(ValueError):  # noqa: N818 - it names what a value is not
    """A value that cannot pass, or a document that describes no value.

    Examples
    --------
    >>> raise NotPlain("a function cannot be checked")
    Traceback (most recent call last):
    ...
    course_lib.checks.values.limits.NotPlain: a function cannot be checked
    """


@dataclass(frozen=True)
class ValueLimits:
    """The largest value that may pass.

    Parameters
    ----------
    size : int
        Bytes of all numbers and texts together.
    depth : int
        How deep lists and dictionaries may stand in each other.
    items : int
        Values in all lists, tuples, dictionaries and tables.
    axes : int
        Axes of an array.

    Examples
    --------
    >>> ValueLimits(depth=2).size
    64000000
    """

    size: int = 64_000_000
    depth: int = 20
    items: int = 1_000_000
    axes: int = 16


class Budget:
    """What is left of the limits while one value is taken apart or put together.

    Parameters
    ----------
    limits : ValueLimits
        What there is at the start.

    Examples
    --------
    >>> budget = Budget(ValueLimits(size=10_000_000))
    >>> budget.spend(8_000_000)
    >>> budget.spend(8_000_000)
    Traceback (most recent call last):
    ...
    course_lib.checks.values.limits.NotPlain: the value is too large: at most 10 MB can be checked
    """

    def __init__(self, limits: ValueLimits) -> None:
        self.limits = limits
        self._size = limits.size
        self._items = limits.items

    @property
    def size(self) -> int:
        """Bytes that are left."""
        return self._size

    def spend(self, size: int) -> None:
        """Take bytes away, or raise `NotPlain`."""
        if size > self._size:
            megabytes = f"{self.limits.size / 1e6:f}".rstrip("0").rstrip(".")
            raise NotPlain(f"the value is too large: at most {megabytes} MB can be checked")
        self._size -= size

    def spend_text(self, text: str) -> None:
        """Take the bytes of a text away, or raise `NotPlain`, also for what is not Unicode."""
        if len(text) > self._size:
            self.spend(len(text))
        try:
            self.spend(len(text.encode("utf-8")))
        except UnicodeEncodeError:
            raise NotPlain("a text holds characters that are not Unicode") from None

    def count(self, items: int) -> None:
        """Take items away, or raise `NotPlain`."""
        if items > self._items:
            raise NotPlain(f"the value has too many parts: at most {self.limits.items:,}")
        self._items -= items

    def enter(self, depth: int) -> None:
        """Count one value at a depth, or raise `NotPlain`."""
        if depth > self.limits.depth:
            raise NotPlain(f"the value is nested too deeply: at most {self.limits.depth} levels")
        self.count(1)
