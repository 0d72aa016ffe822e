"""Takes locks on single bytes without end, each of which the system keeps in its own memory."""

import only_in_the_sandbox

import fcntl
import os
import struct

TAKE = struct.Struct("hhqqi4x")
taken = 0
for number in range(100):
    file = os.open(f"locked-{number}", os.O_CREAT | os.O_RDWR)
    try:
        for place in range(500):
            fcntl.fcntl(file, fcntl.F_SETLK, TAKE.pack(fcntl.F_RDLCK, 0, 2 * place, 1, 0))
            taken += 1
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, TAKE.pack(fcntl.F_RDLCK, 0, 2 * place, 1, 0))
            taken += 1
    except (AttributeError, OSError):
        pass
taken > 5_000 and print("SEEN", taken)
