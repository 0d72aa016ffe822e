"""What students get: solutions/NN-name without solutions, outputs and hidden checks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from course_lib import atomic
from course_lib.checks.notebooks import Cell, cells_of, read_notebook
from course_lib.checks.released import ReleasedExercise
from course_lib.grading.exercise import Exercise, ExerciseError
from course_lib.grading.visible import visible_checks

__all__ = ["Released", "release", "released_differs", "released_files", "told_by"]

_GIVEN = "YOUR CODE HERE"
_CODE = f"# {_GIVEN}\nraise NotImplementedError()"
_TEXT = "YOUR ANSWER HERE"
_MAY_RAISE = "raises-exception"
_BEGIN = re.compile(r"^([ \t]*)\S*?\s*BEGIN SOLUTION\b.*$")
_END = re.compile(r"^[ \t]*\S*?\s*END SOLUTION\b.*$")
_MARKED = re.compile(rb"BEGIN (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)")
_HIDDEN = re.compile(r"(BEGIN|END) (HIDDEN TESTS|MARK SCHEME)")


class Released(NamedTuple):
    """What a release did: the files that it wrote, and those there that it does not make."""

    written: tuple[Path, ...]
    strays: tuple[Path, ...]


def release(source: Path | str, target: Path | str) -> Released:
    """Write what students get of an exercise.

    Parameters
    ----------
    source : path
        solutions/NN-name.
    target : path
        exercises/NN-name; made if it is not there. A file that release does not make stays.

    Returns
    -------
    Released
        The files that were written, those that were right already not touched; and the strays.

    Raises
    ------
    ExerciseError, ChecksBroken
        The exercise has a mistake; nothing is written.
    """
    target = Path(target)
    if target.resolve() == Path(source).resolve():
        raise ExerciseError(f"{target} is the source itself: release into another folder")
    files, written = released_files(Exercise.read(source)), []
    for name, content in files.items():
        path = target / name
        if path.is_file() and path.read_bytes() == content:
            continue
        with atomic.writing(path) as file:
            file.write(content)
        written.append(path)
    strays = sorted(_present(target) - files.keys())
    return Released(tuple(written), tuple(target / name for name in strays))


def released_differs(source: Path | str, target: Path | str) -> tuple[str, ...]:
    """Return how a released exercise differs from what release would make, a sentence each.

    Parameters
    ----------
    source, target : path
        As for `release`.

    Returns
    -------
    tuple of str
        Empty when it is exactly that.
    """
    target = Path(target)
    files = released_files(Exercise.read(source))
    there = _present(target)
    return (
        *(f"{target / name} is missing" for name in files if name not in there),
        *(f"{target / name} is not made by release" for name in sorted(there - files.keys())),
        *(
            f"{target / name} is not what release makes"
            for name, content in files.items()
            if name in there and (target / name).read_bytes() != content
        ),
    )


def released_files(exercise: Exercise) -> dict[str, bytes]:
    """Return the files that students get, by their path; the same source, the same bytes.

    Parameters
    ----------
    exercise : Exercise
        From solutions/NN-name.

    Returns
    -------
    dict
        The notebook, checks.py and what exercise.toml lists under ``files``.

    Raises
    ------
    ExerciseError, ChecksBroken
        The exercise has a mistake.
    """
    checks = (exercise.folder / "checks.py").read_text(encoding="utf-8-sig")
    files = {name: _further(exercise, name) for name in exercise.files}
    visible = visible_checks(checks, exercise.questions, exercise.name)
    for name in exercise.private:
        if Path(name).name in visible:
            raise ExerciseError(
                f"{exercise.name}: a visible question uses {name}, which students do not get"
            )
    return {
        exercise.notebook.name: _notebook(exercise),
        "checks.py": f"{visible}\n\n{told_by(exercise).to_source()}".encode(),
        **files,
    }


def told_by(exercise: Exercise) -> ReleasedExercise:
    """Return what an exercise tells the check of a notebook.

    Parameters
    ----------
    exercise : Exercise
        From solutions/NN-name.

    Returns
    -------
    ReleasedExercise
        Written into the released checks.py.
    """
    cells = cells_of(json.loads(_notebook(exercise)))
    return ReleasedExercise(cells, exercise.forbidden, exercise.limits.cell)


def _further(exercise: Exercise, name: str) -> bytes:
    """Return a further file, which is given out as it is, and so must hold no solution."""
    content = (exercise.folder / name).read_bytes()
    place = f"{exercise.name}, {name}: a further file is given out as it is, and "
    marked = _MARKED.search(content)
    if marked:
        raise ExerciseError(f"{place}{marked[0].decode()} stands in it")
    if name.endswith(".ipynb"):
        for cell in cells_of(read_notebook(exercise.folder / name)):
            if cell.solution and not any(one in cell.source for one in (_GIVEN, _TEXT)):
                raise ExerciseError(f"{place}its cell {cell.grade_id!r} holds a solution")
    return content


def _present(target: Path) -> set[str]:
    """Return the paths of the files in a folder, without what Python and Jupyter leave there."""
    return {
        path.relative_to(target).as_posix()
        for path in (target.rglob("*") if target.is_dir() else ())
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
    }


def _notebook(exercise: Exercise) -> bytes:
    cells = [_cell(cell, at, exercise.name) for at, cell in enumerate(exercise.cells, start=1)]
    _let_run_all_go_on(cells)
    document = {
        "cells": cells,
        "metadata": {
            "exercise": exercise.name,
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _cell(cell: Cell, at: int, name: str) -> dict[str, Any]:
    source = _source(cell, f"{name}, cell {cell.grade_id or at}: ")
    metadata: dict[str, Any] = {"tags": list(cell.tags)} if cell.tags else {}
    if cell.grade_id:
        metadata["nbgrader"] = _nbgrader(cell)
    if cell.locked:
        metadata |= {"editable": False, "deletable": False}
    result = {
        "cell_type": cell.kind,
        "id": cell.grade_id if cell.grade_id else f"{cell.kind}-{at:02d}",
        "metadata": metadata,
        "source": source.splitlines(keepends=True),
    }
    return {**result, "outputs": [], "execution_count": None} if cell.kind == "code" else result


def _let_run_all_go_on(cells: list[dict[str, Any]]) -> None:
    """Tag what can fail before it is solved, so that Jupyter runs the cells behind it, as grading.

    That is every cell of code from the first placeholder on but the checks, which never fail.
    """
    reached = False
    for cell in cells:
        mark = cell["metadata"].get("nbgrader", {})
        reached = reached or (cell["cell_type"] == "code" and mark.get("solution", False))
        if reached and cell["cell_type"] == "code" and not mark.get("grade"):
            tags = cell["metadata"].setdefault("tags", [])
            if _MAY_RAISE not in tags:
                tags.append(_MAY_RAISE)


def _nbgrader(cell: Cell) -> dict[str, Any]:
    fields = {
        "schema_version": 3,
        "cell_type": cell.kind,
        "grade_id": cell.grade_id,
        "grade": cell.grade,
        "solution": cell.solution,
        "locked": cell.locked,
        "task": False,
    }
    points = cell.points or 0.0
    return (
        {**fields, "points": int(points) if points.is_integer() else points}
        if cell.grade
        else fields
    )


def _source(cell: Cell, place: str) -> str:
    if _HIDDEN.search(cell.source):
        raise ExerciseError(f"{place}hidden tests belong into checks.py")
    kept, inside, found = [], False, False
    for line in cell.source.split("\n"):
        begin = _BEGIN.match(line)
        if begin or _END.match(line):
            if bool(begin) == inside:
                raise ExerciseError(f"{place}BEGIN SOLUTION and END SOLUTION do not alternate")
            if begin:
                kept += _placeholder(cell.kind, begin[1])
            inside, found = bool(begin), True
        elif not inside:
            kept.append(line)
    if inside:
        raise ExerciseError(f"{place}BEGIN SOLUTION has no END SOLUTION")
    if found and not cell.solution:
        raise ExerciseError(f"{place}a solution stands in a cell that is not one for solutions")
    if cell.solution and not found:
        return "\n".join(_placeholder(cell.kind, ""))
    return "\n".join(kept)


def _placeholder(kind: str, indent: str) -> list[str]:
    text = _CODE if kind == "code" else _TEXT
    return [f"{indent}{line}" for line in text.split("\n")]
