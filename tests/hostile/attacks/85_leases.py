"""Takes leases on the library's files, so that whoever writes to them outside has to wait."""

import only_in_the_sandbox

import fcntl
import os
import sys

kept = []
for folder in (os.path.dirname(os.__file__), *sys.path):
    for name in os.listdir(folder) if os.path.isdir(folder) and len(kept) < 20 else ():
        file = os.open(os.path.join(folder, name), os.O_RDONLY)
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            kept.append(file)
        except OSError:
            os.close(file)
        if len(kept) == 20:
            break
kept and print("SEEN", len(kept))
