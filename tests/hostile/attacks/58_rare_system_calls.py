"""Tries the system calls that have let others out: io_uring, userfaultfd, bpf, keys, handles."""

import only_in_the_sandbox

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
CALLS = {
    "io_uring_setup": 425, "userfaultfd": 323, "bpf": 321, "keyctl": 250, "add_key": 248,
    "perf_event_open": 298, "open_by_handle_at": 304, "kexec_load": 246, "init_module": 175,
    "memfd_secret": 447, "fsopen": 430, "open_tree": 428, "mount_setattr": 442, "quotactl": 179,
    "personality": 135, "syslog": 103, "io_setup": 206, "fanotify_init": 300,
}  # fmt: skip
buffer = ctypes.create_string_buffer(512)
done = []
if platform.machine() == "x86_64":
    for name, number in CALLS.items():
        if libc.syscall(number, 8, buffer, 0, 0, 0) >= 0:
            done.append(name)
done and print("SEEN", done)
