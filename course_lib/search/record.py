"""The folder of a search: one line a step, so that a killed search goes on where it was."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from course_lib import arguments

__all__ = ["Record", "as_folder", "source_digest"]

_FORMAT = 1
_NAME = "trials.jsonl"


def as_folder(value: Any) -> Path | None:
    """Return the path of a folder that is there or can be made, or None."""
    if value is None:
        return None
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"folder must be a path or None, got {arguments.shown(value)}")
    path = Path(value)
    if not str(value) or "\0" in str(value) or (path.exists() and not path.is_dir()):
        raise ValueError(f"folder must be a folder's path, got {arguments.shown(str(value))}")
    return path


def source_digest(build: Callable[..., Any]) -> str:
    """Return what tells the source of `build` from another's; what it calls does not count."""
    try:
        text = inspect.getsource(build)
    except (TypeError, OSError):  # a callable object, or code that was typed in
        code = getattr(build, "__code__", None)
        text = type(build).__qualname__ if code is None else f"{code.co_code!r}{code.co_names}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Record:
    """The steps of a search, on disk when it has a folder.

    Parameters
    ----------
    folder : pathlib.Path or None
        Where ``trials.jsonl`` is or will be; None keeps nothing.
    identity : dict
        What makes two searches the same.
    any_seed : bool
        Whether a seed that the folder holds replaces the one in `identity`.

    Raises
    ------
    ValueError
        The folder holds another search, is in use by one, or its file is damaged.
    """

    def __init__(
        self, folder: Path | None, identity: Mapping[str, Any], *, any_seed: bool = False
    ) -> None:
        self.identity = {"format": _FORMAT, **identity}
        self._any_seed = any_seed
        self.steps: list[dict[str, Any]] = []
        self._file: BinaryIO | None = None
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / _NAME).open("a+b")
        except OSError as error:
            raise ValueError(
                f"folder {str(folder)!r} cannot be written: {error.strerror}"
            ) from None
        try:
            self._open(self._file, folder)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def append(self, step: Mapping[str, Any]) -> None:
        """Add one step; it is on disk when this returns."""
        if self._file is None:
            return
        text = json.dumps(step, default=lambda value: value.item())
        self._file.write(text.encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _open(self, file: BinaryIO, folder: Path) -> None:
        _lock(file, folder)
        file.seek(0)
        text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        if whole != text:  # the line that was being written when the search was killed
            file.truncate(len(whole))
        lines = [_parsed(line, number, folder) for number, line in enumerate(whole.splitlines(), 1)]
        if lines:
            self._check(lines[0], folder)
            self.steps = lines[1:]
        else:
            self.append(self.identity)

    def _check(self, stored: dict[str, Any], folder: Path) -> None:
        if self._any_seed and "seed" in stored:
            self.identity["seed"] = stored["seed"]
        ours = json.loads(json.dumps(self.identity))
        differing = [
            f"{name} {stored.get(name)!r} there and {ours.get(name)!r} here"
            for name in {**ours, **stored}
            if stored.get(name) != ours.get(name)
        ]
        if differing:
            raise ValueError(
                f"folder {str(folder)!r} holds another search, with {'; '.join(differing)}: "
                "take another folder"
            )


def _parsed(line: bytes, number: int, folder: Path) -> dict[str, Any]:
    try:
        step = json.loads(line)
    except ValueError:
        step = None
    if not isinstance(step, dict):
        raise ValueError(
            f"folder {str(folder)!r}: line {number} of {_NAME} is not a search's record"
        )
    return step


def _lock(file: BinaryIO, folder: Path) -> None:
    """Hold the file until it is closed, by the system where it can: a killed search frees it."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise ValueError(f"folder {str(folder)!r} is in use by another search") from None
