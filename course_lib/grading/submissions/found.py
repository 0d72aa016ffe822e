"""A file that may be read, and how much of what strangers hand in is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["FoundFile", "UploadLimits"]


@dataclass(frozen=True)
class UploadLimits:
    """How much is read; all in bytes, but for the numbers of entries and the ratio.

    Parameters
    ----------
    file : int
        One notebook.
    total : int
        All files of one archive, unpacked.
    entries : int
        Files and folders, together.
    ratio : int
        How many times its packed size a file may unpack to, once it is over a megabyte.

    Examples
    --------
    >>> UploadLimits().file
    25000000
    """

    file: int = 25_000_000
    total: int = 8_000_000_000
    entries: int = 50_000
    ratio: int = 200


@dataclass(frozen=True)
class FoundFile:
    """A file that may be read.

    Parameters
    ----------
    parts : tuple of str
        Names of the folders that it lies in, and its own.
    path : pathlib.Path
        The file, or the archive that it is in.
    entry : int or None
        Its position in the archive; None outside of one.
    size : int
        Bytes, unpacked.
    changed : float
        When it was last changed; only good for comparing.

    Examples
    --------
    >>> FoundFile(("ada", "01", "01.ipynb"), Path("01.ipynb"), None, 7, 0.0).name
    'ada/01/01.ipynb'
    """

    parts: tuple[str, ...]
    path: Path
    entry: int | None
    size: int
    changed: float

    @property
    def name(self) -> str:
        """The name from the top of the folder or archive."""
        return "/".join(self.parts)
