"""The chapters as a table: what each builds on, and how long it takes."""

from __future__ import annotations

from typing import Any

from .needs import needs

Part = dict[str, Any]


def table(parts: list[Part]) -> str:
    """Return the table as Markdown, with the sum of all times in the last row."""
    every = needs(parts)
    chapters = [chapter for part in parts for chapter in part["chapters"]]
    numbers = {chapter["file"]: number for number, chapter in enumerate(chapters, start=1)}
    rows = ["| chapter | builds on | minutes to read + to do |", "|---|---|---:|"]
    reading = exercise = 0
    for chapter in chapters:
        number, minutes = numbers[chapter["file"]], chapter["minutes"]
        on = ", ".join(str(numbers[other]) for other in every[chapter["file"]]) or "–"
        link = f"{{doc}}`{number}. {chapter['title']} <{chapter['file']}>`"
        task = minutes.get("exercise", 0)
        rows.append(f"| {link} | {on} | {minutes['reading']} + {task} |")
        reading, exercise = reading + minutes["reading"], exercise + task
    rows.append(f"| together | | {reading / 60:.0f} + {exercise / 60:.0f} hours |")
    return "\n".join(rows)
