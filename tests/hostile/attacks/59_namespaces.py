"""Makes namespaces within its own, to be root there, mount, and change what others see."""

import only_in_the_sandbox

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
done = []
for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x4000000, 0x8000000, 0x2000000):
    if libc.unshare(flag) == 0:
        done.append(hex(flag))
    pid = libc.syscall(56, flag | 17, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    if pid > 0:
        done.append(f"clone {flag:x}")
for call, arguments in {
    "mount": (b"none", b"/tmp", b"tmpfs", 0, None),
    "umount2": (b"/proc", 2),
    "chroot": (b"/tmp",),
    "sethostname": (b"owned", 5),
    "setns": (0, 0),
    "setuid": (0,),
    "setgid": (0,),
}.items():
    if getattr(libc, call)(*arguments) == 0:
        done.append(call)
done and print("SEEN", done)
