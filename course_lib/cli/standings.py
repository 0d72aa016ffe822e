"""How a class stands in an exercise: its results with what people granted and entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from course_lib.cli.options import database_url, exercises_of
from course_lib.cli.terminal import fail

if TYPE_CHECKING:
    from course_lib.grading.results import SubmissionResult
    from course_lib.grading.term import Person, Rules, Term

__all__ = ["Standing", "standings"]


@dataclass(frozen=True)
class Standing:
    """A class in one exercise.

    Parameters
    ----------
    results : list of SubmissionResult
        Of who handed in.
    absent : list of str
        Who of the roster did not, and is not excused.
    excused : set of str
        For whom the exercise does not count.
    names : dict of str to str
        Of all of them.
    folders : dict of str to str
        Under which identifier each was graded.
    people : dict of str to Person
        Who is in the roster.
    """

    results: list[SubmissionResult]
    absent: list[str]
    excused: set[str]
    names: dict[str, str]
    folders: dict[str, str]
    people: dict[str, Person]


def standings(
    wanted: Mapping[str, Sequence[str]] | None, solutions: Path, into: Path, db: str, folder: Path
) -> tuple[dict[str, Standing], Term, dict[str, Rules]]:
    """Return how the class stands in some exercises, or end with what is wrong.

    Parameters
    ----------
    wanted : mapping of str to sequence of str
        Exercises, and the names of their cells in order; None is all that have results.
    solutions, into : pathlib.Path
        Folders of exercises and of results.
    db : str
        URL of the gradebook.
    folder : pathlib.Path
        Of the roster and the rest.

    Returns
    -------
    standings : dict of str to Standing
        By exercise.
    term : Term
        What holds for all.
    rules : dict of str to Rules
        Of all exercises that have results.
    """
    from course_lib.grading.gradebook import Gradebook
    from course_lib.grading.store import ResultStore
    from course_lib.grading.term import Rules, in_class, read_term, settled

    store = ResultStore(into / "results")
    every = exercises_of(solutions)
    raw = {name: found for name in every if (found := store.of(name))}
    if not raw:
        fail(f"{into} holds no results: run course grade first")
    wanted = dict.fromkeys(raw, ()) if wanted is None else wanted
    for name in wanted:
        if name not in raw:
            fail(f"{into} holds no results of {name}: run course grade first")
    try:
        students = {one.student for results in raw.values() for one in results}
        term = read_term(folder, every, students)
        rules = {name: Rules.read(solutions / name) for name in raw}
        with Gradebook(database_url(into, db)) as gradebook:
            names = gradebook.names()
            mine = {name: in_class(results, term.roster, names) for name, results in raw.items()}
            timed = settled({name: one[0] for name, one in mine.items()}, rules, term)
            done = {}
            for name, cells in wanted.items():
                _, folders, faults = mine[name]
                for fault in faults:
                    typer.secho(fault, err=True, fg="yellow")
                results = [
                    gradebook.settle(
                        one.replace(student=folders[one.student]), list(cells)
                    ).replace(student=one.student)
                    for one in timed[name]
                ]
                done[name] = _standing(name, results, folders, names, term)
    except (ValueError, OSError) as error:
        fail(error)
    return done, term, rules


def _standing(
    name: str,
    results: list[SubmissionResult],
    folders: dict[str, str],
    names: Mapping[str, str],
    term: Term,
) -> Standing:
    from course_lib.grading.term import absent

    people = {one.student: one for one in term.roster.people}
    there = [one.student for one in results]
    missing = absent(term.roster, there)
    excused = {one for one in (*there, *missing) if term.exceptions.of(one, name).excused}
    called = {student: names.get(folders[student], "") for student in there}
    called |= {student: one.name for student, one in people.items()}
    return Standing(
        results,
        [one for one in missing if one not in excused],
        excused,
        {student: text for student, text in called.items() if text},
        folders,
        people,
    )
