"""Sends a message that is small as text and fills memory once it is read."""

EXPECT = {"problem": "output|ended", "least": 0}

import only_in_the_sandbox

kernel = get_ipython().kernel
session = kernel.session
pack = session.pack
text = b'{"name": "stdout", "text": [' + b"[]," * 20_000_000 + b"1]}"
parts = [pack(session.msg_header("stream")), pack(kernel.get_parent()["header"]), b"{}", text]
kernel.iopub_socket.send_multipart([b"stream", b"<IDS|MSG>", session.sign(parts), *parts])
import time

time.sleep(5)
