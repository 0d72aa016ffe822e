"""What a student gets: exercises, book and library, without anything that answers them."""

from course_lib.grading.handout.branch import commit_branch, with_launch
from course_lib.grading.handout.clone import clone
from course_lib.grading.handout.contents import Handout, collect
from course_lib.grading.handout.packing import packed

__all__ = ["Handout", "clone", "collect", "commit_branch", "packed", "with_launch"]
