"""All pages of a class in one folder, which is there whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from course_lib.arguments import shown
from course_lib.grading.reports.classroom import class_page
from course_lib.grading.reports.pages import student_page
from course_lib.grading.reports.similarity import resemblances
from course_lib.grading.results import SubmissionResult
from course_lib.grading.submissions.names import identifiers

__all__ = ["write_pages", "write_reports"]

_SIGN = '<meta name="generator" content="Fair Trials">'


def write_reports(
    results: Sequence[SubmissionResult],
    folder: str | Path,
    *,
    title: str = "",
    names: Mapping[str, str] | None = None,
    code: Mapping[str, Sequence[str]] | None = None,
    given: Sequence[str] = (),
    titles: Mapping[str, str] | None = None,
    answers: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    absent: Sequence[str] = (),
    excused: Sequence[str] = (),
    requests: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]] | None = None,
) -> Path:
    """Write the class's page and one for each student.

    The pages are written beside `folder` and take its place together; the reports that were there
    before are gone then, and stay if anything fails.

    Parameters
    ----------
    results : sequence of SubmissionResult
        Of one exercise, one for each student.
    folder : str or pathlib.Path
        Gets ``index.html`` for the instructors and ``students/NAME.html`` for each student.
    title : str
        The exercise's title; its name when empty.
    names : mapping of str to str, optional
        Students' names by identifier.
    code : mapping of str to sequence of str, optional
        Source of each student's code cells, to find submissions that resemble each other.
    given : sequence of str
        Source of the exercise's code cells, which everyone has.
    titles : mapping of str to str, optional
        What people call the questions, by name.
    answers : mapping of str to mapping, optional
        By student, what was written for each question.
    absent, excused : sequence of str
        Who handed in nothing, which counts 0, and for whom the exercise does not count.
    requests : mapping of str to mapping, optional
        By student, for `student_page`: who asked for another look, and the answers.

    Returns
    -------
    pathlib.Path
        The class's page.

    Raises
    ------
    ValueError
        A student has two results, or the folder holds other things than reports.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write_reports([SubmissionResult("ada", "01", "k", ())], f"{folder}/reports")
    ...     sorted(path.name for path in page.parent.rglob("*.html"))
    ['ada.html', 'index.html']
    """
    target = Path(folder)
    students = [result.student for result in results]
    for student, count in Counter(students).items():
        if count > 1:
            raise ValueError(f"{shown(student)} has more than one result: reports need one each.")
    files = {s: f"students/{name}.html" for s, name in identifiers(students).items()}
    _check(target)
    pages = {
        files[result.student]: student_page(
            result,
            title=title,
            name=(names or {}).get(result.student, ""),
            titles=titles,
            answers=(answers or {}).get(result.student),
            excused=result.student in excused,
            requests=(requests or {}).get(result.student),
        )
        for result in results
    }
    pages["index.html"] = class_page(
        results,
        title=title,
        names=names,
        pages={student: quote(file) for student, file in files.items()},
        titles=titles,
        pairs=resemblances(code, given) if code else (),
        absent=absent,
        excused=excused,
    )
    return write_pages(pages, target)


def write_pages(pages: Mapping[str, str], folder: Path) -> Path:
    """Write pages beside a folder of reports, and let them take its place together.

    Parameters
    ----------
    pages : mapping of str to str
        By path, ``index.html`` and those in ``students``.
    folder : pathlib.Path
        What was there before is gone then, and stays if anything fails.

    Returns
    -------
    pathlib.Path
        ``index.html``.

    Raises
    ------
    ValueError
        The folder holds other things than reports.
    """
    _check(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
        fresh = Path(place) / "reports"
        (fresh / "students").mkdir(parents=True)
        for path, page in pages.items():
            (fresh / path).write_text(page, "utf-8")
        _exchange(fresh, folder, Path(place) / "before")
    return folder / "index.html"


def _check(target: Path) -> None:
    """Refuse to replace what was not written here."""
    if not target.exists():
        return
    if not target.is_dir() or target.is_symlink():
        raise ValueError(
            f"{shown(str(target), 200)} is not a folder: choose another for the reports."
        )
    others = [p.name for p in target.iterdir() if p.name not in ("index.html", "students")]
    index = target / "index.html"
    ours = index.is_file() and _SIGN in index.read_text("utf-8", "replace")[:2000]
    if others or (any(target.iterdir()) and not ours):
        raise ValueError(
            f"{shown(str(target), 200)} holds other things than reports: choose another folder."
        )


def _exchange(fresh: Path, target: Path, before: Path) -> None:
    moved = target.exists()
    if moved:
        target.rename(before)
    try:
        fresh.rename(target)
    except BaseException:
        if moved:
            before.rename(target)
        raise
    shutil.rmtree(before, ignore_errors=True)
