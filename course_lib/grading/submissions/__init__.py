"""What students handed in: nbgrader's folders, or the zip of a learning system."""

from course_lib.grading.submissions.collecting import Submission, collect
from course_lib.grading.submissions.found import UploadLimits
from course_lib.grading.submissions.tables import Member, read_groups, read_times

__all__ = ["Member", "Submission", "UploadLimits", "collect", "read_groups", "read_times"]
