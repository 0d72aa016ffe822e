"""What a chapter's notebook calls: its first line, and its quizzes."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.util
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from course_lib.arguments import integer

if TYPE_CHECKING:
    from course_lib.quizzes import Quiz

__all__ = ["prepare", "quiz"]


def prepare(*, threads: int = 1) -> None:
    """Make a notebook repeatable, quiet, and its figures part of the page.

    Fixes the number of TensorFlow's threads, on which the last digits of a result depend, and
    silences its start. In a notebook, matplotlib figures are shown as inline SVG in the page's
    colours with their alt text, plotly figures as plain data for the page to draw, numbers in
    tables with four decimals. Call it before TensorFlow is used; calling it again changes nothing.

    Parameters
    ----------
    threads : int
        Threads for one TensorFlow operation. The course's networks are small: a second thread
        costs more in waiting than it gains in work.

    Raises
    ------
    TypeError
        `threads` is not an integer.
    ValueError
        `threads` is not from 1 to 256.

    Warns
    -----
    RuntimeWarning
        TensorFlow already runs with another number of threads.

    Examples
    --------
    >>> prepare()
    """
    threads = integer(threads, "threads", low=1, high=256)
    before = os.environ.get("TF_NUM_INTRAOP_THREADS")
    _environment(threads)
    if "tensorflow" in sys.modules and before != str(threads):
        _tensorflow(threads)
    shell = _shell()
    if shell is not None:
        _quiet()
        _figures(shell)
        _plotly()
        _tables()


def quiz(chapter: str, name: str) -> Quiz:
    """Show one quiz of a chapter; it marks itself and keeps the reader's answers.

    Parameters
    ----------
    chapter : str
        The chapter's file name without its ending.
    name : str
        The quiz, one of those that the chapter has.

    Returns
    -------
    course_lib.quizzes.Quiz
        The quiz, which a notebook shows where a cell ends with it.

    Raises
    ------
    TypeError
        A name is not a string.
    ValueError
        There is no such chapter or quiz; the message lists those there are.

    Examples
    --------
    >>> quiz("01-normalisation", "leak")
    Quiz '01-normalisation/leak' of 2 questions
    """
    from course_lib import quizzes

    return quizzes.load(chapter, name)


def _environment(threads: int) -> None:
    os.environ["TF_NUM_INTRAOP_THREADS"] = str(threads)
    os.environ["TF_NUM_INTEROP_THREADS"] = "1"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def _tensorflow(threads: int) -> None:
    import tensorflow as tf

    threading = tf.config.threading
    try:
        threading.set_intra_op_parallelism_threads(threads)
        threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:
        warnings.warn(
            f"TensorFlow already runs, so its threads stay as they are and not {threads}: "
            "call prepare() before anything else",
            RuntimeWarning,
            stacklevel=3,
        )


def _shell() -> Any:
    """Return the running IPython shell; without IPython imported there is none."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()


def _quiet() -> None:
    there = any(isinstance(finder, _Quiet) for finder in sys.meta_path)
    if "tensorflow" not in sys.modules and not there:
        sys.meta_path.insert(0, _Quiet())


class _Quiet(importlib.abc.MetaPathFinder):
    """Import TensorFlow without its greetings, which no setting of its own silences.

    They are written below Python, carry the time of day, and would be stored with the chapter.
    """

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def quietly(module: ModuleType) -> None:
                with _silence():
                    load(module)

            spec.loader.exec_module = quietly  # type: ignore[method-assign]
        return spec


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Send what is written to the process's standard error, below Python, nowhere."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _figures(shell: Any) -> None:
    from matplotlib.figure import Figure

    # the formatter that displays by itself: no second representation is stored beside the SVG
    shell.display_formatter.ipython_display_formatter.for_type(Figure, _show)


def _show(figure: Any) -> None:
    from IPython.display import display

    from course_lib.plots.inline import svg

    display({"text/html": svg(figure)}, raw=True)


def _plotly() -> None:
    import plotly.io

    from course_lib.plots.page import TEMPLATE

    plotly.io.renderers.default = "plotly_mimetype"
    plotly.io.templates["course"] = TEMPLATE
    plotly.io.templates.default = "course"


def _tables() -> None:
    import pandas as pd

    pd.set_option("display.float_format", "{:.4f}".format)
