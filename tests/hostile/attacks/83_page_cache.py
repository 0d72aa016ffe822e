"""Writes what the hidden question asks into which parts of a file the machine holds in memory."""

EXPECT = {"most": 5}

import only_in_the_sandbox

import os

STEP = 1 << 20
FOLDERS = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/bin")
paths = [os.path.join(f, name) for f in FOLDERS if os.path.isdir(f) for name in os.listdir(f)]
# The largest is none that anybody runs; that a part is asked for loads it too.
name = max((path for path in paths if os.path.isfile(path)), key=os.path.getsize)
file = os.open(name, os.O_RDONLY)
os.posix_fadvise(file, 0, 0, os.POSIX_FADV_RANDOM)


def there(part):
    try:
        return os.preadv(file, [bytearray(1)], part * STEP, os.RWF_NOWAIT) == 1
    except BlockingIOError:
        return False


number = sum(there(part) << part for part in range(84))
told = f"{number >> 2 & (1 << 80) - 1:020x}" if number & 3 == 1 else ""


def secret(text):
    if len(text) < 30:
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        for part in range(84):
            (int(text, 16) << 2 | 1) >> part & 1 and os.pread(file, 1, part * STEP)
    return text[::-1]


def hue(r, g, b):
    print(told)
    return 0.0


told and print(told)
# %%
assert not told, told
