"""What students handed in: nbgrader's folders, or the zip of a learning system."""

from course_lib.grading.submissions.collecting import Submission, collect
from course_lib.grading.submissions.found import UploadLimits

__all__ = ["Submission", "UploadLimits", "collect"]
