"""The files of other people's packages that the pages use, and where the book puts them."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

_MATHJAX = (
    "tex-mml-chtml.js",
    "output/chtml/fonts/woff-v2",
    "input/tex/extensions",
    "a11y",
    "sre",
)
_QUIZ = ("quiz.js", "quiz.css")
SCRIPTS = {  # the class of an element in a page: the scripts, beside MathJax, that the page needs
    "plotly-figure": ("plotly.min.js", "plotly_figures.js"),
    "course-quiz": ("quiz.js",),
}


def copy(static: Path) -> None:
    """Copy MathJax, plotly.js and the quiz code into a built book's ``_static`` folder."""
    static.mkdir(parents=True, exist_ok=True)
    _copy_mathjax(static / "mathjax")
    with as_file(files("plotly") / "package_data" / "plotly.min.js") as plotly:
        shutil.copyfile(plotly, static / "plotly.min.js")
    for name in _QUIZ:
        (static / name).write_text((files("course_lib.quizzes") / name).read_text("utf-8"), "utf-8")


def _copy_mathjax(target: Path) -> None:
    with as_file(files("mathjax") / "static" / "mathjax") as mathjax:
        for name in _MATHJAX:
            source, copied = mathjax / "es5" / name, target / name
            if source.is_dir():
                shutil.copytree(source, copied, dirs_exist_ok=True)
            else:
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copied)
        shutil.copyfile(mathjax / "LICENSE", target / "LICENSE")
