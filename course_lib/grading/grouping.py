"""Which questions one kernel is asked, and which need another."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.checks.questions import Question

__all__ = ["grouped"]


def grouped(questions: Sequence[Question]) -> list[tuple[tuple[str, ...], list[Question]]]:
    """Return questions by what is forbidden: each group has a kernel of its own.

    No visible question comes after a hidden one. A kernel that was asked a hidden question can tell
    the next one, for instance by the parts of a file that it makes the machine hold in memory.

    Parameters
    ----------
    questions : sequence of Question
        In the exercise's order.

    Returns
    -------
    list of (tuple of str, list of Question)
        The modules that each group forbids, and its questions.

    Examples
    --------
    >>> asked = [Question("a", 1, print, hidden=True), Question("b", 1, print, forbidden=("wave",))]
    >>> [(modules, [one.name for one in group]) for modules, group in grouped(asked)]
    [(('wave',), ['b']), ((), ['a'])]
    """
    visible: dict[tuple[str, ...], list[Question]] = {}
    hidden: dict[tuple[str, ...], list[Question]] = {}
    for question in questions:
        groups = hidden if question.hidden else visible
        groups.setdefault(tuple(sorted(question.forbidden)), []).append(question)
    for modules in hidden:
        if modules in visible:  # one kernel serves both
            both = {modules: visible.pop(modules) + hidden.pop(modules)}
            return [*visible.items(), *both.items(), *hidden.items()]
    return [*visible.items(), *hidden.items()]
