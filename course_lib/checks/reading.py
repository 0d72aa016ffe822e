"""Reads a described figure as a person would: what it shows, however it was drawn."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from course_lib.checks.assertions import CheckFailed

__all__ = ["Curve", "Reading"]


class Curve(NamedTuple):
    """Points of one label, from left to right."""

    x: np.ndarray
    y: np.ndarray


class Reading:
    """What checks ask of a `course_lib.checks.figures.Panel`, in whatever way it was drawn.

    Each question takes `errorbar` at once or point by point, `vlines`, `hlines`, `plot`, `scatter`,
    `bar` and `fill_between` as the same when they show the same. `axis` is the axis that the values
    stand on: ``"y"``, or ``"x"`` for a figure that lies on its side.
    """

    lines: Any
    segments: Any
    points: Any
    bars: Any
    bands: Any

    def line(self, label: str) -> Any:
        """Return the plotted line of a label, capitals and spaces aside.

        Parameters
        ----------
        label : str
            As the question asks for it.

        Returns
        -------
        course_lib.checks.figures.Line
            The first one.

        Raises
        ------
        CheckFailed
            There is none.
        """
        for line in self.lines:
            if _same(line.label, label):
                return line
        raise CheckFailed(self._no_curve(label))

    def curve(self, label: str) -> Curve:
        """Return the points of a label, by a line, by markers, or point by point.

        Parameters
        ----------
        label : str
            As the question asks for it, capitals and spaces aside. A legend that was given the
            labels, and one of the whole figure, count.

        Returns
        -------
        Curve
            Sorted by ``x``.

        Raises
        ------
        CheckFailed
            Nothing has the label.
        """
        drawn = [*self.lines, *self.points]
        found = [one for one in drawn if _same(one.label, label) and one.x.size]
        if not found:
            return self._within(label)
        whole = max(found, key=lambda one: one.x.size)
        if whole.x.size > 1:
            return _sorted(whole.x, whole.y)
        colours = {one.colour for one in found}
        single = [
            one
            for one in drawn
            if one.x.size == 1
            and (_same(one.label, label) or (not one.label and one.colour in colours))
        ]
        return _sorted(*(np.concatenate([getattr(one, at) for one in single]) for at in "xy"))

    def intervals(self, axis: str = "y") -> np.ndarray:
        """Return all bars from one value to another: one row each of place, low and high.

        Parameters
        ----------
        axis : {"y", "x"}
            The axis that the values stand on.

        Returns
        -------
        numpy.ndarray
            Of shape (n, 3).
        """
        along, across = ("y", "x") if axis == "y" else ("x", "y")
        found = [self._straight(axis)]
        for part in self.bars:
            middle, size = getattr(part, along), getattr(part, _SIZES[along])
            ends = middle - abs(size) / 2, middle + abs(size) / 2
            found.append(np.stack([getattr(part, across), *ends], axis=1))
        return np.concatenate(found)

    def has_interval(self, place: float, low: float, high: float, *, axis: str = "y") -> bool:
        """Return whether a bar, or a band, reaches from low to high at a place.

        Parameters
        ----------
        place, low, high : float
            Where, and from where to where.
        axis : {"y", "x"}
            The axis that low and high stand on.

        Returns
        -------
        bool
            True if one does.
        """
        if _any_row(self.intervals(axis), [place, low, high]):
            return True
        ends = [[place, low], [place, high]]
        corners = [
            np.stack([band.x, band.y] if axis == "y" else [band.y, band.x], axis=1)
            for band in self.bands
        ]
        return any(all(_any_row(one, end) for end in ends) for one in corners)

    def assert_intervals(self, x: Any, low: Any, high: Any, *, axis: str = "y") -> None:
        """Fail unless bars of error or a band reach from low to high at every place.

        Parameters
        ----------
        x, low, high : array_like
            Where, and from where to where.
        axis : {"y", "x"}
            The axis that low and high stand on.

        Raises
        ------
        CheckFailed
            Tells one that is not drawn.
        """
        for place, start, end in zip(x, low, high, strict=True):
            if not self.has_interval(place, start, end, axis=axis):
                raise CheckFailed(
                    f"no bar and no band reaches from {start:.4g} to {end:.4g} at {place:.4g}"
                )

    def marks(self) -> np.ndarray:
        """Return all points that are drawn, one row each: on lines, markers, and ends of bars.

        Returns
        -------
        numpy.ndarray
            Of shape (n, 2): ``x`` and ``y``.
        """
        found = [np.zeros((0, 2))]
        found += [np.stack([one.x, one.y], axis=1) for one in [*self.lines, *self.points]]
        for bar in self.bars:
            for sign in (-0.5, 0.5):
                found.append(np.stack([bar.x, bar.y + sign * bar.height], axis=1))
                found.append(np.stack([bar.x + sign * bar.width, bar.y], axis=1))
        return np.concatenate(found)

    def has_mark(self, x: float, y: float) -> bool:
        """Return whether a point is drawn somewhere.

        Parameters
        ----------
        x, y : float
            Where.

        Returns
        -------
        bool
            True if one is.
        """
        return _any_row(self.marks(), [x, y])

    def reference_lines(self, axis: str = "y") -> np.ndarray:
        """Return the values at which straight lines run across, from wherever to wherever.

        Parameters
        ----------
        axis : {"y", "x"}
            ``"y"`` for horizontal lines, ``"x"`` for vertical ones.

        Returns
        -------
        numpy.ndarray
            Of `axhline`, `hlines`, `plot` and spines that were moved to a value.
        """
        other = "x" if axis == "y" else "y"
        return np.concatenate([getattr(self, f"{axis}_lines"), self._straight(other)[:, 0]])

    def place_of(self, name: str, axis: str = "x") -> float:
        """Return where a name stands along an axis.

        Parameters
        ----------
        name : str
            The label of a tick, spaces at its ends aside.
        axis : {"x", "y"}
            Whose ticks.

        Returns
        -------
        float
            The tick's place.

        Raises
        ------
        CheckFailed
            No tick has the name.
        """
        ticks, places = getattr(self, f"{axis}_ticks"), getattr(self, f"{axis}_places")
        for text, place in zip(ticks, places, strict=False):
            if text.strip() == name:
                return float(place)
        side = "horizontal" if axis == "x" else "vertical"
        raise CheckFailed(f"the {side} axis does not name {name!r}")

    def assert_labels(self) -> None:
        """Fail unless both axes have a label."""
        for axis, side in (("x", "horizontal"), ("y", "vertical")):
            if not getattr(self, f"{axis}_label").strip():
                raise CheckFailed(f"the {side} axis has no label")

    def assert_legend(self, *labels: str) -> None:
        """Fail unless a legend, of the axes or of the figure, names all labels.

        Parameters
        ----------
        *labels : str
            As the question asks for them, capitals and spaces aside.
        """
        legend: list[str] = getattr(self, "legend", [])
        if not legend:
            raise CheckFailed("there is no legend")
        for label in labels:
            if not any(_same(text, label) for text in legend):
                raise CheckFailed(f"the legend does not name {label!r}")

    def _straight(self, axis: str) -> np.ndarray:
        """Return the straight lines along an axis: one row each of place, low and high."""
        along, across = ("y", "x") if axis == "y" else ("x", "y")
        found = [np.zeros((0, 3))]
        for part in self.segments:
            place, start, end = (getattr(part, at) for at in (across, along, f"{along}_end"))
            upright = _near(place, getattr(part, f"{across}_end"))
            rows = np.stack([place, np.minimum(start, end), np.maximum(start, end)], axis=1)
            found.append(rows[upright])
        for line in self.lines:
            place, values = getattr(line, across), getattr(line, along)
            if values.size > 1 and _near(place, place[0]).all():
                found.append(np.array([[place[0], values.min(), values.max()]]))
        return np.concatenate(found)

    def _within(self, label: str) -> Curve:
        """Return the points that bars of error of a label hold, where the bars alone have one."""
        named = [part for part in self.segments if _same(part.label, label) and part.x.size]
        if not named:
            raise CheckFailed(self._no_curve(label))
        at, low, high = np.concatenate(
            [np.stack([one.x, *np.sort([one.y, one.y_end], axis=0)], axis=1) for one in named]
        ).T
        marks = np.concatenate(
            [np.zeros((0, 2))]
            + [np.stack([one.x, one.y], axis=1) for one in [*self.lines, *self.points]]
        )
        chosen = [
            point
            for point in marks
            if (_near(at, point[0]) & (low <= point[1]) & (point[1] <= high)).any()
        ]
        return _sorted(*np.reshape(chosen, (-1, 2)).T)

    def _no_curve(self, label: str) -> str:
        known = [one.label for one in [*self.lines, *self.points] if one.label]
        there = f", only {', '.join(map(repr, dict.fromkeys(known)))}" if known else ""
        return f"nothing drawn has the label {label!r}{there}"


_SIZES = {"x": "width", "y": "height"}


def _same(text: str, label: str) -> bool:
    return text.casefold().split() == label.casefold().split()


def _near(one: Any, other: Any) -> Any:
    """Return where numbers agree, as far as float32 can tell."""
    return np.isclose(one, other, rtol=1e-5, atol=1e-7)


def _any_row(rows: np.ndarray, row: Any) -> bool:
    return bool(_near(rows, np.asarray(row, float)).all(axis=1).any())


def _sorted(x: np.ndarray, y: np.ndarray) -> Curve:
    there = ~np.isnan(x)
    order = np.argsort(x[there], kind="stable")
    return Curve(x[there][order], y[there][order])
