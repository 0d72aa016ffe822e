"""nbgrader's database, and the notebooks that its formgrader shows."""

from course_lib.grading.gradebook.database import Exercise, Gradebook, ManualScore

__all__ = ["Exercise", "Gradebook", "ManualScore"]
