"""Right and wrong answers that an instructor wrote down, as changed notebooks."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.grading.proof.cells import Cells
from course_lib.grading.proof.trials import Trial
from course_lib.grading.settings import ExerciseError

__all__ = ["Answer", "in_float32", "inserted", "read_answers"]

_FLOAT32 = '''
def _course_float32(value):
    """Return a value as one who computes in float32 has it; a function that takes and gives it."""
    import functools as _functools

    import numpy as _numpy
    import pandas as _pandas

    if isinstance(value, _numpy.ndarray):
        return value.astype("float32") if value.dtype == "float64" else value
    if isinstance(value, _pandas.DataFrame | _pandas.Series):
        frame = value.to_frame() if isinstance(value, _pandas.Series) else value
        wide = [at for at, kind in enumerate(frame.dtypes) if kind == "float64"]
        cast = frame.astype({frame.columns[at]: "float32" for at in wide})
        return cast.iloc[:, 0] if isinstance(value, _pandas.Series) else cast
    if isinstance(value, dict):
        return {key: _course_float32(part) for key, part in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_course_float32(part) for part in value)
    if isinstance(value, type(_course_float32)):

        @_functools.wraps(value)
        def single(*args, **kwargs):
            given = _course_float32([list(args), kwargs])
            return _course_float32(value(*given[0], **given[1]))

        return single
    return value
'''


@dataclass(frozen=True)
class Answer:
    """An answer in a file.

    Parameters
    ----------
    name : str
        The file's, without its ending.
    source : str
        Its code.
    earns : dict of str to float
        What it should earn, by question.
    """

    name: str
    source: str = field(repr=False)
    earns: dict[str, float]


def read_answers(folder: Path) -> tuple[Answer, ...]:
    """Return the answers in a folder, by name.

    Parameters
    ----------
    folder : pathlib.Path
        ``right`` or ``wrong`` of an exercise; it need not be there.

    Returns
    -------
    tuple of Answer
        One for each file.

    Raises
    ------
    ExerciseError
        A file does not say what it earns, or is not Python.
    """
    return tuple(_answer(path) for path in sorted(folder.glob("*.py")))


def _answer(path: Path) -> Answer:
    source = path.read_text(encoding="utf-8")
    place = f"{path.parent.name}/{path.name}"
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise ExerciseError(f"{place}, line {error.lineno}: {error.msg}") from None
    for node in statements:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EARNS":
            earns = _literal(node.value)
            if isinstance(earns, dict) and earns:
                return Answer(path.stem, source, earns)
    raise ExerciseError(
        f'{place} does not say what it earns: write a line like EARNS = {{"minmax": 2}}'
    )


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def inserted(solution: Sequence[str], answer: Answer) -> Trial:
    """Return the notebook of the solution in which an answer takes the place of what it defines.

    Parameters
    ----------
    solution : sequence of str
        The code cells.
    answer : Answer
        Code that runs after the last cell that binds one of its names.

    Returns
    -------
    Trial
        With one cell more.
    """
    own = Cells([answer.source]).bound(0)
    places = Cells(solution).binding(own - _imported(answer.source))
    at = (places[-1] if places else len(solution) - 1) + 1
    code = (*solution[:at], answer.source, *solution[at:])
    numbers = (*range(at), None, *range(at, len(solution)))
    return Trial(answer.name, code, frozenset({at}), numbers)


def _imported(source: str) -> set[str]:
    imports = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def in_float32(trial: Trial, names: Sequence[str]) -> Trial:
    """Return a notebook whose functions take and give float32, and whose values hold it.

    Parameters
    ----------
    trial : Trial
        A right notebook.
    names : sequence of str
        What of it is asked for.

    Returns
    -------
    Trial
        With one cell more, at its end.
    """
    lines = [f"{name} = _course_float32({name})" for name in names]
    at = len(trial.code)
    return Trial(
        f"{trial.name}, float32",
        (*trial.code, "\n".join([_FLOAT32, *lines])),
        trial.changed | {at},
        (*trial.numbers, None),
    )
