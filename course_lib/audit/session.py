"""Recorders put in place, what they record, and taken off again."""

from __future__ import annotations

import contextlib
import re
import threading
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from types import CodeType
from typing import Any

import numpy as np

from course_lib.audit.events import Event, Log, Rows
from course_lib.audit.fingerprints import rows_of
from course_lib.audit.importing import ImportWatch
from course_lib.audit.labels import named, one_a_row, probabilities
from course_lib.audit.patching import Patches
from course_lib.audit.places import Places
from course_lib.audit.predictions import Predictions
from course_lib.audit.tensors import plain

__all__ = ["Session"]

_AUTOMATIC = re.compile(r"(sequential|functional|model)(_\d+)?$")  # names that Keras gives
_SAID = 100  # characters of an error
_SOME = 500_000  # values whose deviation is that of all


class Session:
    """Watches what the code of a notebook trains, fits, judges, tunes and loads.

    Parameters
    ----------
    files : dict of str to int, optional
        File names under which the cells are compiled, and their numbers; by default IPython's.
    below : code, optional
        Of the function that calls what is watched.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.preprocessing import StandardScaler
    >>> with Session() as session:
    ...     scaled = StandardScaler().fit_transform(np.eye(9))
    >>> [event.kind for event in session.log.events]
    ['fit transformer']
    """

    def __init__(self, files: dict[str, int] | None = None, below: CodeType | None = None) -> None:
        self.log = Log()
        self.places = Places(files, below)
        self.patches = Patches()
        self.predictions = Predictions()
        self.pretrained: dict[str, tuple[str, str]] = {}  # module and convention, by first layer
        self.scanned: set[type] = set()  # classes that recorders have seen
        self.followed: dict[int, Any] = {}  # streams of batches, which tell what they pass
        self.loops: Any = None  # of the notebook's own, as recorders follow them
        self.endings: list[Callable[[], None]] = []  # of recorders that have something to settle
        self._imports = ImportWatch(_wanted, self._imported)
        self._subjects: dict[int, tuple[Any, str]] = {}
        self._counts: dict[str, int] = {}
        self._local = threading.local()
        self._lock = threading.RLock()
        self._running = False

    def __enter__(self) -> Session:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Put the recorders in place, now and in whatever is imported later."""
        from course_lib.audit.recorders import RECORDERS

        if self._running:
            return
        self._running = True
        self._imports.__enter__()
        for name in RECORDERS:
            self._imported(name)

    def stop(self) -> None:
        """Take the recorders off; a second time does nothing."""
        if self._running:
            self._running = False
            self._imports.__exit__()
            self.patches.remove()
            for settle in self.endings:
                self.attempt("the end of a training", settle)
            self.note_sources()

    def note_sources(self) -> None:
        """Keep the text of the cells that have run, for what their comments ask."""
        self.log.sources = self.places.sources()

    @contextlib.contextmanager
    def recording(self, kind: str, subject: Any = None) -> Iterator[Event]:
        """Log an event that lasts; what happens meanwhile is within it.

        Parameters
        ----------
        kind : str
            See `Event`.
        subject : object, optional
            The model or estimator.

        Yields
        ------
        Event
            To be filled in.
        """
        outer = self._open()
        with self._lock:
            event = Event(
                kind,
                len(self.log.events),
                self.places.here(),
                "" if subject is None else self.name_of(subject),
                outer[-1].kind if outer else "",
            )
            self.log.events.append(event)
        if kind == "predict":
            event.details["call"] = self.places.call()
        if kind in ("predict", "judge") and not event.within:
            event.details["calls"] = self.places.calls()
        outer.append(event)
        try:
            yield event
        finally:
            outer.pop()

    @contextlib.contextmanager
    def continuing(self, event: Event) -> Iterator[None]:
        """Let what happens meanwhile be within an event that began before.

        Parameters
        ----------
        event : Event
            As of a loop's earlier batch.
        """
        outer = self._open()
        outer.append(event)
        try:
            yield
        finally:
            outer.pop()

    @property
    def inside(self) -> Event | None:
        """The event that is going on in this thread."""
        return self._open()[-1] if self._open() else None

    def _open(self) -> list[Event]:
        if not hasattr(self._local, "open"):
            self._local.open = []
        return self._local.open

    def name_of(self, subject: Any) -> str:
        """Return by what name an object is known, the same each time, as ``"model 2 (mlp)"``."""
        known = self._subjects.get(id(subject))
        if known is not None and known[0]() is subject:
            return known[1]
        model = hasattr(subject, "get_weights") and hasattr(subject, "fit")
        kind = "model" if model else type(subject).__name__
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        own = _AUTOMATIC.sub("", str(getattr(subject, "name", "")))
        name = f"{kind} {number} ({own})" if model and own else f"{kind} {number}"
        try:
            reference: Any = weakref.ref(subject)
        except TypeError:
            reference = partial(_itself, subject)
        self._subjects[id(subject)] = reference, name
        return name

    def attempt(self, what: str, record: Callable[[], Any]) -> Any:
        """Record something; where that fails the notebook goes on, and the report says so.

        Parameters
        ----------
        what : str
            For the report, as ``"the data of fit"``.
        record : callable
            Does it.

        Returns
        -------
        object
            What `record` returns, or None.
        """
        try:
            return record()
        except Exception as error:
            said = " ".join(str(error).split())
            self.lost(f"{what} ({type(error).__name__}: {said[:_SAID]})")
            return None

    def lost(self, what: str) -> None:
        """Say of something that it could not be followed."""
        self.log.unfollowed.setdefault(what, self.places.here())

    def answered(self, event: Event, rows: Rows | None, outputs: Any, classes: Any = None) -> None:
        """Note the answers of a prediction, and the labels that the notebook has at hand."""
        event.details.setdefault("named", []).append(named(outputs, classes))
        event.details["probabilities"] = probabilities(outputs)
        if rows is None:
            return
        self.predictions.add(event.number, rows.ids, outputs)
        event.details["beside"] = self.predictions.beside(self.places.variables(), len(rows))

    def rows(self, x: Any, y: Any = None) -> Rows | None:
        """Return rows by their numbers, with their labels.

        Parameters
        ----------
        x : object
            Array, table, list; of several inputs the first counts.
        y : object, optional
            Labels.

        Returns
        -------
        Rows or None
            None where there are no rows to be known.
        """
        if isinstance(x, dict) and x:
            x = next(iter(x.values()))
        if isinstance(x, (list, tuple)) and x and all(hasattr(one, "shape") for one in x):
            x = x[0] if len({one.shape[:1] for one in x}) == 1 and x[0].ndim > 1 else x
        beside = _aligned(x, y)
        x = plain(x)
        with self._lock:
            ids = self.log.ledger.know(x)
        if ids is None:
            return None
        labels = one_a_row(plain(y))
        if labels is not None:  # a copy, since the notebook may shuffle its own
            labels = labels.copy() if len(labels) == len(ids) else None
        if beside is not None and len(beside) == len(ids):
            self.log.ledger.labelled(ids, beside)
        made_by = self.log.ledger.made_by(x)
        return Rows(ids, labels, tuple(np.shape(x)), *_range(x), made_by)

    def _imported(self, name: str) -> None:
        import sys

        from course_lib.audit.recorders import RECORDERS

        for library, place in RECORDERS.items():
            if (name == library or name.startswith(f"{library}.")) and library in sys.modules:
                self.attempt(f"a recorder for {library}", partial(place, self))


def _wanted(name: str) -> bool:
    from course_lib.audit.recorders import RECORDERS

    return name in RECORDERS or name.startswith(("sklearn.", "keras.wrappers"))


def _itself(subject: Any) -> Any:
    return subject


def _aligned(x: Any, y: Any) -> np.ndarray | None:
    """Return the labels that the index of two tables of pandas puts beside their rows."""
    rows: Any = getattr(x, "index", None)
    labels: Any = getattr(y, "index", None)
    if not hasattr(rows, "equals") or not hasattr(labels, "equals") or rows.equals(labels):
        return None
    if not rows.is_unique or not labels.is_unique or len(rows.symmetric_difference(labels)):
        return None
    return one_a_row(y.loc[rows])


def _range(x: Any) -> tuple[float, float, float, float]:
    """Return the smallest, largest and mean value, and the standard deviation of some."""
    rows: Any = rows_of(x) if not isinstance(x, np.ndarray) else x
    values = rows.data if hasattr(rows, "indptr") else rows
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "biuf" or not values.size:
        return np.nan, np.nan, np.nan, np.nan
    some = values.reshape(-1)[:: max(1, values.size // _SOME)]
    spread = float(some.std(dtype=np.float64))
    return float(values.min()), float(values.max()), float(values.mean(dtype=np.float64)), spread
