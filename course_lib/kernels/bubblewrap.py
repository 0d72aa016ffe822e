"""The outer sandbox: the command that starts a warm parent inside bubblewrap."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

__all__ = ["SCRATCH", "command", "environment", "why_no_sandbox"]

SCRATCH = "/scratch"
# What the dynamic linker, the time zone and a user's name are read from; nothing else of /etc.
_ETC = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/fonts")


@cache
def why_no_sandbox() -> str | None:
    """Return why no sandbox can be made here, or None.

    Returns
    -------
    str or None
        A sentence that says what to do.

    Examples
    --------
    >>> why_no_sandbox() is None or "bubblewrap" in why_no_sandbox()
    True
    """
    if not sys.platform.startswith("linux"):
        return f"bubblewrap, which makes the sandbox, needs Linux and this is {sys.platform}"
    if shutil.which("bwrap") is None:
        return "bubblewrap is missing; on Debian: apt install bubblewrap"
    trial = subprocess.run(
        [*_isolation(), "--ro-bind", "/", "/", "true"], capture_output=True, text=True, check=False
    )
    if trial.returncode:
        why = trial.stderr.strip() or f"exit status {trial.returncode}"
        return f"bubblewrap cannot make a sandbox here ({why}); user namespaces must be allowed"
    return None


def command(module: str, *arguments: str, library: Path) -> list[str]:
    """Return the command that runs a Python module of this environment inside the outer sandbox.

    Inside there is no network, a process table and users of its own, no capability, an empty
    environment, the system and this environment's packages read-only, and of this project the
    library alone.

    Parameters
    ----------
    module : str
        What ``python -m`` runs.
    *arguments : str
        Its arguments.
    library : pathlib.Path
        Folder of `course_lib`.

    Returns
    -------
    list of str
        To be started from a thread that lives as long as the sandbox shall.

    Examples
    --------
    >>> from pathlib import Path
    >>> command("this", library=Path("course_lib"))[-3:] == [sys.executable, "-m", "this"]
    True
    """
    seen = [*_system(), *_python(), library.resolve()]
    binds = [part for path in seen for part in ("--ro-bind", str(path), str(path))]
    home = [
        "--tmpfs",
        SCRATCH,
        "--dir",
        f"{SCRATCH}/tmp",
        "--tmpfs",
        "/tmp",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
    ]
    # bwrap's root, /dev and /tmp are folders in memory that all kernels of the parent share.
    shut = ["--remount-ro", "/dev", "--remount-ro", "/tmp", "--remount-ro", "/"]
    variables = {**environment(SCRATCH), "PYTHONPATH": str(library.resolve().parent)}
    settings = [part for name, value in variables.items() for part in ("--setenv", name, value)]
    python = [sys.executable, "-m", module, *arguments]
    # The empty /tmp comes before what may lie in it, such as this environment.
    return [*_isolation(), *_links(), *home, *binds, *shut, *settings, "--chdir", SCRATCH, *python]


def environment(home: str) -> dict[str, str]:
    """Return the environment variables of a kernel, which has none of ours.

    Parameters
    ----------
    home : str
        Its folder.

    Returns
    -------
    dict of str to str
        By name.

    Examples
    --------
    >>> environment("/scratch")["TMPDIR"]
    '/scratch/tmp'
    """
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin",
        "HOME": home,
        "TMPDIR": f"{home}/tmp",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # One processor a submission: workers share the machine, and sums do not depend on it.
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _isolation() -> list[str]:
    return [
        "bwrap",
        "--unshare-all",
        *("--cap-drop", "ALL"),
        *("--uid", "1000", "--gid", "1000"),
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        *("--hostname", "sandbox"),
    ]


def _links() -> list[str]:
    """Return ``/bin``, ``/lib`` and so on as this system has them: links, or folders."""
    arguments = []
    for name in ("bin", "sbin", "lib", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            arguments += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            arguments += ["--ro-bind", str(path), str(path)]
    return arguments


def _system() -> list[Path]:
    return [Path("/usr"), *(Path(path) for path in _ETC if Path(path).exists())]


def _python() -> list[Path]:
    """Return the folders of this Python, of its environment and of what its links point to."""
    named: list[str | Path] = [
        sys.prefix,
        sys.base_prefix,
        sysconfig.get_paths()["purelib"],
        Path(sys.executable).resolve().parent.parent,
    ]
    folders = {Path(path).resolve() for path in named} | {Path(sys.prefix)}
    return sorted(folder for folder in folders if not folder.is_relative_to("/usr"))
