"""Loads forbidden modules from what Python has compiled of them."""

EXPECT = {"least": 2}

import only_in_the_sandbox

import glob
import marshal
import os
import sysconfig
import types

import course_lib

LIBRARY = os.path.dirname(course_lib.__file__)
STANDARD = sysconfig.get_paths()["stdlib"]


def compiled(pattern):
    for path in glob.glob(pattern, recursive=True):
        module = types.ModuleType("course_lib.normalize.x")
        module.__package__ = "course_lib.normalize"
        exec(marshal.loads(open(path, "rb").read()[16:]), module.__dict__)
        return module


def minmax(x):
    return compiled(f"{LIBRARY}/**/scaling*.pyc").minmax(x)


def hue(red, green, blue):
    return compiled(f"{STANDARD}/**/colorsys*.pyc").rgb_to_hsv(red, green, blue)[0]
