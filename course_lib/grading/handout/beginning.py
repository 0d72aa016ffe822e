"""The page that a handout begins with: how to begin, how to hand in, until when."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.grading.exercise import Exercise

__all__ = ["first_page"]

_PAGE = """# {title}

Exercises{parts} and the library that they use. {read}Begin with the three lines below.

## Begin

You need Python 3.11, 3.12 or 3.13, 4 GB of disk, and a network for the second line. In this folder:

```sh
python3 -m venv .venv
.venv/bin/python -m pip install --no-deps --require-hashes -r requirements.txt
.venv/bin/jupyter lab
```

On Windows write `py` for `python3`, and `.venv\\Scripts\\` for `.venv/bin/`.

Open a notebook below `exercises`, and write where it says `YOUR CODE HERE` and `YOUR ANSWER HERE`.
A cell like `check("name")` says what is right so far. Work in this JupyterLab: it has no *Validate*
button, which in others calls an exercise solved that is not.

## Hand in

{hand_in} Leave its name and its other cells as they are.
Before you do, let the terminal run it as grading will:

```sh
.venv/bin/course check {example}
```

{deadline}

| exercise | points | deadline | handed in late |
|---|---|---|---|
{rows}
"""
_HAND_IN = (
    "Hand in the notebook of an exercise, such as `{example}`, the way that your instructor names."
)
_DEADLINE = "The deadline is that of the table; where your instructor grants another, that one."


def first_page(
    exercises: Sequence[Exercise],
    *,
    title: str,
    chapters: bool,
    book: bool,
    hand_in: str = "",
    deadline: str = "",
) -> str:
    """Return the page that a handout begins with.

    Parameters
    ----------
    exercises : sequence of Exercise
        At least one.
    title : str
        The course's.
    chapters, book : bool
        Whether the chapters are there as notebooks, and the built book.
    hand_in, deadline : str
        How to hand in, and where the deadline stands; by default what the exercises say.

    Returns
    -------
    str
        Markdown.
    """
    first = exercises[0]
    example = f"exercises/{first.name}/{first.notebook.name}"
    read = "Read the book at `html/index.html`; it needs no network. " if book else ""
    if chapters:
        read += "Its chapters" if book else "The chapters"
        read += " are notebooks, too: run them from `book`. "
    return _PAGE.format(
        title=title,
        parts=", book" if book or chapters else "",
        read=read,
        example=example,
        hand_in=_sentence(hand_in) or _HAND_IN.format(example=example),
        deadline=_sentence(deadline) or _DEADLINE,
        rows="\n".join(_row(exercise) for exercise in exercises),
    )


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", ">")) else f"{text}."


def _row(exercise: Exercise) -> str:
    link = f"[{exercise.name}](exercises/{exercise.name}/{exercise.notebook.name})"
    title = exercise.title.replace("|", "\\|")
    when = exercise.deadline.isoformat(" ", "minutes") if exercise.deadline else ""
    until = f"{when[:16]} (UTC{when[16:]})" if when else "–"
    return f"| {link}: {title} | {exercise.points:g} | {until} | {_late(exercise)} |"


def _late(exercise: Exercise) -> str:
    late = exercise.late
    if exercise.deadline is None or not (late.per_day or late.days < type(late).days):
        return "–"
    after = f"; after {late.days} days the score is 0" if late.days < type(late).days else ""
    return f"each begun day costs {late.per_day:.0%}{after}".replace("%", " %")
