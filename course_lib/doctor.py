"""What the course needs on this machine, what is missing, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

__all__ = ["Finding", "examine"]

DISTRIBUTION = "fair-trials"
GROUPS = {
    "": "the library",
    "book": "building the book",
    "grading": "grading",
    "dev": "the tests",
    "bench": "the benchmarks",
}
TOOLS = {
    "chromium": ("browser tests", "apt install chromium"),
    "bwrap": ("grading in a sandbox", "apt install bubblewrap"),
    "make": ("make book, make test", "apt install make"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    subject : str
        What was looked at.
    state : {"ok", "missing", "wrong"}
        How it was found.
    detail : str
        The version, the path or what is wrong.
    remedy : str
        What to do; empty when nothing need be done.
    required : bool
        Whether the library itself cannot work without it.

    Examples
    --------
    >>> Finding("numpy", "ok", "2.4.6").blocks
    False
    """

    subject: str
    state: str
    detail: str
    remedy: str = ""
    required: bool = False

    @property
    def blocks(self) -> bool:
        """Whether the library cannot work until this is mended."""
        return self.required and self.state != "ok"


def examine() -> list[Finding]:
    """Look at Python, the packages with their bounds, Debian's tools and the settings.

    Nothing is imported but package metadata, so it is quick and works when packages are broken.

    Returns
    -------
    list of Finding
        In the order of a report.

    Examples
    --------
    >>> examine()[0].subject
    'Python'
    """
    return [_python(), *_packages(), *_tools(), *_settings()]


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("Python", "ok", version, required=True)
    return Finding("Python", "wrong", version, "install Python 3.11, 3.12 or 3.13", required=True)


def _packages() -> Iterator[Finding]:
    try:
        lines = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        yield Finding("course_lib", "missing", "not installed here", "run make book", required=True)
        return
    for requirement in map(Requirement, lines):
        for group, purpose in GROUPS.items():
            marker = requirement.marker
            if marker is None or marker.evaluate({"extra": group}):
                yield _package(requirement, group, purpose)
                break


def _package(requirement: Requirement, group: str, purpose: str) -> Finding:
    required = group == ""
    subject = f"{requirement.name} ({purpose})" if group else requirement.name
    remedy = "run make book, which installs the locked versions"
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return Finding(subject, "missing", f"needs {requirement.specifier}", remedy, required)
    if not requirement.specifier.contains(version, prereleases=True):
        detail = f"{version}, needs {requirement.specifier}"
        return Finding(subject, "wrong", detail, remedy, required)
    return Finding(subject, "ok", version, required=required)


def _tools() -> Iterator[Finding]:
    for command, (purpose, remedy) in TOOLS.items():
        subject = f"{command} ({purpose})"
        path = shutil.which(command)
        if path:
            yield Finding(subject, "ok", path)
        else:
            yield Finding(subject, "missing", "not on PATH", remedy)


def _settings() -> Iterator[Finding]:
    folder = os.environ.get("COURSE_DATA", "")
    if not folder:
        yield Finding("COURSE_DATA", "ok", "not set: full data sets are downloaded when asked for")
    elif Path(folder).is_dir():
        yield Finding("COURSE_DATA", "ok", folder)
    else:
        yield Finding(
            "COURSE_DATA", "wrong", f"{folder} is not a folder", "make it, or unset COURSE_DATA"
        )
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    if backend in ("tensorflow", "jax", "torch"):
        yield Finding("KERAS_BACKEND", "ok", backend)
    else:
        remedy = "set it to tensorflow, jax or torch, or unset it"
        yield Finding("KERAS_BACKEND", "wrong", backend, remedy)
