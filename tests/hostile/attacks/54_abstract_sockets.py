"""Looks for sockets without a file, which namespaces of files do not hide: the desktop's, ours."""

import only_in_the_sandbox

import os
import socket

reached = []
NAMES = ["\0course-hostile-bait", "\0/tmp/.X11-unix/X0", "\0/tmp/dbus-0", "\0/containerd-shim/x"]
PATHS = ["/run/dbus/system_bus_socket", "/var/run/docker.sock", "/tmp/course-hostile-bait"]
for name in [*NAMES, *PATHS]:
    line = socket.socket(socket.AF_UNIX)
    try:
        line.connect(name)
        reached.append(name)
    except OSError:
        pass
reached and print("SEEN", reached)
