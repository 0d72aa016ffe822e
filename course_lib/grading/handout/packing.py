"""Files as a zip: the same files, the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

__all__ = ["packed"]

_TIME = (2020, 2, 2, 0, 0, 0)


def packed(files: Mapping[str, bytes], folder: str) -> bytes:
    """Return files as a zip.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by path.
    folder : str
        The one folder that all of them lie in.

    Returns
    -------
    bytes
        Without the time, the user and the machine that made it.

    Examples
    --------
    >>> packed({"a": b"1", "b": b""}, "it") == packed({"b": b"", "a": b"1"}, "it")
    True
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # whatever made it, its permissions are those of Unix
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return target.getvalue()
