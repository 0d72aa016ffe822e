"""The side of a warm parent that asks it for kernels."""

from __future__ import annotations

import array
import contextlib
import errno
import json
import os
import queue
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from course_lib.kernels import bubblewrap

__all__ = ["MODULES", "NAMED", "Parent", "ParentDied", "SharedParent", "WarmParent"]

# What a notebook of the course imports first, and what takes long. The course's own library is not
# among them: a change in it must reach the next kernel. COURSE_WARM_MODULES names others, with
# commas, where kernels need less.
_USUAL = (
    "numpy",
    "tensorflow",
    "keras",
    "sklearn.model_selection",
    "sklearn.ensemble",
    "sklearn.datasets",
    "pandas",
    "matplotlib.pyplot",
    "nbformat",
    "plotly.io",
    # What `notebook.prepare` has plotly import, a tenth of a second in each kernel.
    "plotly.graph_objs._figure",
    "plotly.graph_objs.layout._template",
    "plotly.io._renderers",
    "plotly.offline.offline",
    "plotly.validator_cache",
    "matplotlib.backends.backend_agg",
    "scipy.stats",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    # What a kernel imports by itself before it is ready: half of its start.
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "encodings.ascii",
    "encodings.latin_1",
    # What it imports when a cell raises for the first time.
    "stack_data",
    "pygments.formatters.terminal256",
    "pygments.styles.default",
)
NAMED = tuple(filter(None, os.environ.get("COURSE_WARM_MODULES", "").split(",")))
MODULES = NAMED or _USUAL
LIBRARY = Path(__file__).resolve().parent.parent
PATIENCE = 120.0


class ParentDied(RuntimeError):  # noqa: N818
    """The parent process is gone, and every kernel that it had with it."""


class Parent:
    """Asks a parent process for children, over a socket of its own; use as a context.

    Parameters
    ----------
    confined : bool
        Whether the children live in a sandbox.
    """

    def __init__(self, *, confined: bool) -> None:
        self.confined = confined
        self._lock = threading.Lock()
        self._number = 0
        self._processes: dict[int, queue.SimpleQueue[int]] = {}
        self._status: dict[int, int] = {}
        self._ended: dict[int, threading.Event] = {}
        self._ready = threading.Event()
        self._dead = threading.Event()
        self._control: socket.socket

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether it can be asked for a kernel."""
        return not self._dead.is_set()

    def fork(self, request: dict[str, Any], descriptors: Sequence[int]) -> tuple[int, int]:
        """Ask for a child.

        Parameters
        ----------
        request : dict
            What the child needs; plain data.
        descriptors : sequence of int
            Files that it inherits.

        Returns
        -------
        (int, int)
            Number of the request, and the child's process number as the parent sees it.

        Raises
        ------
        ParentDied
            The parent is gone.
        OSError
            The request is too long to be sent; the parent knows nothing of it.
        """
        if not self._ready.wait(PATIENCE):
            self.close()
            raise ParentDied(f"the warm parent was not ready in {PATIENCE:.0f} s")
        with self._lock:
            if self._dead.is_set():
                raise ParentDied("the warm parent is gone")
            self._number += 1
            number = self._number
            answer: queue.SimpleQueue[int] = queue.SimpleQueue()
            self._processes[number] = answer
            self._ended[number] = threading.Event()
            message = {**request, "id": number, "confined": self.confined}
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))
            try:
                self._control.sendmsg([json.dumps(message).encode()], [rights])
            except OSError as error:
                if error.errno == errno.EMSGSIZE:
                    raise
                raise ParentDied("the warm parent is gone") from error
        try:
            process = answer.get(timeout=PATIENCE)
        except queue.Empty:
            self.close()
            raise ParentDied(f"the warm parent did not fork in {PATIENCE:.0f} s") from None
        if process < 0:
            raise ParentDied("the warm parent ended before it could fork")
        return number, process

    def status(self, number: int, timeout: float | None = 0.0) -> int | None:
        """Return how a child ended, as `os.waitpid` gives it, or None while it lives.

        Parameters
        ----------
        number : int
            What `fork` returned first.
        timeout : float or None
            Seconds to wait.

        Returns
        -------
        int or None
            The status; -1 when the parent died before it could tell.
        """
        if self._ended[number].wait(timeout):
            return self._status.get(number, -1)
        return None

    def close(self) -> None:
        """End its children."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()

    def _listen(self, control: socket.socket, process: int) -> None:
        try:
            with contextlib.suppress(ProcessLookupError):  # it may be gone already
                self._hear_all(control, os.pidfd_open(process))
        finally:  # whatever ends the listening, nobody waits for an answer that cannot come
            with self._lock:
                self._dead.set()
                self._ready.set()
                for answer in self._processes.values():
                    answer.put(-1)
                for ended in self._ended.values():
                    ended.set()

    def _hear_all(self, control: socket.socket, exited: int) -> None:
        # A child that was forked a moment ago still holds the socket's other end: ask for both.
        poll = select.poll()
        poll.register(control, select.POLLIN)
        poll.register(exited, select.POLLIN)
        while ready := [number for number, _ in poll.poll()]:
            try:
                message = control.recv(2**16) if ready != [exited] else b""
            except OSError:
                message = b""
            if not message:
                break
            self._heard(json.loads(message))
        os.close(exited)

    def _heard(self, message: dict[str, Any]) -> None:
        if "ready" in message:
            self._ready.set()
        elif "process" in message:
            self._processes.pop(message["id"]).put(message["process"])
        else:
            self._status[message["id"]] = message["status"]
            self._ended[message["id"]].set()


