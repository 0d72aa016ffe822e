"""A process with the heavy imports done, from which kernels are forked: ``python -m``.

It listens on the socket that it inherits (its number is the first argument) and imports the
modules that follow, but never one that has a ``-`` before its name. A request is one JSON object
with the file descriptors it needs; for each it forks a child and reports the child's end. The
socket's end is the parent's end.
"""

from __future__ import annotations

import array
import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import threading
from typing import Any

# Imported before the fork: in a child NumPy's start would make threads, and with them no namespace.
from course_lib.kernels import confined, confinement, forked, unsandboxed
from course_lib.kernels.pages import join_pages

__all__ = ["main"]

LARGEST = 2**18  # more than the system lets anybody send at once


def main(descriptor: int, modules: list[str], barred: list[str]) -> None:
    """Import the modules, say so, and fork until the socket closes.

    Parameters
    ----------
    descriptor : int
        A connected ``SOCK_SEQPACKET`` socket.
    modules : list of str
        What to import; a module that is missing is left out.
    barred : list of str
        What must not be imported, not even by one of the modules, which then may be missing too.
    """
    sys.modules.update(dict.fromkeys(barred))  # type: ignore[arg-type]
    control = socket.socket(fileno=descriptor)
    os.set_inheritable(descriptor, False)
    missing = [module for module in modules if not _imported(module)]
    _rehearse()
    gc.collect()
    join_pages()
    gc.freeze()  # the collector would touch, and so copy, every shared page in each child
    threads = [thread.name for thread in threading.enumerate() if thread.daemon is False]
    ready = {"ready": os.getpid(), "missing": missing, "threads": len(threads)}
    control.send(json.dumps(ready).encode())
    _serve(control)


def _imported(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


def _rehearse() -> None:
    """Format a traceback, which takes IPython a third of a second the first time."""
    if "stack_data" in sys.modules:
        with contextlib.suppress(Exception):
            from IPython.core.ultratb import AutoFormattedTB

            try:
                exec("1 / 0", {})
            except ZeroDivisionError:
                AutoFormattedTB(mode="Context").structured_traceback(*sys.exc_info())


def _serve(control: socket.socket) -> None:
    waiting: dict[int, tuple[int, int]] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is control:
                    request, descriptors = _receive(control)
                    if request is None:
                        _end(waiting)
                        return
                    process = _fork(request, descriptors, control)
                    ended = os.pidfd_open(process)
                    waiting[ended] = (process, request["id"])
                    selector.register(ended, selectors.EVENT_READ)
                    control.send(json.dumps({"id": request["id"], "process": process}).encode())
                else:
                    ended = key.fd
                    selector.unregister(ended)
                    os.close(ended)
                    process, number = waiting.pop(ended)
                    _, status = os.waitpid(process, 0)
                    control.send(json.dumps({"id": number, "status": status}).encode())


def _receive(control: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    space = socket.CMSG_SPACE(16 * array.array("i").itemsize)
    message, ancillary, _, _ = control.recvmsg(LARGEST, space)
    descriptors = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(data)
    return (json.loads(message) if message else None), list(descriptors)


def _end(waiting: dict[int, tuple[int, int]]) -> None:
    for process, _ in waiting.values():
        os.kill(process, signal.SIGKILL)


def _fork(request: dict[str, Any], descriptors: list[int], control: socket.socket) -> int:
    parent = os.getpid()
    process = os.fork()
    if process:
        for descriptor in descriptors:
            os.close(descriptor)
        return process
    status = 1
    try:
        control.close()
        confinement.die_with_parent()
        if os.getppid() != parent:  # it died before it could be told to take us along
            return status
        if request["confined"]:
            status = confined.serve_confined(request, descriptors)
        elif "limits" in request:
            status = unsandboxed.serve_unsandboxed(request, descriptors)
        else:
            status = forked.serve(request, descriptors)
    except BaseException as error:
        print(f"the kernel could not start: {error!r}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)


if __name__ == "__main__":
    names = sys.argv[2:]
    main(
        int(sys.argv[1]),
        [name for name in names if not name.startswith("-")],
        [name[1:] for name in names if name.startswith("-")],
    )
