"""The checks that students see: visible questions and what they use, cut out of a checks.py."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.questions import Question
from course_lib.grading.uses import asked_by, definitions, text_of, used

__all__ = ["visible_checks"]

_HEAD = '"""What check("…") runs in the notebook of {name}; made by `course release`."""'
_STUB = '''@question("{name}", points={points:g}, {flag}=True{extra})
def {function}(student):
    """{text}"""'''
_HIDDEN = "Checked after you hand in."
_MANUAL = "Read by a person after you hand in."
_IMPORTED = re.compile(r"\bimport (.*, )?question(,|$)")
_IMPORT = "from course_lib.checks import question"


def visible_checks(source: str, questions: Sequence[Question], name: str) -> str:
    """Return the source of the checks that students get.

    Parameters
    ----------
    source : str
        A checks.py.
    questions : sequence of Question
        What it defines.
    name : str
        The exercise, for the first line.

    Returns
    -------
    str
        The visible questions, the imports, constants, functions and classes that they use, and for
        each other question its name and points alone.

    Raises
    ------
    ChecksBroken
        A statement at the top level that is none of these, so that nobody can tell who uses it.
    """
    statements = definitions(source)
    asked = asked_by(statements, questions)
    visible = [node for node in statements if id(node) in asked and asked[id(node)].visible]
    kept = used(statements, visible)
    lines = source.splitlines()
    imports: list[str] = []
    parts: list[str] = []
    for node in statements:
        question = asked.get(id(node))
        if question is not None and not question.visible:
            if id(node) in kept:
                raise ChecksBroken(
                    f"checks.py, line {node.lineno}: a visible question uses the check of question "
                    f"{question.name!r}, which students must not see"
                )
            parts.append(_stub(question))
        elif id(node) in kept:
            is_import = isinstance(node, ast.Import | ast.ImportFrom)
            (imports if is_import else parts).append(text_of(node, lines, kept[id(node)]))
    if not any(_IMPORTED.search(text) for text in imports):
        imports.append(_IMPORT)
    head = "\n".join(imports)
    return "\n\n\n".join([f"{_HEAD.format(name=name)}\n\n{head}", *parts]) + "\n"


def _stub(question: Question) -> str:
    return _STUB.format(
        name=question.name,
        points=question.points,
        flag="manual" if question.manual else "hidden",
        extra=", extra=True" if question.extra else "",
        function=question.function.__name__,
        text=_MANUAL if question.manual else _HIDDEN,
    )
