"""The sources of the self-study edition: the book's own, and a page for each exercise."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from course_lib.grading.exercise import Exercise

from .pages import page

_CAPTION = "Exercises, with hints and solutions"
_NOT_PAGES = ("_ext", "editions", "printing", "__pycache__", "*.py")


def assemble(root: Path, target: Path) -> Path:
    """Write the sources of the edition below a folder; return that of the book.

    Parameters
    ----------
    root : pathlib.Path
        The course's clone.
    target : pathlib.Path
        Made for it; the released exercises lie beside the book, as they do in the clone.

    Returns
    -------
    pathlib.Path
        With a table of contents that has a part for the exercises, behind the chapters.
    """
    book = target / "book"
    shutil.copytree(root / "book", book, ignore=shutil.ignore_patterns(*_NOT_PAGES))
    shutil.copytree(root / "exercises", target / "exercises")
    names = []
    for folder in sorted(path.parent for path in (root / "solutions").glob("*/exercise.toml")):
        names.append(f"exercise-{folder.name}")
        (book / f"{names[-1]}.md").write_text(page(Exercise.read(folder)), "utf-8")
    contents = yaml.safe_load((book / "_toc.yml").read_text("utf-8"))
    part = {"caption": _CAPTION, "chapters": [{"file": name} for name in names]}
    contents["parts"].insert(1, part)
    (book / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False), "utf-8")
    return book
