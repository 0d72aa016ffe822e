"""Sends one message that is larger than any answer may be."""

EXPECT = {"problem": "output|ended", "least": 0}

import only_in_the_sandbox

kernel = get_ipython().kernel
part = b"x" * (50 << 20)
kernel.iopub_socket.send_multipart([b"stream", b"<IDS|MSG>", *[part] * 200])
import time

time.sleep(5)
