"""Displays rich outputs, widgets and updates without end, beside the text that is counted."""

EXPECT = {"limits": {"wall": 6, "cpu": 4}, "seconds": 30}

import only_in_the_sandbox

from IPython.display import display

while True:
    display({"text/html": "x" * 100_000, "image/png": "x" * 100_000}, raw=True)
    display({"text/plain": "y" * 1000}, raw=True, display_id="z", update=True)
