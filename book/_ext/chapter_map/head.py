"""The head of a chapter's page: what it is about, what it needs, how long it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Chapter = dict[str, Any]


def head(chapter: Chapter, exercise: Path | None = None, solved: str | None = None) -> str:
    """Return the head as MyST Markdown; empty where nothing is stated.

    `exercise` is the exercise's notebook, relative to the chapter; `solved` is the page with its
    hints and solutions, in an edition that has one.
    """
    parts = []
    if aims := chapter.get("aims"):
        parts += ["**What you will find out**", _listed(aims)]
    inside = []
    if needs := chapter.get("prerequisites"):
        inside += ["You should know:", _listed(needs)]
    if minutes := chapter.get("minutes"):
        inside += [f"**Study time**: about {_time(**minutes)}. The code runs in a minute."]
    if exercise:
        beside = exercise.with_name("checks.py").as_posix()
        inside += [
            f"**Exercise**: {{download}}`the notebook <{exercise.as_posix()}>` and "
            f"{{download}}`its checks <{beside}>`; keep both in one folder."
        ]
        if solved:
            inside += [f"{{doc}}`Hints and solutions <{solved}>` are on a page of their own."]
    if inside:
        parts += [
            "\n\n".join([":::{admonition} Before you begin\n:class: chapter-head", *inside, ":::"])
        ]
    return "\n\n".join(parts)


def _listed(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _time(reading: int, exercise: int | None = None) -> str:
    after = f" and {exercise} minutes for the exercise" if exercise else ""
    return f"{reading} minutes to read{after}"
