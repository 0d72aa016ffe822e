"""What is done, a line a step in a folder, so that killed work goes on where it was."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO

from course_lib import arguments

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Journal", "array_digest", "as_folder", "source_digest"]

_FORMAT = 1


class Journal:
    """Entries of one piece of work in their order, on disk when it has a folder.

    The file holds one JSON object a line: first the identity, then an entry a line, each on disk
    when `append` returns. A line that was cut by a kill is dropped when the file is opened again.
    One process at a time has the file (except on Windows, where nothing locks it).

    Parameters
    ----------
    folder : pathlib.Path or None
        Where the file is or will be, made if need be; None keeps nothing.
    identity : mapping
        What makes two pieces of work the same, as JSON can hold it.
    kind : str
        What the work is, for messages: ``"search"``, ``"comparison"``.
    name : str
        Of the file.
    adopt : collection of str
        Keys whose value the folder decides where it holds one already.

    Raises
    ------
    ValueError
        The folder holds other work, is in use or cannot be written, or its file is damaged.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = pathlib.Path(place, "mine")
    ...     with Journal(folder, {"epochs": 3}, kind="comparison") as journal:
    ...         journal.append({"seed": 0, "accuracy": 0.9})
    ...     with Journal(folder, {"epochs": 3}, kind="comparison") as journal:
    ...         journal.entries
    [{'seed': 0, 'accuracy': 0.9}]
    """

    def __init__(
        self,
        folder: Path | None,
        identity: Mapping[str, Any],
        *,
        kind: str,
        name: str = "journal.jsonl",
        adopt: Collection[str] = (),
    ) -> None:
        self.identity = {"format": _FORMAT, **identity}
        self.entries: list[dict[str, Any]] = []
        self._kind, self._name, self._adopt = kind, name, adopt
        self._file: BinaryIO | None = None
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / name).open("a+b")
        except OSError as error:
            raise ValueError(
                f"folder {str(folder)!r} cannot be written: {error.strerror}"
            ) from None
        try:
            self._open(self._file, folder)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def append(self, entry: Mapping[str, Any]) -> None:
        """Add an entry, which may hold NumPy's numbers; it is on disk when this returns."""
        if self._file is None:
            return
        text = json.dumps(entry, default=lambda value: value.item())
        self._file.write(text.encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _open(self, file: BinaryIO, folder: Path) -> None:
        self._lock(file, folder)
        file.seek(0)
        text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        if whole != text:  # the line that was being written when the work was killed
            file.truncate(len(whole))
        numbered = enumerate(whole.splitlines(), 1)
        lines = [self._parsed(line, number, folder) for number, line in numbered]
        if lines:
            self._check(lines[0], folder)
            self.entries = lines[1:]
        else:
            self.append(self.identity)

    def _check(self, stored: dict[str, Any], folder: Path) -> None:
        self.identity |= {key: stored[key] for key in self._adopt if key in stored}
        ours = json.loads(json.dumps(self.identity))
        differing = [
            f"{name} {stored.get(name)!r} there and {ours.get(name)!r} here"
            for name in {**ours, **stored}
            if stored.get(name) != ours.get(name)
        ]
        if differing:
            raise ValueError(
                f"folder {str(folder)!r} holds another {self._kind}, with "
                f"{'; '.join(differing)}: take another folder"
            )

    def _parsed(self, line: bytes, number: int, folder: Path) -> dict[str, Any]:
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict):
            raise ValueError(
                f"folder {str(folder)!r}: line {number} of {self._name} is not a "
                f"{self._kind}'s record"
            )
        return entry

    def _lock(self, file: BinaryIO, folder: Path) -> None:
        """Hold the file until it is closed, by the system where it can: a kill frees it."""
        if sys.platform == "win32":
            return
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ValueError(f"folder {str(folder)!r} is in use by another {self._kind}") from None


def as_folder(value: Any) -> Path | None:
    """Return the path of a folder that is there or can be made, or None.

    Examples
    --------
    >>> as_folder("results").name
    'results'
    """
    if value is None:
        return None
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"folder must be a path or None, got {arguments.shown(value)}")
    path = Path(value)
    if not str(value) or "\0" in str(value) or (path.exists() and not path.is_dir()):
        raise ValueError(f"folder must be a folder's path, got {arguments.shown(str(value))}")
    return path


def source_digest(function: Callable[..., Any]) -> str:
    """Return what tells a function's source from another's; what it calls does not count.

    Examples
    --------
    >>> source_digest(as_folder) == source_digest(as_folder) != source_digest(array_digest)
    True
    """
    try:
        text = inspect.getsource(function)
    except (TypeError, OSError):  # a callable object, or code that was typed in
        code = getattr(function, "__code__", None)
        text = type(function).__qualname__ if code is None else f"{code.co_code!r}{code.co_names}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def array_digest(*arrays: np.ndarray) -> str:
    """Return what tells arrays from others, by shape, dtype and every value.

    Examples
    --------
    >>> import numpy as np
    >>> array_digest(np.zeros(2)) == array_digest(np.zeros(3))
    False
    """
    import numpy as np

    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.shape} {array.dtype.str}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:16]
