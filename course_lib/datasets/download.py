"""Files of the full data sets: found on this machine, or fetched whole with a checked hash."""

from __future__ import annotations

import dataclasses
import os
import pathlib

from course_lib.datasets.cache import cache_folder

__all__ = ["DataUnavailableError", "RemoteFile", "damaged", "download", "find", "obtain"]

_TIMEOUT = 30  # seconds without an answer


class DataUnavailableError(OSError):
    """A data set's file is not here and could not be fetched, or it is damaged.

    The message says what to fetch, from where, and where to put it.
    """


@dataclasses.dataclass(frozen=True)
class RemoteFile:
    """A file that a data set needs.

    Parameters
    ----------
    name : str
        Its name on this machine.
    url : str
        Where it is published.
    checksum : str or None
        Algorithm and digest, "sha256:...". None when its publisher gives none: such a file is
        never downloaded, only read where you put it.
    """

    name: str
    url: str
    checksum: str | None

    def advice(self) -> str:
        """Return what to do by hand: what to fetch, and where to put it."""
        chosen = os.environ.get("COURSE_DATA")
        where = f"COURSE_DATA ({chosen})" if chosen else "a folder that you name in COURSE_DATA"
        proof = f" ({self.checksum})" if self.checksum else ""
        return f"fetch {self.url}{proof} yourself and put it as {self.name} into {where}"


def folders() -> list[pathlib.Path]:
    """Return where files are looked for: COURSE_DATA if set, then the cache. The first is written.

    Returns
    -------
    list of pathlib.Path
        One or two folders, which need not exist.
    """
    chosen = os.environ.get("COURSE_DATA")
    ours = [pathlib.Path(chosen).expanduser()] if chosen else []
    return [*ours, cache_folder() / "data"]


def find(*names: str) -> pathlib.Path | None:
    """Return the first of `names` (files or folders) that lies on this machine, or None.

    Parameters
    ----------
    *names : str
        Paths below COURSE_DATA or below the cache, the preferred first.

    Returns
    -------
    pathlib.Path or None
        Where it lies.

    Examples
    --------
    >>> find("no-such-file.npz") is None
    True
    """
    places = (folder / name for folder in folders() for name in names)
    return next((place for place in places if place.exists()), None)


def obtain(file: RemoteFile) -> pathlib.Path:
    """Return where `file` lies, after downloading it if it does not yet.

    Parameters
    ----------
    file : RemoteFile
        The file.

    Returns
    -------
    pathlib.Path
        Where it lies.

    Raises
    ------
    DataUnavailableError
        It is not here and cannot be fetched.
    """
    return find(file.name) or download(file, folders()[0])


def download(file: RemoteFile, folder: pathlib.Path) -> pathlib.Path:
    """Download `file` into `folder`, where it appears whole and checked or not at all.

    The environment variable COURSE_MIRROR, when set, is the address below which the file is asked
    for instead of at its publisher's; the checksum stays the same.

    Parameters
    ----------
    file : RemoteFile
        The file.
    folder : pathlib.Path
        Where to put it; made if missing.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    DataUnavailableError
        No checksum is known, the server cannot be reached or refuses, the file is short or
        changed, or the folder cannot be written.
    """
    if file.checksum is None:
        raise DataUnavailableError(
            f"{file.name} is not here, and is not downloaded because its publisher gives no "
            f"checksum to trust: {file.advice()}"
        )
    import pooch
    import requests

    mirror = os.environ.get("COURSE_MIRROR")
    url = f"{mirror.rstrip('/')}/{file.url.rsplit('/', 1)[-1]}" if mirror else file.url
    fetcher = pooch.HTTPDownloader(timeout=_TIMEOUT, progressbar=os.isatty(2))
    try:
        found = pooch.retrieve(url, file.checksum, file.name, folder, downloader=fetcher)
    except requests.RequestException as error:
        reason = f"{url} could not be fetched ({_reason(error)})"
    except ValueError:  # pooch's, of the checksum; its text speaks to programmers
        reason = f"what came from {url} is not the published file (its checksum differs)"
    except OSError as error:
        reason = f"{folder} cannot be written ({error.strerror or error})"
    else:
        pathlib.Path(found).chmod(0o644)  # a class may share the folder
        return pathlib.Path(found)
    raise DataUnavailableError(f"{file.name} is not here and {reason}: {file.advice()}")


def damaged(path: pathlib.Path, file: RemoteFile, why: str) -> DataUnavailableError:
    """Return the error for a file that is here but damaged, or not what it should be."""
    return DataUnavailableError(f"{path} cannot be used ({why}): {file.advice()}")


def _reason(error: Exception) -> str:
    response = getattr(error, "response", None)
    if response is not None:
        return f"the server answered {response.status_code} {response.reason}"
    kinds = {"ConnectTimeout": "no answer", "ReadTimeout": "no answer"}
    short = "the connection failed or broke off"
    return kinds.get(type(error).__name__, short)
