"""What a forked process does to run a submission: a sandbox, a supervisor, a kernel."""

from __future__ import annotations

import array
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from typing import Any, NoReturn

from course_lib.kernels import confinement
from course_lib.kernels.bubblewrap import SCRATCH
from course_lib.kernels.forked import become_kernel
from course_lib.kernels.limits import Limits
from course_lib.kernels.supervisor import Supervisor

__all__ = ["lay_out", "run_kernel", "serve_confined", "tell_folder", "tell_verdict"]

NICENESS = 10  # so that hundreds of busy processes cannot keep the supervisor from its turn


def serve_confined(request: dict[str, Any], descriptors: list[int]) -> int:
    """Shut a kernel in, watch it, and report how it ended.

    Three processes: the supervisor, outside the inner sandbox; process 1 in it, which only waits,
    so that a signal to everybody harms nobody else; and the kernel.

    Parameters
    ----------
    request : dict
        ``limits``, ``masked`` paths and the ``connection`` of the kernel.
    descriptors : list of int
        One connected socket: it gets the kernel's folder at the start and the verdict at the end.

    Returns
    -------
    int
        The exit status of the supervisor.
    """
    limits = Limits(**request["limits"])
    (channel_number,) = descriptors
    channel = socket.socket(fileno=channel_number)
    confinement.die_with_parent()
    confinement.undumpable()
    confinement.enter_namespaces()
    first = os.fork()
    if first == 0:
        status = 1
        try:
            status = _first(request, limits, channel)
        except BaseException as error:
            print(f"the sandbox could not be made: {error!r}", file=sys.stderr, flush=True)
        finally:
            os._exit(status)
    verdict = Supervisor(first, limits, channel).watch()
    tell_verdict(channel, verdict)
    return 0


def lay_out(home: str, connection: dict[str, Any]) -> None:
    """Make the folders and the connection file that a kernel wants.

    Parameters
    ----------
    home : str
        The kernel's.
    connection : dict
        The kernel's connection file, but for the place of its sockets.
    """
    for name in ("tmp", "work", ".socket"):
        os.makedirs(f"{home}/{name}", 0o700, exist_ok=True)
    with open(f"{home}/connection.json", "w", encoding="ascii") as file:
        json.dump({**connection, "ip": f"{home}/.socket/k"}, file)


def tell_folder(channel: socket.socket, home: str) -> None:
    """Send the folder of the kernel's sockets to the one who asked for it."""
    folder = os.open(f"{home}/.socket", os.O_PATH | os.O_DIRECTORY)
    passed = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [folder]))
    channel.sendmsg([b'{"folder": true}'], [passed])
    os.close(folder)


def tell_verdict(channel: socket.socket, verdict: dict[str, object]) -> None:
    """Send the supervisor's verdict, unless the one who asked has gone."""
    with contextlib.suppress(BrokenPipeError):
        channel.send(json.dumps({"verdict": verdict}).encode())


def _first(request: dict[str, Any], limits: Limits, channel: socket.socket) -> int:
    """Be process 1: make the view, start the kernel, bury the dead until it ends."""
    confinement.die_with_parent()
    confinement.limit(limits)
    confinement.hide(request["masked"], limits)
    lay_out(SCRATCH, request["connection"])
    tell_folder(channel, SCRATCH)
    channel.close()
    confinement.limit_files(limits)
    kernel = os.fork()
    if kernel == 0:
        run_kernel(SCRATCH, confine=confinement.drop_privileges)
    confinement.undumpable()
    confinement.drop_privileges()
    while True:
        process, status = os.wait()
        if process == kernel:
            return os.waitstatus_to_exitcode(status) & 0xFF


def run_kernel(home: str, *, confine: Callable[[], None]) -> NoReturn:
    """Be a kernel in its folder, with nothing open of what the parent had; end with it.

    Parameters
    ----------
    home : str
        What `lay_out` has prepared.
    confine : callable
        Takes from the process what it must not have, the last before the kernel starts.
    """
    status = 1
    try:
        os.setsid()
        os.nice(NICENESS)
        os.chdir(f"{home}/work")
        tempfile.tempdir = None  # the parent's would be remembered
        os.closerange(3, 4096)
        confine()
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        options = ["--HistoryManager.enabled=False", "--log-level=CRITICAL"]
        status = become_kernel(["-f", f"{home}/connection.json", *options])
    except BaseException as error:
        print(f"the sandboxed kernel could not start: {error!r}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)
