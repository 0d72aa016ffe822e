"""An audit from inside: ``audit.start()`` in the first cell, ``audit.report()`` in the last."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from course_lib.audit.reporting import Report, report_of
from course_lib.audit.session import Session

__all__ = ["Audit", "audit_call", "report", "so_far", "start"]

_current: Audit | None = None


class Audit:
    """An audit that is going on; also a context.

    Parameters
    ----------
    files : dict of str to int, optional
        File names under which cells were compiled, and their numbers; by default IPython's.
    below : code, optional
        Of the function that calls what is audited.

    Examples
    --------
    >>> from course_lib import audit
    >>> with audit.start() as watched:
    ...     pass
    >>> print(watched.report())
    Nothing unfair was found. Watched: nothing.
    """

    def __init__(self, files: dict[str, int] | None = None, below: CodeType | None = None) -> None:
        self._session = Session(files, below)
        self._session.start()

    def __enter__(self) -> Audit:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the recorders off; a second time does nothing."""
        self._session.stop()

    def report(self, error: str = "") -> Report:
        """Stop, and say what was unfair.

        Parameters
        ----------
        error : str
            What ended the notebook early, if something did.

        Returns
        -------
        Report
            ``print`` shows it.
        """
        self.stop()
        return report_of(self._session.log, error)

    def so_far(self) -> Report:
        """Say what was unfair up to here, and go on watching.

        Returns
        -------
        Report
            As `report` gives it.
        """
        self._session.note_sources()
        return report_of(self._session.log)


def start(files: dict[str, int] | None = None) -> Audit:
    """Watch what is trained, fitted, judged, tuned and loaded from here on.

    Parameters
    ----------
    files : dict of str to int, optional
        File names under which cells were compiled, and their numbers; by default IPython's.

    Returns
    -------
    Audit
        The one that `report` ends; an earlier one is stopped.
    """
    global _current
    if _current is not None:
        _current.stop()
    _current = Audit(files)
    return _current


def report() -> Report:
    """Stop watching, and say what was unfair.

    Returns
    -------
    Report
        ``print`` shows it.

    Raises
    ------
    RuntimeError
        Nothing is watched.
    """
    if _current is None:
        raise RuntimeError("nothing is watched: audit.start() comes first")
    return _current.report()


def so_far() -> Report:
    """Say what was unfair up to here, and go on watching.

    Returns
    -------
    Report
        ``print`` shows it.

    Raises
    ------
    RuntimeError
        Nothing is watched.
    """
    if _current is None:
        raise RuntimeError("nothing is watched: audit.start() comes first")
    return _current.so_far()


def audit_call(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> tuple[Any, Report]:
    """Call a function, and say what was unfair in what it did.

    Parameters
    ----------
    function : callable
        As a function that holds a trial.
    *args, **kwargs
        Passed on.

    Returns
    -------
    (object, Report)
        What it returned, and the report on this call alone.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> def accuracy(x, y):
    ...     return round(GaussianNB().fit(x, y).score(x, y), 2)
    >>> value, report = audit_call(accuracy, *load_iris(return_X_y=True))
    >>> value, [found.name for found in report.findings]
    (0.96, ['training-score-only'])
    """
    with Audit(below=audit_call.__code__) as watched:
        value = function(*args, **kwargs)
    return value, watched.report()
