"""The inner sandbox: what a forked process takes from itself before a submission runs in it."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from course_lib.kernels import seccomp
from course_lib.kernels.bubblewrap import SCRATCH
from course_lib.kernels.limits import Limits

__all__ = [
    "adopt_orphans",
    "die_with_parent",
    "drop_privileges",
    "enter_namespaces",
    "hide",
    "limit",
    "limit_files",
    "undumpable",
    "writable",
]

_NEWNS, _NEWUTS, _NEWIPC = 0x20000, 0x4000000, 0x8000000
_NEWUSER, _NEWPID, _NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 32, 4096, 16384, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_PR_SET_CHILD_SUBREAPER = 36
_MNT_DETACH = 2
_CAPABILITY_VERSION = 0x20080522
_LAST_CAPABILITY = 40
_SIGKILL = 9
_RESERVED_NUMBERS = 300  # of processes; given once and never again

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments):
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def die_with_parent() -> None:
    """Let the kernel end this process when its parent does."""
    _call("prctl", _PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _call("prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def undumpable() -> None:
    """Forbid other processes of the same user to look into this one or to trace it."""
    _call("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)


def enter_namespaces() -> None:
    """Give this process users, network, message queues and a host name of its own.

    Its next child gets a process table of its own too. The process must have one thread.
    """
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", _NEWUSER | _NEWPID | _NEWIPC | _NEWNET | _NEWUTS)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def hide(masked: Sequence[str], limits: Limits) -> None:
    """Give this process files of its own: an empty folder, no process table, no masked path.

    Parameters
    ----------
    masked : sequence of str
        Files and folders that shall be empty.
    limits : Limits
        ``scratch`` bounds all that can be written.
    """
    _call("unshare", _NEWNS)
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    _forbid_namespaces(limits)
    size = f"size={limits.scratch},nr_inodes=20000,mode=700"
    _mount("tmpfs", SCRATCH, "tmpfs", _MS_NOSUID | _MS_NODEV, size)
    for name in ("tmp", "shm"):
        os.mkdir(f"{SCRATCH}/{name}", 0o700)
    if os.path.isdir("/dev/shm"):
        _mount(f"{SCRATCH}/shm", "/dev/shm", None, _MS_BIND)
    _own_temporary_folder()
    for path in masked:
        if os.path.isdir(path):
            _mount("tmpfs", path, "tmpfs", _MS_RDONLY | _MS_NOSUID | _MS_NODEV, "size=4k")
        elif os.path.exists(path):
            _mount("/dev/null", path, None, _MS_BIND)
    # What is mapped of it is memory without a file, which the filter of system calls refuses.
    _mount("/dev/null", "/dev/zero", None, _MS_BIND)
    _hide_processes()


def _own_temporary_folder() -> None:
    """Put an empty folder in the place of ``/tmp``, but for an environment that lies there."""
    kept = os.listdir("/tmp")
    outside = f"{SCRATCH}/.outside"
    os.mkdir(outside)
    _mount("/tmp", outside, None, _MS_BIND | _MS_REC)
    _mount(f"{SCRATCH}/tmp", "/tmp", None, _MS_BIND)
    read_only = _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV
    for name in kept:
        os.mkdir(f"/tmp/{name}")
        _mount(f"{outside}/{name}", f"/tmp/{name}", None, _MS_BIND | _MS_REC)
        _mount("none", f"/tmp/{name}", None, read_only)
    _call("umount2", outside.encode(), _MNT_DETACH)
    os.rmdir(outside)


def _hide_processes() -> None:
    """Put in the place of ``/proc`` the little that TensorFlow and threadpoolctl ask for."""
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    _mount("tmpfs", "/proc", "tmpfs", flags, "size=16k")
    os.mkdir("/proc/self")
    os.symlink(sys.executable, "/proc/self/exe")
    Path("/proc/self/cmdline").write_bytes(b"python\0-m\0ipykernel_launcher\0")
    Path("/proc/self/maps").touch()
    _mount("none", "/proc", None, flags | _MS_RDONLY | _MS_REMOUNT)


def _forbid_namespaces(limits: Limits) -> None:
    """Leave no namespace to make, and little to take of what all processes of a user share."""
    for name, most in (("user_namespaces", 0), ("inotify_instances", 16), ("inotify_watches", 999)):
        Path(f"/proc/sys/user/max_{name}").write_text(str(most))
    if _release() >= (6, 14):  # before, the number is the whole machine's; the supervisor counts
        # Once the numbers have been used up they begin again above the reserved ones, not at 1.
        most = _RESERVED_NUMBERS + limits.processes + 2
        Path("/proc/sys/kernel/pid_max").write_text(str(most))


def limit(limits: Limits, *, alone: bool = True) -> None:
    """Bound what each process may use; the supervisor bounds their sum.

    Parameters
    ----------
    limits : Limits
        The bounds.
    alone : bool
        Whether the process has users of its own, so that the system can count their processes.
    """
    # When the machine itself runs out of memory, a submission is what it shall end.
    Path("/proc/self/oom_score_adj").write_text("1000")
    data = writable() + limits.memory
    bounds = {
        resource.RLIMIT_CPU: int(limits.cpu) + 1,
        resource.RLIMIT_DATA: data,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 1024,
        resource.RLIMIT_MEMLOCK: 65536,
    }
    if alone and _release() >= (5, 14):  # before, it counted what the user runs outside as well
        bounds[resource.RLIMIT_NPROC] = limits.processes
    for name, bound in bounds.items():
        _bound(name, bound)


def limit_files(limits: Limits) -> None:
    """Bound the open files of each process, and with them the descriptors that it may have sent.

    The system counts those for all processes of a user together: who must send one does it before.
    """
    _bound(resource.RLIMIT_NOFILE, limits.open_files)


def _bound(name: int, bound: int) -> None:
    hard = resource.getrlimit(name)[1]
    bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
    resource.setrlimit(name, (bound, bound))


def drop_privileges() -> None:
    """Give every capability up, for good, and refuse the system calls that nobody needs."""
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for capability in range(_LAST_CAPABILITY + 1):
        _call("prctl", _PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    none = (ctypes.c_uint32 * 6)()
    _call("capset", ctypes.byref(header), ctypes.byref(none))
    seccomp.refuse()


def _mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    _call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        data.encode() if data else None,
    )


def _release() -> tuple[int, int]:
    major, minor = os.uname().release.split(".")[:2]
    return int(major), int("".join(filter(str.isdigit, minor)) or 0)


def writable() -> int:
    """Return the bytes of memory that this process may write, used or not.

    Returns
    -------
    int
        As the system counts them against RLIMIT_DATA.

    Examples
    --------
    >>> writable() > 0
    True
    """
    with open("/proc/self/status", "rb") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith(b"VmData:"))
