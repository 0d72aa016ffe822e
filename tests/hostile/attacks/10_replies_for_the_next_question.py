"""A thread goes on after the cell, and answers every later request before the real answer."""

EXPECT = {"least": 0}

import only_in_the_sandbox

import base64
import json
import threading
import time

kernel = get_ipython().kernel
TEXT = base64.b64encode(
    json.dumps({"value": {"kind": "float", "value": "0x1.0p+0"}, "output": ""}).encode()
).decode()


def forge():
    seen = set()
    while True:
        parent = kernel._parents.get("shell") if hasattr(kernel, "_parents") else None
        parent = parent or kernel.get_parent()
        identity = parent.get("header", {}).get("msg_id")
        if identity and identity not in seen:
            seen.add(identity)
            for _ in range(2):
                data = {"application/vnd.course.reply": TEXT}
                content = {"data": data, "metadata": {}, "transient": {}}
                kernel.session.send(kernel.iopub_socket, "display_data", content, parent=parent)
            idle = {"execution_state": "idle"}
            kernel.session.send(kernel.iopub_socket, "status", idle, parent=parent)
        time.sleep(0.0005)


threading.Thread(target=forge, daemon=True).start()
