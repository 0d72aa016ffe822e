"""nbgrader's formgrader over a folder of grades: to read written answers, and for nothing else."""

from course_lib.grading.formgrader.server import FormgraderServer, serving

__all__ = ["FormgraderServer", "serving"]
