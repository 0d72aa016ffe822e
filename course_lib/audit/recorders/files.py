"""Files that NumPy and pandas read; labels belong to rows where the names say so."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from course_lib.audit.maps import keep

__all__ = ["watch_matlab", "watch_numpy", "watch_pandas"]

_ROWS = re.compile(r"(?<![a-z])(x|images?|data|inputs?|features?|samples?)(?![a-z])", re.I)
_LABELS = re.compile(r"(?<![a-z])(y|labels?|targets?|class(?:es)?)(?![a-z])", re.I)
_READERS = ("read_csv", "read_table", "read_excel", "read_parquet", "read_json")


def watch_numpy(session: Any) -> None:
    """Watch arrays that are loaded.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    files = _Files(session)
    numpy = vars(sys.modules["numpy"])
    session.patches.functions([numpy.get("load"), numpy.get("loadtxt")], files.load)
    session.patches.functions([numpy.get("genfromtxt")], files.load)
    session.patches.method(np.lib.npyio.NpzFile, "__getitem__", files.part)


def watch_matlab(session: Any) -> None:
    """Watch files of MATLAB, in which many images with a spectrum in each pixel are handed out.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    session.patches.functions([vars(sys.modules["scipy.io"]).get("loadmat")], _Files(session).load)


def watch_pandas(session: Any) -> None:
    """Watch tables that are read.

    Parameters
    ----------
    session : Session
        Gets the events.
    """
    pandas = vars(sys.modules["pandas"])
    session.patches.functions([pandas.get(name) for name in _READERS], _Files(session).load)


class _Files:
    def __init__(self, session: Any) -> None:
        self._session = session
        self._rows: dict[str, np.ndarray] = {}  # numbers of rows, by what is left of a name
        self._labels: dict[str, np.ndarray] = {}

    def load(self, original: Any, *args: Any, **kwargs: Any) -> Any:
        session = self._session
        if session.inside is not None or not session.places.in_notebook():
            return original(*args, **kwargs)
        with session.recording("load") as event:
            result = original(*args, **kwargs)
            file = args[0] if args else next(iter(kwargs.values()), None)
            name = str(file) if isinstance(file, (str, Path)) else ""
            event.details["file"] = Path(name).name
            for key, values in result.items() if isinstance(result, dict) else [(name, result)]:
                if isinstance(values, np.ndarray):
                    session.attempt("a file", partial(self._met, key, values))
            return result

    def part(self, original: Any, archive: Any, name: Any) -> Any:
        result = original(archive, name)
        session = self._session
        if session.inside is None and isinstance(result, np.ndarray):
            session.attempt("a file", lambda: self._met(str(name), result))
        return result

    def _met(self, name: str, values: np.ndarray) -> None:
        """Remember images, and what an array holds if its name says so: x_train has y_train."""
        keep(self._session.log.images, values)
        for pattern, own, other in (
            (_ROWS, self._rows, self._labels),
            (_LABELS, self._labels, self._rows),
        ):
            rest, found = pattern.subn("*", Path(name).stem)
            key = f"{Path(name).parent}/{rest}"
            if not found:
                continue
            if own is self._rows:
                rows = self._session.rows(values)
                if rows is None:
                    continue
                own[key] = rows.ids
            elif values.ndim == 1:
                own[key] = values.copy()
            else:
                continue
            if key in other and len(other[key]) == len(own[key]):
                ids, labels = self._rows[key], self._labels[key]
                self._session.log.ledger.labelled(ids, labels)
