"""Ends the kernel in the first cell, each time anew."""

EXPECT = {"most": 0, "problem": "ended the kernel"}

import only_in_the_sandbox

import os

os._exit(0)
