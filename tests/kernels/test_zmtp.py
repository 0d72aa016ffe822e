"""The client speaks to ZeroMQ's own sockets, and no peer makes it wait, swell or stumble."""

import os
import select
import socket
import struct
import threading
import time

import pytest
import zmq

from course_lib.kernels.conversation import Conversation
from course_lib.kernels.zmtp import Connection, ConnectionLost

GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
READY = b"\x04\x06\x05READY"


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "s")


@pytest.fixture
def context():
    with zmq.Context() as context:
        yield context
        context.destroy(linger=0)


@pytest.fixture
def raw(path):
    """Connect to a peer that says what the test lets it say."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        kept = []

        def connected(said=b"", kind="DEALER", largest=10_000):
            def accept():
                peer, _ = listener.accept()
                kept.append(peer)
                peer.sendall(GREETING + READY + said)

            thread = threading.Thread(target=accept)
            thread.start()
            try:
                connection = Connection(path, kind, largest=largest, timeout=5)
            finally:
                thread.join()
            kept.append(connection)
            return connection, kept[-2]

        yield connected
        for each in kept:
            each.close()


def waited(connection, seconds=5.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        parts = connection.receive()
        if parts is not None:
            return parts
        select.select([connection], [], [], 0.05)
    raise AssertionError("nothing arrived")


@pytest.mark.parametrize("size", [0, 1, 255, 256, 70_000, 5_000_000])
def test_messages_go_both_ways(context, path, size):
    router = context.socket(zmq.ROUTER)
    router.bind(f"ipc://{path}")
    connection = Connection(path, "DEALER", largest=6_000_000, timeout=5)
    body = os.urandom(size)
    connection.send([b"first", body], 5)
    identity, *parts = router.recv_multipart()
    assert parts == [b"first", body]
    router.send_multipart([identity, body, b"", b"last"])
    assert waited(connection) == [body, b"", b"last"]
    assert connection.receive() is None
    connection.close()
    connection.close()


@pytest.mark.parametrize("kind", [zmq.PUB, zmq.XPUB])
def test_everything_that_is_published_arrives(context, path, kind):
    publisher = context.socket(kind)
    publisher.bind(f"ipc://{path}")
    connection = Connection(path, "SUB", largest=1000, timeout=5)
    end = time.monotonic() + 5
    while connection.receive() is None and time.monotonic() < end:
        publisher.send_multipart([b"topic", b"text"])
        time.sleep(0.01)
    publisher.send_multipart([b"other", b"last"])
    while (parts := waited(connection)) != [b"other", b"last"]:
        assert parts == [b"topic", b"text"]
    connection.close()


def test_a_message_that_is_too_large_is_not_taken(raw):
    connection, peer = raw(struct.pack("!BQ", 2, 2**40) + b"x" * 100)
    with pytest.raises(ConnectionLost, match="too large") as error:
        waited(connection)
    assert error.value.too_large
    assert peer.fileno() >= 0


def test_parts_count_together(raw):
    part = struct.pack("!BQ", 3, 4000) + b"x" * 4000
    connection, _ = raw(part * 3)
    with pytest.raises(ConnectionLost, match="too large"):
        waited(connection)


def test_a_message_has_an_end(raw):
    connection, _ = raw(b"\x01\x00" * 1000)
    with pytest.raises(ConnectionLost, match="too many parts") as error:
        waited(connection)
    assert error.value.too_large


def test_what_is_not_read_stays_with_the_peer(raw):
    connection, peer = raw()
    peer.setblocking(False)
    sent, more = 0, True
    while more:
        try:
            sent += peer.send(b"\x00\xff" + b"x" * 255)
        except BlockingIOError:
            more = False
    assert sent < 2_000_000
    connection.receive()
    assert len(connection._buffer) <= 2**20 + 10_000


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"\x08\x00", "unknown kind"),
        (b"\xff\xff", "unknown kind"),
        (b"\x04\x05\x04PING", "a command"),
        (b"HTTP/1.1 200 OK\r\n", "unknown kind"),
    ],
)
def test_other_protocols_cut_the_line(raw, said, why):
    connection, _ = raw(said)
    with pytest.raises(ConnectionLost, match=why):
        waited(connection)


def test_a_peer_that_goes_is_noticed(raw):
    connection, peer = raw(b"\x00\x01x\x00\x05cut")
    peer.close()
    assert connection.receive() == [b"x"]
    with pytest.raises(ConnectionLost, match=r"closed|broke"):
        waited(connection)
    with pytest.raises(ConnectionLost, match="broke"):
        connection.send([b"x" * 10_000], 5)


def test_a_peer_that_takes_nothing_costs_no_more_than_the_time_that_it_is_given(raw):
    connection, _ = raw()
    start = time.monotonic()
    with pytest.raises(ConnectionLost, match="took no message"):
        connection.send([b"x" * 5_000_000], 0.2)
    assert time.monotonic() - start < 3


def test_nobody_there(path):
    with pytest.raises(ConnectionLost, match="nobody listens"):
        Connection(path, "DEALER", largest=10, timeout=0.2)


def test_a_socket_that_is_about_to_listen_is_waited_for(path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)

        def later():
            time.sleep(0.2)
            listener.listen()
            peer, _ = listener.accept()
            with peer:
                peer.sendall(GREETING + READY)
                done.wait(5)

        done = threading.Event()
        thread = threading.Thread(target=later)
        thread.start()
        Connection(path, "DEALER", largest=10, timeout=5).close()
        done.set()
        thread.join()


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-x\r\n" * 20, GREETING[:30], GREETING])
def test_a_peer_of_another_kind_is_given_up(path, said):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        kept = []

        def accept():
            kept.append(listener.accept()[0])
            kept[0].sendall(said)

        thread = threading.Thread(target=accept)
        thread.start()
        with pytest.raises(ConnectionLost):
            Connection(path, "DEALER", largest=10, timeout=0.3)
        thread.join()
        kept[0].close()


def test_a_kernel_that_never_answers_is_given_up(context, tmp_path):
    ports = {"shell": 1, "iopub": 2, "control": 3}
    peers = {name: context.socket(zmq.ROUTER) for name in ("shell", "control")}
    peers["iopub"] = context.socket(zmq.PUB)
    for name, port in ports.items():
        peers[name].bind(f"ipc://{tmp_path}/k-{port}")
    start = time.monotonic()
    with pytest.raises(ConnectionLost, match="did not answer"):
        Conversation(f"{tmp_path}/k", "key", ports, 0.6)
    assert time.monotonic() - start < 5
