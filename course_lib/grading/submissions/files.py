"""Files that strangers handed in, found and checked without extracting or following anything."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from course_lib.arguments import shown
from course_lib.grading.submissions import archives
from course_lib.grading.submissions.found import FoundFile, UploadLimits

__all__ = ["content", "found"]


def found(path: Path, limits: UploadLimits) -> tuple[list[FoundFile], list[str]]:
    """Return the files in a folder or a zip, and a sentence for each that must not be read.

    Parameters
    ----------
    path : pathlib.Path
        A folder or a zip.
    limits : UploadLimits
        How much is read.

    Returns
    -------
    files : list of FoundFile
        In the order of their names.
    faults : list of str
        A sentence each.

    Raises
    ------
    ValueError
        Neither a folder nor a zip, or too much in it.
    """
    if path.is_dir():
        return _folder(path, limits)
    if not path.exists():
        raise ValueError(f"there is no folder or zip {shown(str(path), 200)}")
    return archives.files(path, limits)


def content(file: FoundFile, limit: int) -> bytes:
    """Return what a file holds.

    Parameters
    ----------
    file : FoundFile
        From `found`.
    limit : int
        Most bytes.

    Returns
    -------
    bytes
        The content.

    Raises
    ------
    ValueError
        It is too large, or cannot be read, or is no longer what was checked.
    """
    if file.entry is not None:
        return archives.content(file, limit)
    try:
        return _read(file, limit)
    except OSError as error:
        raise ValueError(f"{shown(file.name, 120)} cannot be read: {error.strerror}.") from None


def _folder(root: Path, limits: UploadLimits) -> tuple[list[FoundFile], list[str]]:
    root = root.resolve()
    files: list[FoundFile] = []
    faults: list[str] = []
    for count, (entry, parts) in enumerate(_entries(root, (), faults)):
        if count >= limits.entries:
            raise ValueError(f"{root.name} holds more than {limits.entries} files and folders.")
        if entry.is_symlink():
            faults.append(f"{shown('/'.join(parts), 120)} is a link: it was not followed.")
        elif entry.is_file(follow_symlinks=False):
            status = entry.stat(follow_symlinks=False)
            files.append(FoundFile(parts, Path(entry.path), None, status.st_size, status.st_mtime))
        elif not entry.is_dir(follow_symlinks=False):
            faults.append(
                f"{shown('/'.join(parts), 120)} is not an ordinary file: it was not read."
            )
    return sorted(files, key=lambda file: file.parts), faults


def _entries(
    folder: Path, above: tuple[str, ...], faults: list[str]
) -> Iterator[tuple[os.DirEntry[str], tuple[str, ...]]]:
    """Yield what is below a folder, but nothing hidden, and no deeper than anyone files."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        name = "/".join(above) or folder.name
        faults.append(f"The folder {shown(name, 120)} cannot be read: {error.strerror}.")
        return
    for entry in listed:
        parts = (*above, entry.name)
        if entry.name.startswith("."):
            continue
        yield entry, parts
        if entry.is_dir(follow_symlinks=False) and len(parts) < 8:
            yield from _entries(Path(entry.path), parts, faults)


def _read(file: FoundFile, limit: int) -> bytes:
    """Read a file that is still an ordinary one in its own place."""
    if os.path.realpath(file.path) != str(file.path):
        raise ValueError(f"{shown(file.name, 120)} is a link: it was not followed.")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(file.path, flags | getattr(os, "O_BINARY", 0)), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise ValueError(f"{shown(file.name, 120)} is not an ordinary file: it was not read.")
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{shown(file.name, 120)} is larger than {limit / 1e6:g} MB.")
    return data
