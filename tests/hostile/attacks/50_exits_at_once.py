"""Ends the kernel at once, each time anew; what runs without that cell is the honest part."""

EXPECT = {"least": 2, "problem": "ended the kernel"}

import only_in_the_sandbox

import os

os._exit(0)
