"""Writes to the interpreter, the library, the packages and the system, also through descriptors."""

EXPECT = {"least": 2}

import only_in_the_sandbox

import os
import sys

import numpy

import course_lib
import course_lib.checks.answering as answering

done = []
for path in (
    course_lib.__file__,
    answering.__file__,
    numpy.__file__,
    os.__file__,
    os.path.realpath(sys.executable),
    "/usr/bin/env",
    "/etc/ld.so.cache",
    "/proc/sys/kernel/core_pattern",
    "/proc/sysrq-trigger",
):
    for change in (
        lambda: open(path, "a").close(),
        lambda: os.chmod(path, 0o777),
        lambda: os.utime(path),
        lambda: os.rename(path, path + ".left-behind"),
        lambda: os.link(path, "/tmp/linked") or open("/tmp/linked", "a"),
        lambda: open(f"/proc/self/fd/{os.open(path, os.O_RDONLY)}", "a"),
        lambda: open(f"/dev/fd/{os.open(path, os.O_PATH)}", "a"),
    ):
        try:
            change()
            done.append(path)
        except OSError:
            pass
done and print("SEEN", done)
