"""Traces process 1, reads its memory, and takes its files."""

import only_in_the_sandbox

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
done = []
for target in (1, os.getppid(), 2):
    if target == os.getpid():
        continue
    for request in (16, 0x4206):  # attach, seize
        if libc.ptrace(request, target, 0, 0) == 0:
            done.append(("ptrace", target))
    buffer = ctypes.create_string_buffer(64)
    local = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    remote = (ctypes.c_void_p * 2)(0x400000, 64)
    if libc.process_vm_readv(target, local, 1, remote, 1, 0) >= 0:
        done.append(("memory", target))
    try:
        pid = os.pidfd_open(target)
        if libc.syscall(438, pid, 3, 0) >= 0:
            done.append(("pidfd_getfd", target))
    except OSError:
        pass
done and print("SEEN", done)
