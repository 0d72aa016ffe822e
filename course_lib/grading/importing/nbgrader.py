"""An assignment of nbgrader's as an exercise: tests become checks, answers are read by a person."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_lib.checks.notebooks import read_notebook
from course_lib.grading.exercise import NAME
from course_lib.grading.importing.conversion import Conversion, Left
from course_lib.grading.settings import ExerciseError

__all__ = ["Imported", "failing_checks", "import_nbgrader"]

_LEFT_OUT = {".ipynb_checkpoints", "__pycache__"}


@dataclass(frozen=True)
class Imported:
    """What came of an assignment.

    Parameters
    ----------
    folder : pathlib.Path
        The exercise.
    files : tuple of str
        What was written into it.
    checks, read : dict of str to float
        Points of the checks, and of what a person reads, by question.
    left : tuple of Left
        What could not be converted, or was in another way.
    """

    folder: Path
    files: tuple[str, ...]
    checks: dict[str, float] = field(default_factory=dict)
    read: dict[str, float] = field(default_factory=dict)
    left: tuple[Left, ...] = ()


def import_nbgrader(
    source: Path | str,
    solutions: Path | str,
    name: str = "",
    *,
    failing: Callable[[Path], dict[str, str]] | None = None,
) -> Imported:
    """Write an exercise from an assignment of nbgrader's.

    Parameters
    ----------
    source : path
        A folder of nbgrader's ``source`` with one notebook, or one of its notebooks.
    solutions : path
        Folder of what instructors wrote; made if it is not there.
    name : str
        Of the exercise, as ``"05-squares"``; else the next number, and the source's name.
    failing : callable, optional
        Given the notebook, tells which questions its own solution does not pass, and why; these
        checks are left out.

    Returns
    -------
    Imported
        With what could not be converted.

    Raises
    ------
    ExerciseError
        There is no such assignment, or already such an exercise; one sentence.
    """
    path = _notebook_in(Path(source))
    folder = Path(solutions) / (name or _next_name(Path(solutions), path, Path(source)))
    if not NAME.fullmatch(folder.name):
        raise ExerciseError(f"an exercise is named like 05-squares, not {folder.name}")
    if folder.exists():
        raise ExerciseError(f"there is {folder} already: choose another name with --name")
    try:
        document = read_notebook(path)
    except ValueError as error:
        raise ExerciseError(str(error)) from None
    language = document.get("metadata", {}).get("kernelspec", {}).get("language", "python")
    if language != "python":
        raise ExerciseError(f"{path} is in {language}, and checks are of Python")
    beside = _beside(path)
    made = Conversion(document)
    try:
        done = _written(made, folder, beside)
        faults = failing(folder / f"{folder.name}.ipynb") if failing is not None else {}
        return _written(Conversion(document, faults), folder, beside) if faults else done
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def failing_checks(notebook: Path) -> dict[str, str]:
    """Return which questions an exercise's own solution does not pass.

    Parameters
    ----------
    notebook : pathlib.Path
        Of the exercise; it is run here, as ``course check`` does.

    Returns
    -------
    dict of str to str
        Why, by question.
    """
    from course_lib.checks.rehearsing import check_notebook
    from course_lib.grading.exercise import Exercise
    from course_lib.grading.release import told_by

    exercise = Exercise.read(notebook.parent)
    done = check_notebook(notebook, told=told_by(exercise), questions=exercise.questions)
    return {
        one.name: one.message or str(one.headline)
        for one in done.results
        if not one.manual and not one.right
    }


def _written(made: Conversion, folder: Path, beside: Sequence[tuple[str, Path]]) -> Imported:
    listed = ", ".join(json.dumps(name) for name, _ in beside)
    title = _title(made.cells) or folder.name[3:].replace("-", " ").capitalize()
    settings = f"title = {json.dumps(title, ensure_ascii=False)}\n"
    settings += f"files = [{listed}]\n" if beside else ""
    texts = {
        f"{folder.name}.ipynb": json.dumps(made.notebook(), indent=1, ensure_ascii=False) + "\n",
        "checks.py": made.checks_file(),
        "exercise.toml": settings,
    }
    for name, content in beside:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    files = (*texts, *(name for name, _ in beside))
    return Imported(folder, files, made.checks, made.read, tuple(made.left))


def _notebook_in(source: Path) -> Path:
    if source.is_file():
        return source
    found = sorted(source.glob("*.ipynb"))
    if not found:
        raise ExerciseError(f"{source} holds no notebook: name a folder of nbgrader's source")
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise ExerciseError(f"{source} holds {names}: import each by itself, as {found[0]}")
    return found[0]


def _next_name(solutions: Path, path: Path, source: Path) -> str:
    word = source.resolve().name if source.is_dir() else path.stem
    slug = re.sub(r"[^a-z0-9]+", "-", word.casefold()).strip("-") or "exercise"
    if NAME.fullmatch(slug):
        return slug
    numbers = [int(one.name[:2]) for one in solutions.glob("[0-9][0-9]-*")]
    return f"{max(numbers, default=0) + 1:02}-{slug}"


def _beside(path: Path) -> list[tuple[str, Path]]:
    """Return the other files of an assignment, which nbgrader gives to students too."""
    found = []
    for one in sorted(path.parent.rglob("*")):
        parts = one.relative_to(path.parent).parts
        odd = any(part in _LEFT_OUT or part.startswith(".") for part in parts)
        if one.is_file() and not odd and one.suffix != ".ipynb":
            found.append((one.relative_to(path.parent).as_posix(), one))
    return found


def _title(cells: Sequence[dict[str, Any]]) -> str:
    for cell in cells:
        if cell["cell_type"] == "markdown":
            match = re.search(r"^#\s+(.+?)\s*#*$", "".join(cell["source"]), re.M)
            if match:
                return match[1]
    return ""
