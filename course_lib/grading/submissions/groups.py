"""Groups that hand in one notebook: it is each member's, or nobody's where they are not known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from course_lib.arguments import shown
from course_lib.grading.submissions.layouts import Upload
from course_lib.grading.submissions.tables import Member, squeezed

__all__ = ["each_member"]

_WORD = re.compile(
    r"\b(team|group|gruppe|groupe|grupo|grup|gruppo|equipo|équipe|equipe|squadra|groep|grupp|"
    r"zespół|skupina)\b",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"-\S+ \S")
"""Where a group's name stands before a student's, as in ``Group 1-Ada Lovelace``."""


def each_member(
    handed: Sequence[Upload], groups: Mapping[str, Sequence[Member]]
) -> tuple[list[Upload], list[str]]:
    """Return uploads in which each group's is its members', and a sentence for each that is not.

    The number that Moodle gives beside a group's name is the group's. Who takes it for a
    participant's gives the grade to somebody else.

    Parameters
    ----------
    handed : sequence of Upload
        From `layouts.sort`.
    groups : mapping of str to sequence of Member
        Who is in each group, by its squeezed name.

    Returns
    -------
    uploads : list of Upload
        Of students.
    faults : list of str
        A sentence each.
    """
    result, faults = [], []
    for one in handed:
        members = groups.get(squeezed(one.name))
        if members is not None:
            result += [
                replace(one, raw=member.name, name=member.name, lms_id=member.number)
                for member in members
            ]
        elif one.lms == "moodle" and _WORD.search(one.name) and not _MEMBER.search(one.name):
            faults.append(
                f"{shown(one.name, 60)} is a group, and its members are not known: it was not"
                " graded. Name them in a table of group, student and number: --groups groups.csv."
            )
        else:
            result.append(one)
    return result, faults
