"""Says that it is done and cuts the line, so that the next request waits for nobody, for ever."""

EXPECT = {"least": 0}

import only_in_the_sandbox

import os
import threading
import time

kernel = get_ipython().kernel
parent = kernel.get_parent()


def cut():
    time.sleep(0.5)
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent=parent)
    for number in range(3, 256):
        try:
            if os.readlink(f"/proc/self/fd/{number}").startswith("socket"):
                os.close(number)
        except OSError:
            os.close(number) if number > 20 else None


threading.Thread(target=cut, daemon=True).start()
