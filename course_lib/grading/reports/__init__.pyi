from .answers import answers_to as answers_to
from .answers import titles_of as titles_of
from .classroom import class_page as class_page
from .exporting import comments_of as comments_of
from .exporting import export as export
from .exporting import remarks as remarks
from .feedback import feedback_zip as feedback_zip
from .pages import student_page as student_page
from .similarity import Pair as Pair
from .similarity import resemblances as resemblances
from .statistics import by_question as by_question
from .statistics import overview as overview
from .writing import write_reports as write_reports

__all__ = [
    "Pair",
    "answers_to",
    "by_question",
    "class_page",
    "comments_of",
    "export",
    "feedback_zip",
    "overview",
    "remarks",
    "resemblances",
    "student_page",
    "titles_of",
    "write_reports",
]
