"""Runs the programs that give rights: su, sudo, mount, newuidmap, passwd, pkexec."""

import only_in_the_sandbox

import os
import shutil
import subprocess

done = []
for command in (
    ["su", "-c", "id -u"],
    ["sudo", "-n", "id", "-u"],
    ["mount", "-t", "tmpfs", "none", "/tmp"],
    ["umount", "/proc"],
    ["newuidmap", str(os.getpid()), "0", "1000", "1"],
    ["newgrp"],
    ["unshare", "-Ur", "id", "-u"],
    ["bwrap", "--ro-bind", "/", "/", "true"],
    ["chroot", "/", "true"],
):
    if shutil.which(command[0]):
        try:
            ran = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=3)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if ran.returncode == 0 and ran.stdout.strip() in (b"", b"0"):
            done.append((command, ran.stdout))
done = [entry for entry in done if entry[0] != ["newgrp"]]
done and print("SEEN", done)
