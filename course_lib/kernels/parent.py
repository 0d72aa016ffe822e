"""A process with the heavy imports done, from which kernels are forked: ``python -m``.

It listens on the socket that it inherits (its number is the first argument) and imports the
modules that follow, but never one that has a ``-`` before its name. A request is one JSON object
with the file descriptors it needs; for each it forks a child and reports the child's end. A request
can also bring another client's socket, which is served alike. The end of a client's socket is the
end of its children, and that of the inherited one the parent's end.
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
from collections.abc import Iterable
from typing import Any, NamedTuple

# Imported before the fork: in a child NumPy's start would make threads, and with them no namespace.
from course_lib.kernels import confined, confinement, forked, unsandboxed
from course_lib.kernels.pages import join_pages

__all__ = ["main"]

LARGEST = 2**18  # more than the system lets anybody send at once


class _Child(NamedTuple):
    """A process that was forked, and whose request it was."""

    process: int
    number: int
    client: socket.socket


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
    gc.disable()  # a sixth of the time that the imports take, for nothing
    missing = [module for module in modules if not _imported(module)]
    _rehearse()
    gc.enable()
    gc.collect()
    join_pages()
    gc.freeze()  # the collector would touch, and so copy, every shared page in each child
    threads = [thread.name for thread in threading.enumerate() if thread.daemon is False]
    ready = {"ready": os.getpid(), "missing": missing, "threads": len(threads)}
    _serve(control, json.dumps(ready).encode())


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


def _serve(inherited: socket.socket, ready: bytes) -> None:
    clients: dict[int, socket.socket] = {}
    waiting: dict[int, _Child] = {}
    with selectors.DefaultSelector() as selector:

        def welcome(client: socket.socket) -> None:
            clients[client.fileno()] = client
            selector.register(client, selectors.EVENT_READ)
            _tell(client, ready)

        welcome(inherited)
        while True:
            for key, _ in selector.select():
                if key.fd not in clients:
                    selector.unregister(key.fd)
                    _bury(key.fd, waiting.pop(key.fd))
                    continue
                client = clients[key.fd]
                request, descriptors = _receive(client)
                if request is None:
                    _end(child for child in waiting.values() if client in (child.client, inherited))
                    if client is inherited:
                        return
                    selector.unregister(client)
                    del clients[key.fd]
                    client.close()
                elif "client" in request:
                    welcome(socket.socket(fileno=descriptors[0]))
                else:
                    process = _fork(request, descriptors, clients.values())
                    ended = os.pidfd_open(process)
                    waiting[ended] = _Child(process, request["id"], client)
                    selector.register(ended, selectors.EVENT_READ)
                    _tell(client, json.dumps({"id": request["id"], "process": process}).encode())


def _bury(ended: int, child: _Child) -> None:
    os.close(ended)
    _, status = os.waitpid(child.process, 0)
    _tell(child.client, json.dumps({"id": child.number, "status": status}).encode())


def _tell(client: socket.socket, message: bytes) -> None:
    with contextlib.suppress(OSError):  # it has gone, or it will be heard that it has
        client.send(message)


def _receive(control: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    space = socket.CMSG_SPACE(16 * array.array("i").itemsize)
    try:
        message, ancillary, _, _ = control.recvmsg(LARGEST, space)
    except ConnectionResetError:
        return None, []
    descriptors = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(data)
    return (json.loads(message) if message else None), list(descriptors)


def _end(children: Iterable[_Child]) -> None:
    for child in children:
        os.kill(child.process, signal.SIGKILL)


def _fork(request: dict[str, Any], descriptors: list[int], clients: Iterable[socket.socket]) -> int:
    parent = os.getpid()
    process = os.fork()
    if process:
        for descriptor in descriptors:
            os.close(descriptor)
        return process
    status = 1
    try:
        for client in clients:
            client.close()
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
