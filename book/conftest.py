"""How ``pytest --nbval`` compares a chapter of this folder with the outputs that it stores.

Text exactly, numbers within the tolerance that the cell's metadata states
(``chapter_outputs.tolerance``), figures by presence and size. Kernels are forked from a process
that has TensorFlow imported, where the system allows it. They work in an empty folder: a chapter
that was downloaded alone must find all that it reads in course_lib. No coverage is measured: a
line that only a chapter runs has no test, and a traced cell takes a third longer.
"""

from __future__ import annotations

import functools
import os
import sys
import tempfile
from pathlib import Path
from unittest import mock

import nbval.plugin
import pytest

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from chapter_outputs.comparison import differences

os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "course-warm-provisioner")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give nbval's cells of this folder the comparison above."""
    if hasattr(item, "compare_outputs"):
        item.compare_outputs = lambda fresh, stored: _agree(item, fresh, stored)
        item.config.option.cov_source = None  # asked for by nbval alone, once tests are collected
        if not hasattr(item.parent, "folder"):
            item.parent.folder = tempfile.TemporaryDirectory(prefix="chapter-")
            item.parent.setup = functools.partial(_set_up, item.parent, item.parent.setup)


def _set_up(chapter, setup) -> None:
    """Start the chapter's kernel in the empty folder instead of that of the notebook."""
    start = nbval.plugin.RunningKernel

    def elsewhere(name: str, *, cwd: str, **options):
        try:
            return start(name, cwd=chapter.folder.name, **options)
        except RuntimeError:  # another process has taken a port between its choice and its use
            return start(name, cwd=chapter.folder.name, **options)

    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    with (
        mock.patch.object(nbval.plugin, "RunningKernel", elsewhere),
        mock.patch.dict(os.environ, unmeasured, clear=True),
    ):
        setup()


def _agree(item, fresh, stored) -> bool:
    item.comparison_traceback = differences(stored, fresh, item.cell.metadata)
    return not item.comparison_traceback
