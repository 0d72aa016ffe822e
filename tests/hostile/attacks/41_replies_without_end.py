"""Displays replies without end, each of twenty megabytes, so that whoever collects them drowns."""

import only_in_the_sandbox

from IPython.display import display


def minmax(x):
    while True:
        display({"application/vnd.course.reply": "x" * (20 << 20)}, raw=True)
