"""A Jupyter kernel provisioner that forks kernels from a warm parent."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from course_lib.kernels.warm import ParentDied, WarmParent

__all__ = ["WarmProvisioner", "cold_reason"]

_lock = threading.Lock()
_shared: list[WarmParent] = []


def cold_reason(command: list[str]) -> str | None:
    """Return why a kernel must be started from nothing, or None where forking is safe.

    Parameters
    ----------
    command : list of str
        What the kernel specification runs.

    Returns
    -------
    str or None
        The reason.

    Examples
    --------
    >>> "not a Python kernel" in cold_reason(["R", "--slave"])
    True
    """
    if not sys.platform.startswith("linux"):
        return f"forking a process with threads is unsafe on {sys.platform}"
    if "ipykernel_launcher" not in command or "-m" not in command:
        return "this is not a Python kernel"
    if _places(command[0]) != _places(sys.executable):
        return "the kernel is of another environment"
    return None


def _places(program: str) -> tuple[str, str]:
    """Return where a program is and where its folder is: environments share one interpreter."""
    found = shutil.which(program) or program
    return os.path.realpath(found), os.path.realpath(os.path.dirname(found))


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel in about half a second, where importing TensorFlow alone takes six.

    A parent process, one for each process that starts kernels, imports TensorFlow, Keras and their
    like once; each kernel is forked from it. Forking is unsafe on macOS and impossible on Windows:
    there, and for kernels of other languages, the kernel starts as usual and the log says so.

    Choose it in a kernel specification (``course-warm-provisioner``) or for all kernels with the
    environment variable ``JUPYTER_DEFAULT_PROVISIONER_NAME``.

    References
    ----------
    jupyter_client's documentation, "Customizing the kernel's runtime environment".
    """

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, or start it from nothing where forking does not serve.

        Parameters
        ----------
        cmd : list of str
            The command of the kernel specification, filled in.
        **kwargs
            As `subprocess.Popen` takes them.

        Returns
        -------
        dict
            Ports and key.
        """
        reason = cold_reason(cmd)
        if reason is None:
            try:
                process = await asyncio.to_thread(_forked, cmd, kwargs)
                self.process: Any = process
                self.pid = self.pgid = process.pid
                return self.connection_info
            except (ParentDied, OSError) as error:
                reason = str(error)
        self.log.warning("The kernel starts cold: %s.", reason)
        return await super().launch_kernel(cmd, **kwargs)


def _forked(command: list[str], options: dict[str, Any]) -> _Process:
    argv = command[command.index("ipykernel_launcher") + 1 :]
    request = {
        "argv": argv,
        "cwd": options.get("cwd") or os.getcwd(),
        "env": dict(options.get("env") or os.environ),
    }
    nowhere = os.open(os.devnull, os.O_RDWR)
    streams = [nowhere if _is_closed(number) else number for number in (1, 2)]
    try:
        parent = _parent()
        number, process = parent.fork(request, [nowhere, *streams])
    finally:
        os.close(nowhere)
    return _Process(parent, number, process)


def _is_closed(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return True
    return False


def _parent() -> WarmParent:
    with _lock:
        if not (_shared and _shared[0].alive):
            _shared[:] = [WarmParent()]
            atexit.register(_shared[0].close)
        return _shared[0]


class _Process:
    """What `LocalProvisioner` wants of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, parent: WarmParent, number: int, pid: int) -> None:
        self._parent, self._number, self.pid = parent, number, pid

    def poll(self) -> int | None:
        status = self._parent.status(self._number)
        return None if status is None else _exit_code(status)

    def wait(self, timeout: float | None = None) -> int:
        status = self._parent.status(self._number, timeout)
        if status is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return _exit_code(status)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:  # else the number may be another process's by now
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def _exit_code(status: int) -> int:
    return -signal.SIGKILL if status < 0 else os.waitstatus_to_exitcode(status)
