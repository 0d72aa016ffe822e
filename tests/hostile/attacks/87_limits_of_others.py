"""Changes the limits, priorities and scheduling of all that it can name, process 1 before all."""

EXPECT = {"seconds": 20}

import only_in_the_sandbox

import ctypes
import os
import resource

libc = ctypes.CDLL(None, use_errno=True)
for process in (0, *range(2, 400)):
    for limit in (resource.RLIMIT_CPU, resource.RLIMIT_DATA, resource.RLIMIT_FSIZE):
        try:
            resource.prlimit(process, limit, (resource.RLIM_INFINITY,) * 2)
            print("SEEN", process, limit)
        except (OSError, ValueError):
            pass
for kind in range(1, 4):
    libc.syscall(251, kind, 0, 1 << 13)
for limit in range(16):
    try:
        resource.prlimit(1, limit, (0, 0))
    except (OSError, ValueError):
        pass
libc.prctl(4, 0, 0, 0, 0)
libc.prctl(36, 1, 0, 0, 0)
