"""One gradebook, several people: who comes second waits, and is told where that was in vain."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

__all__ = ["alone", "is_busy", "patient", "sentence"]


def patient(engine: Engine, seconds: float) -> None:
    """Let SQLite wait for whoever is writing; other databases do so by themselves.

    Parameters
    ----------
    engine : sqlalchemy.engine.Engine
        Of the gradebook.
    seconds : float
        How long.
    """
    if engine.dialect.name != "sqlite":
        return

    def wait(connection: Any, record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")

    event.listen(engine, "connect", wait)
    engine.dispose()


def alone(session: Session) -> None:
    """Begin a transaction in which nobody else writes, so that what is read stays true.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
        In which nothing is open; whoever calls commits or rolls back.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_busy(error: Exception) -> bool:
    """Return whether a database did not come to it because of others.

    Parameters
    ----------
    error : Exception
        From SQLAlchemy.

    Returns
    -------
    bool
        Whether waiting was in vain.

    Examples
    --------
    >>> is_busy(ValueError("database is locked")), is_busy(ValueError("no such table"))
    (True, False)
    """
    return "is locked" in str(getattr(error, "orig", None) or error)


def sentence(seconds: float) -> str:
    """Return what to say where waiting was in vain.

    Parameters
    ----------
    seconds : float
        How long it was.

    Returns
    -------
    str
        A sentence.
    """
    return (
        f"the gradebook is busy: somebody else has been writing to it for {seconds:g} seconds;"
        " nothing was stored, so do it again"
    )
