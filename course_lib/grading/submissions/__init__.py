"""What students handed in: nbgrader's folders, or the zip of a learning system."""

from course_lib.grading.submissions.collecting import Limits, Submission, collect, submissions

__all__ = ["Limits", "Submission", "collect", "submissions"]
