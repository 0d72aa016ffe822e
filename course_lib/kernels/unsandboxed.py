"""What a forked process does to run a submission where there is no sandbox, for those who insist.

Time, processor time, memory and output are bounded; the files, the network and the user's other
processes are open to the submission. Only submissions that one trusts may run so.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
from contextlib import suppress
from functools import partial
from typing import Any

from course_lib.kernels import confinement
from course_lib.kernels.bubblewrap import environment
from course_lib.kernels.confined import lay_out, run_kernel, tell_folder, tell_verdict
from course_lib.kernels.limits import Limits
from course_lib.kernels.supervisor import Supervisor, descendants

__all__ = ["serve_unsandboxed"]


def serve_unsandboxed(request: dict[str, Any], descriptors: list[int]) -> int:
    """Run a kernel in a new folder, watch it, and report how it ended.

    Parameters
    ----------
    request : dict
        ``limits`` and the ``connection`` of the kernel.
    descriptors : list of int
        One connected socket: it gets the kernel's folder at the start and the verdict at the end.

    Returns
    -------
    int
        The exit status of the supervisor.
    """
    limits = Limits(**request["limits"])
    channel = socket.socket(fileno=descriptors[0])
    confinement.adopt_orphans()
    home = tempfile.mkdtemp(prefix="course-kernel-")
    try:
        lay_out(home, request["connection"])
        kernel = os.fork()
        if kernel == 0:
            channel.close()
            run_kernel(home, confine=partial(_confine, home, limits))
        tell_folder(channel, home)
        verdict = Supervisor(kernel, limits, channel, alone=False).watch()
        _end_the_rest()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    tell_verdict(channel, verdict)
    return 0


def _confine(home: str, limits: Limits) -> None:
    confinement.die_with_parent()
    confinement.limit(limits, alone=False)
    confinement.limit_files(limits)
    os.environ.clear()
    os.environ.update(environment(home))


def _end_the_rest() -> None:
    """End what the kernel has left: all of it is ours since its parents have gone."""
    while left := descendants(os.getpid()):
        for process in left:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for _ in left:
            with suppress(ChildProcessError):
                os.waitpid(-1, 0)
