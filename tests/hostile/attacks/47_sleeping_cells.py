"""Sleeps in every cell and every answer, as long as it is let."""

EXPECT = {"limits": {"wall": 5}, "seconds": 30, "problem": "longer"}

import only_in_the_sandbox

import time

try:
    time.sleep(1000)
except BaseException:
    time.sleep(1000)
# %%
time.sleep(1000)
