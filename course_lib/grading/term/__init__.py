"""A term of exercises: who is in the class, what was granted to whom, and what all of it comes to.

1. `roster`: who is in the class; `systems` reads it from what Canvas and Moodle export.
2. `exceptions` and `settings`: extensions and excuses; weights, dropped exercises, late days.
3. `enrolling`: submissions under the roster's students; who handed in nothing.
4. `settling`: results with all of that.
5. `totals`: what each student has in all exercises; `pages` and `tables` of it.
6. `requests`: who asks for another look at a score.
"""

from course_lib.grading.term.enrolling import absent, enrolled, listing
from course_lib.grading.term.exceptions import Exceptions, Granted
from course_lib.grading.term.people import Person
from course_lib.grading.term.roster import Roster, merged, read_roster, written
from course_lib.grading.term.settings import TermSettings
from course_lib.grading.term.settling import Rules, Term, in_class, read_term, settled

__all__ = [
    "Exceptions",
    "Granted",
    "Person",
    "Roster",
    "Rules",
    "Term",
    "TermSettings",
    "absent",
    "enrolled",
    "in_class",
    "listing",
    "merged",
    "read_roster",
    "read_term",
    "settled",
    "written",
]
