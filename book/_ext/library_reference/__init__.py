"""Sphinx extension: what of the docstrings the library's reference shows, and how."""

from __future__ import annotations

import os
import re
from typing import Any

from sphinx.application import Sphinx

_MARKED = re.compile(r"(:[\w:]+:`[^`]+`|``.+?``|`[^`]+`_)|`([^`]+)`")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx' events."""
    app.connect("builder-inited", _import_quietly)
    app.connect("autodoc-process-docstring", _as_code, priority=400)  # before numpydoc's own
    app.connect("autodoc-skip-member", _skip)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _import_quietly(app: Sphinx) -> None:
    """Import Keras without the greetings of TensorFlow, which are written below Python."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        import keras  # noqa: F401
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _as_code(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Show `x` as code: in our docstrings single backticks hold names."""
    lines[:] = [_MARKED.sub(lambda m: m[1] or f"``{m[2]}``", line) for line in lines]


def _skip(app: Sphinx, what: str, name: str, thing: Any, skip: bool, options: Any) -> bool | None:
    """Leave out what a class has from elsewhere: scikit-learn's setters, a tuple's fields."""
    inner = getattr(thing, "fget", thing)
    if what == "class" and not str(getattr(inner, "__module__", "")).startswith("course_lib"):
        return True
    return None
