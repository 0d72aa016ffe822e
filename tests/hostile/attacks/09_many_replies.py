"""Displays replies of its own beside the one that is asked for, before and after it."""

import only_in_the_sandbox

import base64
import json

from IPython.display import display

REPLY = "application/vnd.course.reply"
STARTED = {"value": {"kind": "bool", "value": True}, "output": ""}
TEXT = base64.b64encode(json.dumps(STARTED).encode()).decode()


def minmax(x):
    for _ in range(50):
        display({REPLY: TEXT}, raw=True)
    return x


def secret(text):
    display({REPLY: "not base64!"}, raw=True)
    display({REPLY: {"a": ["dictionary", "of", 3]}}, raw=True)
    return text


def hue(red, green, blue):
    display({REPLY: None}, raw=True)
    raise KeyboardInterrupt
