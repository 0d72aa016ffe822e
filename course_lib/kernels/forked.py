"""What a forked process does to be a kernel like one that was started from nothing."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
from typing import Any

__all__ = ["become_kernel", "serve"]


def serve(request: dict[str, Any], descriptors: list[int]) -> int:
    """Run a kernel for the user who asked, with that user's folder and environment.

    Parameters
    ----------
    request : dict
        ``argv`` of IPython's kernel, ``cwd``, ``env``.
    descriptors : list of int
        Standard input, output and error.

    Returns
    -------
    int
        The exit status.
    """
    from course_lib.kernels.confinement import die_with_parent

    os.setsid()
    die_with_parent()
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    # IPython's kernel took this from the environment when the parent imported it.
    return become_kernel([*request["argv"], f"--IPKernelApp.parent_handle={os.getppid()}"])


def become_kernel(argv: list[str]) -> int:
    """Start IPython's kernel in this process and stay in it to its end.

    Parameters
    ----------
    argv : list of str
        Arguments of ``python -m ipykernel_launcher``.

    Returns
    -------
    int
        The exit status.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _forget_randomness()
    sys.argv = ["ipykernel_launcher", *argv]
    sys.path.insert(0, "")
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    from ipykernel.kernelapp import IPKernelApp

    try:
        IPKernelApp.launch_instance(argv=argv)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def _forget_randomness() -> None:
    """Seed anew what would be the same in all children of one parent."""
    random.seed()
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed(int.from_bytes(os.urandom(4), "little"))  # noqa: NPY002
