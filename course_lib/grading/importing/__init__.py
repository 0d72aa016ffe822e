"""Exercises from what others wrote them in.

1. `tests`: the asserts of a test cell as a check that asks for values; why it cannot be one.
2. `nbgrader`: an assignment of nbgrader's as a folder of solutions/.
"""

from course_lib.grading.importing.nbgrader import Imported, failing_checks, import_nbgrader

__all__ = ["Imported", "failing_checks", "import_nbgrader"]
