"""System calls that no submission needs, refused by the kernel."""

from __future__ import annotations

import ctypes
import platform
import struct

__all__ = ["refuse"]

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_ENOLCK = 0x00050025
_LOAD, _EQUAL, _AT_LEAST, _ANY, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_X32 = 0x40000000
_NEW_NAMESPACES = 0x7E020000  # the CLONE_NEW* flags
_KIND_OF_MEMORY, _SHARED_ANONYMOUS = 0x2F, 0x21  # of the MAP_* flags
_LOCKS = (6, 7, 37, 38, 1024)  # F_SETLK, F_SETLKW, the same for open files, F_SETLEASE

# name: (x86-64, aarch64); None where the machine has no such call
_REFUSED = {
    "ptrace": (101, 117),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "personality": (135, 92),
    "syslog": (103, 116),
    "swapon": (167, 224),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "uselib": (134, None),
    "vmsplice": (278, 75),
    # memory that belongs to no process and so counts for none
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # what tells and changes which files the machine holds in memory, for whoever comes next
    "fadvise64": (221, 223),
    "mincore": (27, 232),
    "cachestat": (451, 451),
    "preadv2": (327, 286),
    # what the whole machine has only so many of
    "io_setup": (206, 0),
    "fanotify_init": (300, 262),
    "delete_module": (176, 106),
    "kexec_file_load": (320, 294),
    "quotactl_fd": (443, 443),
}
# column above, architecture, and the numbers of clone, clone3, mmap, fcntl
_MACHINES = {
    "x86_64": (0, 0xC000003E, 56, 435, 9, 72),
    "aarch64": (1, 0xC00000B7, 220, 435, 222, 25),
}


def refuse() -> bool:
    """Refuse the calls for this process and all that come from it, for good.

    Namespaces, mounts, tracing other processes, keys, kernel programs, memory and locks outside of
    all processes and their like. Needs ``no_new_privs``.

    Returns
    -------
    bool
        False on a machine whose numbers are not known here; the namespaces stand all the same.

    Raises
    ------
    OSError
        The kernel does not accept the filter.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    code = _filter(*machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_char_p(program), 0, 0):
        raise OSError(ctypes.get_errno(), "the system call filter was not accepted")
    return True


def _filter(
    column: int, architecture: int, clone: int, clone3: int, mmap: int, fcntl: int
) -> bytes:
    """Return the classic BPF program: wrong machine dies, listed calls fail, others pass."""
    numbers = [each[column] for each in _REFUSED.values() if each[column] is not None]
    head = [
        (_LOAD, 0, 0, 4),  # the architecture
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),  # the number of the call
    ]
    if column == 0:  # x86-64 has a second set of numbers, for x32
        head += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    listed = [step for n in numbers for step in ((_EQUAL, 0, 1, n), (_RETURN, 0, 0, _EPERM))]
    # Shared memory without a file stays when its pages are let go of, and so counts for nobody.
    memory = [
        (_EQUAL, 0, 5, mmap),
        (_LOAD, 0, 0, 40),  # the fourth argument: the flags
        (_AND, 0, 0, _KIND_OF_MEMORY),
        (_EQUAL, 0, 1, _SHARED_ANONYMOUS),
        (_RETURN, 0, 0, _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    # Each byte of a file can be locked, and a lease lets others wait; flock is allowed.
    refused = [step for n in _LOCKS for step in ((_EQUAL, 0, 1, n), (_RETURN, 0, 0, _ENOLCK))]
    locks = [
        (_EQUAL, 0, len(refused) + 2, fcntl),
        (_LOAD, 0, 0, 24),  # the second argument: the command
        *refused,
        (_RETURN, 0, 0, _ALLOW),
    ]
    tail = [
        # clone3 hides its flags in memory; told that it does not exist, libc takes clone
        (_EQUAL, 0, 1, clone3),
        (_RETURN, 0, 0, _ENOSYS),
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, 16),  # the first argument: the flags
        (_ANY, 0, 1, _NEW_NAMESPACES),
        (_RETURN, 0, 0, _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in [*head, *listed, *memory, *locks, *tail])