class WarmParent(Parent):
    """A process that has imported what takes long, and forks kernels in a fraction of a second.

    Parameters
    ----------
    confined : bool
        Whether the process and its kernels live in a sandbox of bubblewrap.
    modules : sequence of str
        What it imports.
    barred : sequence of str
        Modules that must not even be in its memory.

    Raises
    ------
    OSError
        It cannot be started: see `course_lib.kernels.why_no_sandbox` for a sandbox.

    Examples
    --------
    >>> with WarmParent(modules=["json"]) as parent:
    ...     parent.alive
    True
    """

    def __init__(
        self,
        *,
        confined: bool = False,
        modules: Sequence[str] = MODULES,
        barred: Sequence[str] = (),
    ) -> None:
        if confined and (reason := bubblewrap.why_no_sandbox()):
            raise OSError(reason)
        super().__init__(confined=confined)
        self._modules = (*modules, *(f"-{name}" for name in barred))
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._listener: socket.socket | None = None
        # bwrap dies with the thread that starts it, so this thread stays until the parent ends.
        self._thread = threading.Thread(target=self._live, name="warm parent", daemon=True)
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            raise OSError(f"the warm parent cannot be started: {self._failure}")

    def share(self, path: str) -> None:
        """Let other processes of this user ask it for children, too: `SharedParent`.

        Parameters
        ----------
        path : str
            Of a socket, in a folder that nobody else may enter.
        """
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(path)
        self._listener.listen()
        threading.Thread(target=self._introduce, name="introducing", daemon=True).start()

    def close(self) -> None:
        """End the parent and all its children."""
        self._stop_sharing()
        if not self._dead.is_set():
            self._process.kill()
            self._thread.join(10)
        self._control.close()

    def _stop_sharing(self) -> None:
        """Refuse who asks from now on, and who has asked and was not heard yet."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()

    def _introduce(self) -> None:
        """Hand the parent the other end of each connection, and tell who it is."""
        assert self._listener is not None
        while True:
            try:
                client, _ = self._listener.accept()
                with client, self._lock:
                    client.send(json.dumps({"parent": self._process.pid}).encode())
                    rights = (
                        socket.SOL_SOCKET,
                        socket.SCM_RIGHTS,
                        array.array("i", [client.fileno()]),
                    )
                    self._control.sendmsg([b'{"client": true}'], [rights])
            except OSError:
                return

    def _live(self) -> None:
        try:
            self._start()
        except BaseException as error:  # else whoever waits for the start would wait for ever
            self._failure = error
            self._dead.set()
            return
        finally:
            self._started.set()
        self._listen(self._control, self._process.pid)
        self._stop_sharing()
        self._process.kill()
        self._process.wait()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        arguments = [str(theirs.fileno()), *self._modules]
        module = "course_lib.kernels.parent"
        quiet = {"TF_CPP_MIN_LOG_LEVEL": "3"}
        log = None if os.environ.get("COURSE_KERNEL_LOG") else subprocess.DEVNULL
        with theirs:
            if self.confined:
                command = bubblewrap.command(module, *arguments, library=LIBRARY)
            else:
                command = [sys.executable, "-m", module, *arguments]
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **quiet},
            )


class SharedParent(Parent):
    """Another process's warm parent, asked over a socket of one's own.

    Parameters
    ----------
    path : str
        Where `WarmParent.share` listens.
    confined : bool
        Whether its kernels live in a sandbox.

    Raises
    ------
    ParentDied
        Nobody listens there any more.
    """

    def __init__(self, path: str, *, confined: bool) -> None:
        super().__init__(confined=confined)
        self._control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._control.settimeout(PATIENCE)
            self._control.connect(path)
            said = self._control.recv(2**16)
            self._control.settimeout(None)
        except OSError as error:
            raise ParentDied(f"the warm parent cannot be asked: {error}") from None
        if not said:
            raise ParentDied("the warm parent is gone")
        process = json.loads(said)["parent"]
        listening = (self._control, process)
        threading.Thread(target=self._listen, args=listening, name="shared", daemon=True).start()
