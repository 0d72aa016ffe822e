"""`check("name")` in a student's notebook: the visible checks of the grader, run at once."""

from __future__ import annotations

import contextlib
import difflib
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from course_lib.checks.answering import in_process
from course_lib.checks.feedback import Feedback, feedback_of, note, unchecked
from course_lib.checks.forbidding import allowed, barred, forbid
from course_lib.checks.interrupting import interrupted
from course_lib.checks.loading import load_checks
from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.questions import Question
from course_lib.checks.rehearsing import CheckError
from course_lib.checks.released import ReleasedExercise, read_released
from course_lib.checks.scoring import grade
from course_lib.checks.student import Ask, Student, Unanswered

__all__ = ["check", "feedback"]

# Fresh in each session, so that an answer written in by hand does not pass for long.
_SEED = secrets.randbelow(2**31)
# Jupyter starts a kernel in its notebook's folder, and a cell may go elsewhere afterwards.
_STARTED_IN = Path.cwd()


def check(name: str) -> None:
    """Check one question of the notebook and show the result.

    Parameters
    ----------
    name : str
        The question's name, as the cell gives it.

    Examples
    --------
    >>> check("minmax")  # doctest: +ELLIPSIS
    minmax: there is no checks.py beside this notebook (searched in ...)
    """
    try:
        result = feedback(name, _names(), _beside())
    except (CheckError, ChecksBroken) as error:
        result = note(str(name), str(error))
    _show(result)


def feedback(
    name: str, namespace: dict[str, Any], checks: Path | str, *, seed: int | None = None
) -> Feedback:
    """Return the outcome of one question.

    Parameters
    ----------
    name : str
        The question's name.
    namespace : dict
        The notebook's names.
    checks : path
        The checks.py beside it.
    seed : int, optional
        Of the inputs; one a session if None.

    Returns
    -------
    Feedback
        To show.

    Raises
    ------
    CheckError
        No checks.py, or no such question.
    ChecksBroken
        A mistake in it.
    """
    told = read_released(checks) or ReleasedExercise()
    with allowed():
        question = _question(name, _questions(checks))
        if not question.visible:
            return unchecked(question)
        ask = _asking(namespace, [*told.forbidden, *question.forbidden])
        student = Student(ask, seed=_SEED if seed is None else seed, starts=told.starts)
        return feedback_of(grade(question, student), student.cases)


def _asking(namespace: dict[str, Any], forbidden: Sequence[str]) -> Ask:
    """Return a channel to the notebook's names that keeps to what grading allows."""
    ask = in_process(namespace)

    def within(request: dict[str, Any]) -> dict[str, Any]:
        late = None
        try:
            with barred(forbidden), interrupted(request.get("timeout", float("inf"))) as late:
                reply = ask(request)
        except KeyboardInterrupt:  # it came when the answer was already there
            reply = {"error": {"type": "KeyboardInterrupt"}}
        if late is not None and late.exceeded:
            raise Unanswered(f"no answer: {late.exceeded}", timeout=True)
        match reply:
            case {"error": {"type": "KeyboardInterrupt"}}:
                raise Unanswered("you interrupted it", timeout=True)
        return reply

    return within


def _questions(checks: Path | str) -> tuple[Question, ...]:
    try:
        return load_checks(checks)
    except FileNotFoundError:
        raise _no_checks([Path(checks).parent]) from None


def _question(name: str, questions: tuple[Question, ...]) -> Question:
    for question in questions:
        if question.name == name:
            return question
    near = difflib.get_close_matches(str(name), [one.name for one in questions], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise CheckError(f"there is no question of this name{hint}")


def _shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()


def _names() -> dict[str, Any]:
    shell = _shell()
    return {} if shell is None else shell.user_ns


def _beside() -> Path:
    """Return where the notebook's checks lie."""
    named = str(_names().get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME") or "")
    folders = [Path.cwd(), _STARTED_IN, *([Path(named).parent] if named else [])]
    for folder in folders:
        if (folder / "checks.py").is_file():
            return folder / "checks.py"
    raise _no_checks(folders)


def _no_checks(folders: Sequence[Path]) -> CheckError:
    searched = ", ".join(dict.fromkeys(str(folder.resolve()) for folder in folders))
    return CheckError(f"there is no checks.py beside this notebook (searched in {searched})")


def _show(result: Feedback) -> None:
    if _shell() is None:
        print(result)
        return
    from IPython.display import display

    display({"text/html": result.to_html(), "text/plain": str(result)}, raw=True)


def _keep_to_the_exercise() -> None:
    """Forbid in a notebook what its exercise forbids, from the import of `check` on."""
    if _shell() is None:
        return
    with contextlib.suppress(CheckError):
        told = read_released(_beside())
        if told is not None:
            forbid(told.forbidden, more=True)


_keep_to_the_exercise()
