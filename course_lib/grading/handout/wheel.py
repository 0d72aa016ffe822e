"""The library as a wheel, and the lock that installs it, both made without a network."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from course_lib.grading.settings import ExerciseError

__all__ = ["build_wheel", "lock_with"]

_TIME = "1580601600"  # of all files in it, so that the same files make the same wheel


def build_wheel(root: Path) -> tuple[str, bytes]:
    """Build the wheel of the library.

    Parameters
    ----------
    root : pathlib.Path
        The course's clone.

    Returns
    -------
    tuple of str and bytes
        Its name and its content: the same for the same files.

    Raises
    ------
    ExerciseError
        flit_core, which builds it, is missing or does not like what it finds.
    """
    with tempfile.TemporaryDirectory(prefix="wheel-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "flit_core.wheel", str(root), "--outdir", folder],
            env=os.environ | {"SOURCE_DATE_EPOCH": _TIME},
            capture_output=True,
            text=True,
        )
        found = sorted(Path(folder).glob("*.whl"))
        if done.returncode or len(found) != 1:
            last = (done.stderr.strip() or "no wheel came of it").splitlines()[-1]
            raise ExerciseError(f"the library's wheel cannot be built: {last}")
        return found[0].name, found[0].read_bytes()


def lock_with(lock: str, name: str, wheel: bytes) -> str:
    """Return a lock that installs a wheel beside it as well.

    Parameters
    ----------
    lock : str
        Packages with versions and hashes.
    name : str
        The wheel's file.
    wheel : bytes
        Its content.

    Returns
    -------
    str
        For ``pip install --no-deps --require-hashes``.

    Examples
    --------
    >>> print(lock_with("", "fair_trials-1-py3-none-any.whl", b"")[:66])
    ./fair_trials-1-py3-none-any.whl --hash=sha256:e3b0c44298fc1c149af
    """
    return f"./{name} --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n{lock}"
