"""`check("name")` in a student's notebook: the visible checks of the grader, run at once."""

from __future__ import annotations

import difflib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from course_lib.checks.answering import in_process
from course_lib.checks.feedback import Feedback, note
from course_lib.checks.loading import load_checks
from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.notebooks import read_notebook
from course_lib.checks.questions import Question
from course_lib.checks.scoring import grade
from course_lib.checks.student import Student, Unanswered

__all__ = ["CheckError", "check", "check_notebook", "feedback"]

# Fresh in each session, so that an answer written in by hand does not pass for long.
_SEED = secrets.randbelow(2**31)

UNJUDGED = (
    "The check itself failed ({}). Does your answer have the form that is asked for? If it does, "
    "this is not your mistake: tell your instructor."
)

_ALL = """
import json as _json
from course_lib.checks.checking import feedback_all as _feedback_all
print({mark!r} + _json.dumps(_feedback_all(globals())))
"""


class CheckError(ValueError):
    """Nothing could be checked, and why, in one sentence."""


def check(name: str) -> None:
    """Check one question of the notebook and show the result.

    Parameters
    ----------
    name : str
        The question's name, as the cell gives it.

    Examples
    --------
    >>> check("minmax")
    minmax: there is no checks.py beside this notebook
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
    return _feedback(_question(name, _questions(checks)), namespace, seed)


def feedback_all(namespace: dict[str, Any], checks: str = "checks.py") -> list[dict[str, Any]]:
    """Return the outcomes of all questions as plain data; runs in the kernel of a notebook.

    Parameters
    ----------
    namespace : dict
        The notebook's names.
    checks : str
        The checks.py beside it.

    Returns
    -------
    list of dict
        For `Feedback.from_plain`.
    """
    return [_feedback(one, namespace, None).to_plain() for one in _questions(checks)]


def check_notebook(path: Path | str, *, timeout: float = 600.0) -> tuple[Feedback, ...]:
    """Run a notebook from its beginning in a fresh kernel and check every question.

    Parameters
    ----------
    path : path
        The notebook; checks.py lies beside it.
    timeout : float
        Seconds that one cell may take.

    Returns
    -------
    tuple of Feedback
        One a question; ``str`` of each is what a terminal shows.

    Raises
    ------
    CheckError
        No notebook, no checks.py, or a kernel that died.
    ChecksBroken
        A mistake in checks.py.
    """
    path = Path(path)
    try:
        document = read_notebook(path)
    except (FileNotFoundError, ValueError) as error:
        raise CheckError(str(error)) from None
    _questions(path.parent / "checks.py")
    try:
        import nbclient
        import nbformat
    except ImportError:
        raise CheckError(
            'checking a notebook needs nbclient: pip install "fair-trials[student]"'
        ) from None
    mark = secrets.token_hex(8)
    notebook = nbformat.reads(json.dumps(document), as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(_ALL.format(mark=mark)))
    client = nbclient.NotebookClient(
        notebook,
        timeout=timeout,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent.resolve())}},
        extra_arguments=["--log-level=ERROR"],
    )
    try:
        client.execute()
    except nbclient.exceptions.CellTimeoutError:
        raise CheckError(f"a cell of {path} took longer than {timeout:g} s") from None
    except (nbclient.exceptions.DeadKernelError, RuntimeError):
        raise CheckError(f"the kernel of {path} died") from None
    for output in notebook.cells[-1].outputs:
        for line in output.get("text", "").splitlines():
            if line.startswith(mark):
                return tuple(map(Feedback.from_plain, json.loads(line.removeprefix(mark))))
    said = " ".join(str(output.get("evalue", "")) for output in notebook.cells[-1].outputs)
    raise CheckError(f"{path} could not be checked: {said.strip()[:300] or 'no answer'}")


def _questions(checks: Path | str) -> tuple[Question, ...]:
    try:
        return load_checks(checks)
    except FileNotFoundError:
        raise CheckError("there is no checks.py beside this notebook") from None


def _question(name: str, questions: tuple[Question, ...]) -> Question:
    for question in questions:
        if question.name == name:
            return question
    near = difflib.get_close_matches(str(name), [one.name for one in questions], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise CheckError(f"there is no question of this name{hint}")


def _feedback(question: Question, namespace: dict[str, Any], seed: int | None) -> Feedback:
    known: dict[str, Any] = {"name": question.name, "points": question.points}
    if question.manual:
        return Feedback(**known, state="manual", message="A person reads this answer.")
    if question.hidden:
        return Feedback(**known, state="hidden", message="This is checked after you hand in.")
    ask = in_process(namespace)

    def interruptible(request: dict[str, Any]) -> dict[str, Any]:
        reply = ask(request)
        match reply:
            case {"error": {"type": "KeyboardInterrupt"}}:
                raise Unanswered("you interrupted it", timeout=True)
        return reply

    student = Student(interruptible, seed=_SEED if seed is None else seed)
    result = grade(question, student)
    if result.state == "ungraded":
        message = UNJUDGED.format(result.fault.partition("\n")[0])
        return Feedback(**known, state="ungraded", message=message, output=result.output)
    return Feedback(
        **known,
        state=result.state,
        score=result.score or 0.0,
        cases=tuple(student.cases),
        message=result.message,
        output=result.output,
    )


def _shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()


def _names() -> dict[str, Any]:
    shell = _shell()
    return {} if shell is None else shell.user_ns


def _beside() -> Path:
    """Return where the notebook's checks lie; Jupyter starts a kernel in its notebook's folder."""
    named = str(_names().get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME") or "")
    for folder in (Path.cwd(), Path(named).parent):
        if (folder / "checks.py").is_file():
            return folder / "checks.py"
    raise CheckError("there is no checks.py beside this notebook")


def _show(result: Feedback) -> None:
    if _shell() is None:
        print(result)
        return
    from IPython.display import display

    display({"text/html": result.to_html(), "text/plain": str(result)}, raw=True)
