"""Published figures beside ours: a table in groups, of which each says what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

__all__ = ["Beside"]

Row = tuple[str, str, "str | Sequence[str]"]


@dataclass(frozen=True)
class _Group:
    title: str
    chapters: Sequence[str]
    rows: Sequence[Row]
    wrong: str
    effects: Sequence[str]


class Beside:
    """A table of published figures and ours, which a notebook shows.

    Parameters
    ----------
    source : str
        The publication, such as "S3".

    Attributes
    ----------
    NOT_YET : str
        What a line of ours ends with that is not measured yet.

    Examples
    --------
    >>> table = Beside("S4")
    >>> table.group("Two optimisers", ["01-normalisation"], [("Adam", "97.74 %", "97.69 %")],
    ...             wrong="One run each.", effects=["Adam − AdaGrad: cannot tell"])
    >>> table
    S4: 1 row in 1 group; not measured yet: none
    """

    NOT_YET = "not measured yet"

    def __init__(self, source: str) -> None:
        self.source = source
        self._groups: list[_Group] = []

    def group(
        self,
        title: str,
        chapters: Sequence[str],
        rows: Sequence[Row],
        *,
        wrong: str,
        effects: Sequence[str] = (),
    ) -> None:
        """Add figures that share a place in the document, and what was wrong with them.

        Parameters
        ----------
        title : str
            What they are, and where they stand.
        chapters : sequence of str
            File names of the chapters without ending. A chapter that the package holds no quizzes
            of is not written yet, and is named without a link.
        rows : sequence of tuple
            The figure's name, what was published, and ours: a text, or several, a line each.
        wrong : str
            What was wrong, or that nothing was.
        effects : sequence of str
            What that does, a line each: a difference with its interval.
        """
        self._groups.append(_Group(title, chapters, rows, wrong, effects))

    @property
    def waiting(self) -> list[str]:
        """The rows, and the effects of groups, of which a part is not measured yet."""
        return [
            f"{group.title}: {name}"
            for group in self._groups
            for name, lines in (
                *((name, _lines(ours)) for name, _, ours in group.rows),
                ("what it does", group.effects),
            )
            if any(self.NOT_YET in line for line in lines)
        ]

    def __repr__(self) -> str:
        rows, groups = sum(len(group.rows) for group in self._groups), len(self._groups)
        waiting = len(self.waiting) or "none"
        counted = [f"{n} {word}{'s' * (n != 1)}" for n, word in ((rows, "row"), (groups, "group"))]
        return f"{self.source}: {' in '.join(counted)}; {self.NOT_YET}: {waiting}"

    def _repr_html_(self) -> str:
        heads = "".join(
            f'<th scope="col">{name}</th>' for name in (self.source, "published", "ours")
        )
        body = "".join(_body(group) for group in self._groups)
        return f'<table class="beside"><thead><tr>{heads}</tr></thead>{body}</table>'


def _body(group: _Group) -> str:
    title = f"{escape(group.title)} {_links(group.chapters)}"
    head = f'<tr><th colspan="3" scope="rowgroup">{title}</th></tr>'
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(published)}</td>'
        f"<td>{'<br>'.join(map(escape, _lines(ours)))}</td></tr>"
        for name, published, ours in group.rows
    )
    effects = "".join(f"<li>{escape(effect)}</li>" for effect in group.effects)
    said = f"<p><strong>What was wrong:</strong> {escape(group.wrong)}</p>"
    if effects:
        said += f"<p><strong>What it does:</strong></p><ul>{effects}</ul>"
    return f'<tbody>{head}{rows}<tr class="wrong"><td colspan="3">{said}</td></tr></tbody>'


def _links(chapters: Sequence[str]) -> str:
    written = files("course_lib.quizzes")
    shown = []
    for chapter in chapters:
        number = int(chapter.split("-")[0])
        there = written.joinpath(f"{chapter}.json").is_file()
        shown.append(f'<a href="{chapter}.html">{number}</a>' if there else f"{number}")
    return f"<span>chapter{'s' * (len(shown) > 1)} {', '.join(shown)}</span>" if shown else ""


def _lines(ours: str | Sequence[str]) -> Sequence[str]:
    """Return what a cell holds, line by line; where no line is measured yet, that alone."""
    lines = [ours] if isinstance(ours, str) else ours
    return [Beside.NOT_YET] if all(line.endswith(Beside.NOT_YET) for line in lines) else lines
