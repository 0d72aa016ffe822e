"""Sends messages that are no messages: no parts, wrong JSON, lists for objects, odd fields."""

EXPECT = {"least": 0}

import only_in_the_sandbox

kernel = get_ipython().kernel
session = kernel.session
mine = session.pack(kernel.get_parent()["header"])
header = session.pack(session.msg_header("stream"))
deep = b"[" * 100_000 + b"]" * 100_000
for content in (
    b'{"name": 3, "text": {"a": [1]}}',
    b'{"text": null}',
    b'{"data": [1, 2], "execution_state": {}}',
    b'{"data": {"text/plain": [[[]]], "application/vnd.course.reply": 7}}',
):
    for kind in ("stream", "display_data", "status", "execute_result", "error", "x" * 60_000):
        parts = [session.pack(session.msg_header(kind)), mine, b"{}", content]
        kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", session.sign(parts), *parts])


def minmax(x):
    parts = [header, deep, b"{}", b"\xff\xfe"]
    kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", session.sign(parts), *parts])
    return x


def hue(red, green, blue):
    kernel.iopub_socket.send_multipart([b"<IDS|MSG>"])
    return 0.0
