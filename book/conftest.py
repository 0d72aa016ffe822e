"""How ``pytest --nbval`` compares a chapter of this folder with the outputs that it stores.

Text exactly, numbers within the tolerance that the cell's metadata states
(``chapter_outputs.tolerance``), figures by presence and size. Kernels are forked from a process
that has TensorFlow imported, where the system allows it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from chapter_outputs.comparison import differences

os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "course-warm-provisioner")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give nbval's cells of this folder the comparison above."""
    if hasattr(item, "compare_outputs"):
        item.compare_outputs = lambda fresh, stored: _agree(item, fresh, stored)


def _agree(item, fresh, stored) -> bool:
    item.comparison_traceback = differences(stored, fresh, item.cell.metadata)
    return not item.comparison_traceback
