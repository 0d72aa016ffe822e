"""Files that are whole or not there, whenever the process that writes them ends."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["tidy", "writing"]


@contextlib.contextmanager
def writing(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Yield a file beside a path that takes its place once what is inside has come about.

    Parameters
    ----------
    path : pathlib.Path
        Its folder is made if it is not there.
    private : bool
        Whether other users of the machine may not read it.

    Yields
    ------
    BinaryIO
        On the disk before it has the path's name; removed where an error is raised.

    Raises
    ------
    OSError
        It cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "scores", "ada.txt")
    ...     with writing(path) as file:
    ...         file.write(b"3 of 4")
    ...         path.exists()
    ...     path.read_text()
    6
    False
    '3 of 4'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.partial")
    mode = 0o600 if private else 0o666
    try:
        with open(partial, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Remove what processes of this machine that are gone left half-written.

    Parameters
    ----------
    folder : pathlib.Path
        With all that is in it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for process in (os.getpid(), 2**22 + 1):  # more than Linux gives
    ...         left = Path(folder, f".ada.txt.{process}-01234567.partial")
    ...         _ = left.write_text("3 o")
    ...     tidy(Path(folder))
    ...     [path.name.split(".")[3].split("-")[0] == str(os.getpid())
    ...      for path in Path(folder).iterdir()]
    [True]
    """
    for path in folder.rglob(".*.partial"):
        writer = path.name.split(".")[-2].partition("-")[0]
        if writer.isdecimal() and not _lives(int(writer)):
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        pass
    return True
