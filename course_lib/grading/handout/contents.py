"""Which files a handout holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.grading.exercise import Exercise
from course_lib.grading.handout.beginning import first_page
from course_lib.grading.handout.book import pages_for_students, why_outdated
from course_lib.grading.handout.wheel import build_wheel, lock_with
from course_lib.grading.release import released_files

__all__ = ["Handout", "collect"]

_TITLE = "Fair Trials: neural networks by controlled experiment"


@dataclass(frozen=True)
class Handout:
    """What a student gets.

    Parameters
    ----------
    files : dict of str to bytes
        Contents by path.
    remarks : tuple of str
        What the instructor should know of it, a sentence each.
    """

    files: dict[str, bytes]
    remarks: tuple[str, ...] = field(default=())


def collect(
    exercises: Sequence[Exercise],
    root: Path,
    *,
    chapters: bool = True,
    book: Path | None = None,
    hand_in: str = "",
    deadline: str = "",
) -> Handout:
    """Put together what students get; whatever is not named here stays behind.

    Parameters
    ----------
    exercises : sequence of Exercise
        At least one; they are released anew, so that nothing old is given out.
    root : pathlib.Path
        The course's clone: library, lock and chapters.
    chapters : bool
        Whether the chapters come along as notebooks.
    book : pathlib.Path, optional
        Folder of the built book; left out, with a remark, where it is older than its sources.
    hand_in, deadline : str
        For the first page: how to hand in, and where the deadline stands.

    Returns
    -------
    Handout
        Exercises without solutions and hidden checks, the library's wheel, its lock, a first page.

    Raises
    ------
    ExerciseError, ChecksBroken
        An exercise has a mistake, or the library cannot be built.
    """
    files: dict[str, bytes] = {}
    released = {exercise.name: released_files(exercise) for exercise in exercises}
    for name, made in released.items():
        files |= {f"exercises/{name}/{path}": content for path, content in made.items()}
    if chapters:
        files |= {
            f"book/{path.name}": path.read_bytes()
            for path in sorted((root / "book").glob("*.ipynb"))
        }
    ours = [one.name for one in exercises if one.folder.resolve().is_relative_to(root)]
    pages, remark = _pages(book, root, {name: released[name] for name in ours})
    files |= {f"html/{path}": content for path, content in pages.items()}
    wheel, content = build_wheel(root)
    lock = (root / "requirements-student.txt").read_text("utf-8")
    page = first_page(
        exercises,
        title=_TITLE,
        chapters=chapters,
        book=bool(pages),
        hand_in=hand_in,
        deadline=deadline,
    )
    files |= {
        wheel: content,
        "requirements.txt": lock_with(lock, wheel, content).encode(),
        "LICENSE": (root / "LICENSE").read_bytes(),
        "README.md": page.encode(),
    }
    return Handout(files, (remark,) if remark else ())


def _pages(
    book: Path | None, root: Path, released: dict[str, dict[str, bytes]]
) -> tuple[dict[str, bytes], str]:
    if book is None:
        return {}, ""
    if not (book / "index.html").is_file():
        return {}, f"without the built book: there is none in {book}; make book builds it"
    if reason := why_outdated(book, root, released):
        return {}, f"without the built book: {reason}; make book builds it anew"
    return pages_for_students(book), ""
