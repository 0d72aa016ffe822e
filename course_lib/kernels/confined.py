"""What a forked process does to run a submission: walls, a warden, a kernel behind them."""

from __future__ import annotations

import array
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
from typing import Any

from course_lib.kernels import confinement
from course_lib.kernels.bubblewrap import SCRATCH
from course_lib.kernels.forked import become_kernel
from course_lib.kernels.limits import Limits
from course_lib.kernels.warden import Warden

__all__ = ["serve_confined"]

SOCKETS = f"{SCRATCH}/.socket"
CONNECTION = f"{SCRATCH}/connection.json"
NICENESS = 10  # so that hundreds of busy processes cannot keep the warden from its turn


def serve_confined(request: dict[str, Any], descriptors: list[int]) -> int:
    """Wall a kernel in, watch it, and report how it ended.

    Three processes: the warden, outside the inner wall; process 1 behind it, which only waits, so
    that a signal to everybody harms nobody else; and the kernel.

    Parameters
    ----------
    request : dict
        ``limits``, ``masked`` paths and the ``connection`` of the kernel.
    descriptors : list of int
        One connected socket: it gets the kernel's folder at the start and the verdict at the end.

    Returns
    -------
    int
        The exit status of the warden.
    """
    limits = Limits(**request["limits"])
    (channel_number,) = descriptors
    channel = socket.socket(fileno=channel_number)
    confinement.die_with_parent()
    confinement.undumpable()
    baseline = confinement.resident()
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
    verdict = Warden(first, limits, channel, baseline).watch()
    with contextlib.suppress(BrokenPipeError):  # the one who asked has gone
        channel.send(json.dumps({"verdict": verdict}).encode())
    return 0


def _first(request: dict[str, Any], limits: Limits, channel: socket.socket) -> int:
    """Be process 1: make the view, start the kernel, bury the dead until it ends."""
    confinement.die_with_parent()
    confinement.limit(limits)
    confinement.hide(request["masked"], limits)
    with open(CONNECTION, "w", encoding="ascii") as file:
        json.dump({**request["connection"], "ip": f"{SOCKETS}/k"}, file)
    folder = os.open(SOCKETS, os.O_PATH | os.O_DIRECTORY)
    passed = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [folder]))
    kernel = os.fork()
    if kernel == 0:
        os.close(folder)
        channel.close()
        _kernel()
    channel.sendmsg([b'{"folder": true}'], [passed])
    os.close(folder)
    channel.close()
    confinement.undumpable()
    confinement.drop_privileges()
    while True:
        process, status = os.wait()
        if process == kernel:
            return os.waitstatus_to_exitcode(status) & 0xFF


def _kernel() -> None:
    status = 1
    try:
        os.setsid()
        os.nice(NICENESS)
        os.chdir(f"{SCRATCH}/work")
        tempfile.tempdir = None  # the parent's would be remembered
        os.closerange(3, 4096)
        confinement.drop_privileges()
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        options = ["--HistoryManager.enabled=False", "--log-level=CRITICAL"]
        status = become_kernel(["-f", CONNECTION, *options])
    except BaseException as error:
        print(f"the sandboxed kernel could not start: {error!r}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)
