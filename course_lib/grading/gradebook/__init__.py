"""nbgrader's database, and the notebooks that its formgrader shows."""

from course_lib.grading.gradebook.database import Assignment, Gradebook, ManualScore

__all__ = ["Assignment", "Gradebook", "ManualScore"]
