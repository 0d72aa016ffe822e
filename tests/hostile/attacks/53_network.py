"""Calls the world: names, addresses, the host's own ports, raw packets, other families."""

import only_in_the_sandbox

import socket

reached = []
for address in [("1.1.1.1", 53), ("127.0.0.1", 22), ("10.0.2.2", 80), ("169.254.169.254", 80)]:
    try:
        socket.create_connection(address, timeout=1)
        reached.append(address)
    except OSError:
        pass
for family, kind in ((socket.AF_PACKET, socket.SOCK_RAW), (socket.AF_INET, socket.SOCK_RAW)):
    try:
        socket.socket(family, kind)
        reached.append(family)
    except OSError:
        pass
try:
    reached.append(socket.gethostbyname("example.org"))
except OSError:
    pass
reached and print("SEEN", reached)
