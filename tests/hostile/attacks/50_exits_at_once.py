"""Ends the kernel at once, each time anew; what runs without that cell is the honest part."""

EXPECT = {"problem": "ended the kernel"}

import only_in_the_sandbox

import os

os._exit(0)
