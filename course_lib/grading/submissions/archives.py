"""Zips that come over a learning system: every entry is checked, none is ever extracted."""

from __future__ import annotations

import functools
import os
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import BinaryIO

from course_lib.arguments import shown
from course_lib.grading.submissions.found import FoundFile, UploadLimits

__all__ = ["content", "files"]

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_SMALL = 1_000_000
"""Bytes: below, no ratio of packing does any harm."""

_JUNK = re.compile(r"(^|/)(__MACOSX(/|$)|\.(?!\.))|/$")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def files(path: Path, limits: UploadLimits) -> tuple[list[FoundFile], list[str]]:
    """Return the entries that may be read, and a sentence for each that must not.

    Parameters
    ----------
    path : pathlib.Path
        The zip.
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
        No zip, or more entries or bytes than the limits allow.
    """
    with _opened(path, limits) as archive:
        entries = archive.infolist()
    if len(entries) > limits.entries:
        raise ValueError(f"{path.name} has {len(entries)} entries, more than {limits.entries}.")
    shared = _overlapping(entries)
    found: dict[tuple[str, ...], FoundFile] = {}
    faults = _unreadable(entries)
    total = 0
    for position, entry in enumerate(entries):
        name = _name(entry)
        if _JUNK.search(name):
            continue
        fault = "overlaps another entry" if position in shared else _fault(entry, name, limits)
        if fault:
            faults.append(f"{shown(name, 120)} {fault}: it was not read.")
            continue
        total += entry.file_size
        if total > limits.total:
            raise ValueError(
                f"{path.name} unpacks to more than {limits.total / 1e9:g} GB, which is not read."
            )
        parts = tuple(part for part in name.split("/") if part != ".")
        if parts in found:
            faults.append(f"{shown(name, 120)} is there more than once: the last one counts.")
        changed = float("".join(f"{number:02d}" for number in entry.date_time))
        found[parts] = FoundFile(parts, path, position, entry.file_size, changed)
    return sorted(found.values(), key=lambda file: file.parts), faults


def content(file: FoundFile, limit: int) -> bytes:
    """Return what an entry holds.

    Parameters
    ----------
    file : FoundFile
        From `files`.
    limit : int
        Most bytes.

    Returns
    -------
    bytes
        The content.

    Raises
    ------
    ValueError
        It is too large, or damaged, or no longer what was checked.
    """
    try:
        state = file.path.stat()
        stamp = state.st_mtime_ns, state.st_size, state.st_ino, os.getpid()
        archive = _kept_open(file.path, stamp)
        entries = archive.infolist()
        assert file.entry is not None
        if file.entry >= len(entries) or entries[file.entry].file_size != file.size:
            raise ValueError(f"{file.path.name} has changed since it was checked.")
        with archive.open(entries[file.entry]) as stream:
            data = stream.read(min(limit, file.size) + 1)
    except _BROKEN:
        raise ValueError(f"{shown(file.name, 120)} is damaged in its zip.") from None
    if len(data) > limit:
        raise ValueError(f"{shown(file.name, 120)} is larger than {limit / 1e6:g} MB.")
    return data


@functools.lru_cache(maxsize=1)
def _kept_open(path: Path, stamp: tuple[int, ...]) -> zipfile.ZipFile:
    """Return an archive whose list of entries is read once, not once an entry.

    Another state of the file, or another process, opens it anew.
    """
    return _opened(path, UploadLimits())


def _opened(path: Path, limits: UploadLimits) -> zipfile.ZipFile:
    try:
        with path.open("rb") as stream:
            listed = _directory(stream)
        if listed > limits.entries * 400:
            raise ValueError(f"{path.name} lists more than {limits.entries} entries.")
        return zipfile.ZipFile(path)
    except _BROKEN:
        raise ValueError(f"{path.name} is neither a folder nor a zip that can be read.") from None


def _directory(stream: BinaryIO) -> int:
    """Return the size of the list of entries: all of it is held in memory once it is opened."""
    stream.seek(0, 2)
    tail = min(stream.tell(), 22 + 65535 + 76)
    stream.seek(-tail, 2)
    data = stream.read(tail)
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(data):
        raise zipfile.BadZipFile
    sizes = [struct.unpack_from("<I", data, end + 12)[0]]
    if end >= 76 and data[end - 20 : end - 16] == b"PK\x06\x07":
        sizes = [struct.unpack_from("<Q", data, end - 76 + 40)[0]]
    return int(max(sizes))


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; writers that forget to say so use UTF-8 or Windows' separator."""
    name = _unicode(entry)
    if name is None and "/" in entry.orig_filename:
        return entry.orig_filename  # a byte of a letter may look like the separator
    return (name or entry.orig_filename).replace("\\", "/")


def _unicode(entry: zipfile.ZipInfo) -> str | None:
    """Return a name in Unicode; None where it is in an encoding that nobody states."""
    if entry.flag_bits & 0x800:
        return entry.orig_filename
    try:
        return entry.orig_filename.encode("cp437").decode()
    except UnicodeError:
        return None


def _unreadable(entries: list[zipfile.ZipInfo]) -> list[str]:
    """Say once that letters may be wrong; which encoding it was cannot be told from the bytes."""
    names = [_name(entry) for entry in entries if _unicode(entry) is None]
    if not names:
        return []
    return [
        f"The names of {len(names)} entries are not in Unicode, the first reads"
        f" {shown(names[0], 120)}: letters of names may be wrong. Unpack the zip where it was"
        " made, and give the folder."
    ]


def _fault(entry: zipfile.ZipInfo, name: str, limits: UploadLimits) -> str:
    mode = entry.external_attr >> 16
    packed = max(1, entry.compress_size)
    if len(name) > 1000:
        return "has a name of more than 1000 characters"
    if "\0" in name or any(ord(character) < 32 for character in name):
        return "has control characters in its name"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
        return "has an absolute path or leads out of its folder"
    if stat.S_ISLNK(mode):
        return "is a link"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is not an ordinary file"
    if entry.flag_bits & 1:
        return "is encrypted"
    if entry.compress_type not in _METHODS:
        return "is packed in an unusual way"
    if entry.file_size > _SMALL and entry.file_size / packed > limits.ratio:
        return f"unpacks to {entry.file_size / packed:.0f} times its size"
    return ""


def _overlapping(entries: list[zipfile.ZipInfo]) -> set[int]:
    """Return the entries whose bytes belong to others too, as in a bomb of one kernel."""
    order = sorted(range(len(entries)), key=lambda position: entries[position].header_offset)
    starts = Counter(entry.header_offset for entry in entries)
    shared = {position for position in order if starts[entries[position].header_offset] > 1}
    reached, last = 0, -1
    for position in order:
        entry = entries[position]
        if entry.header_offset < reached:
            shared |= {position, last}
        end = entry.header_offset + 30 + entry.compress_size
        if end > reached:
            reached, last = end, position
    return shared
