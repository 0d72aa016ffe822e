"""Reads the questions of an exercise from its checks.py."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from types import ModuleType

from course_lib.checks.mistakes import ChecksBroken, line_in, summary
from course_lib.checks.questions import Question, collected

__all__ = ["load_checks"]


def load_checks(path: Path | str) -> tuple[Question, ...]:
    """Return the questions of a checks.py, in its order.

    Parameters
    ----------
    path : path
        The file, which is trusted: it is run.

    Returns
    -------
    tuple of Question
        At least one.

    Raises
    ------
    FileNotFoundError
        No such file.
    ChecksBroken
        It cannot be run, holds no question, or two of one name.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"there are no checks at {path}")
    key = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    module = ModuleType(f"course_checks_{key}")
    module.__file__ = str(path)
    found: list[Question] = []
    token = collected.set(found)
    sys.modules[module.__name__] = module  # dataclasses look for their own module there
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)
    except Exception as error:
        line = getattr(error, "lineno", 0) if isinstance(error, SyntaxError) else 0
        line = line or line_in(error, str(path))
        raise ChecksBroken(f"{path}, line {line}: {summary(error)}", line=line) from error
    finally:
        collected.reset(token)
    if not found:
        raise ChecksBroken(f"{path} holds no question: decorate a function with @question")
    names = [one.name for one in found]
    for one in found:
        if names.count(one.name) > 1:
            raise ChecksBroken(f"{path} has two questions {one.name!r}", question=one.name)
    return tuple(found)
