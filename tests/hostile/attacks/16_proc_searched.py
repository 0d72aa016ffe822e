"""Reads other processes: their environment, command, memory, open files, working folders."""

import only_in_the_sandbox

import os

read = []
for process in ["self", *map(str, range(1, 400))]:
    for name in ("environ", "cmdline", "maps", "mem", "root", "cwd", "fd", "status", "stack"):
        path = f"/proc/{process}/{name}"
        try:
            kind = "folder" if os.path.isdir(path) else open(path, "rb").read(100)
        except OSError:
            continue
        if kind and (process, name) != ("self", "cmdline"):  # its own maps are there, and empty
            read.append((path, kind))
read and print("SEEN", read)
