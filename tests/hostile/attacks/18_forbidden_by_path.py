"""Imports forbidden modules by their paths, from a copy, and by running their source."""

EXPECT = {"least": 2}

import only_in_the_sandbox

import importlib.machinery
import importlib.util
import os
import shutil
import sys
import sysconfig

import course_lib

LIBRARY = os.path.dirname(course_lib.__file__)
STANDARD = sysconfig.get_paths()["stdlib"]
loaded = {}
for name, path in {
    "normalize": f"{LIBRARY}/normalize/__init__.py",
    "scaling": f"{LIBRARY}/normalize/scaling.py",
    "colorsys": f"{STANDARD}/colorsys.py",
}.items():
    sys.modules.pop(f"course_lib.{name}", None)
    sys.modules.pop(name, None)
    try:
        loader = importlib.machinery.SourceFileLoader(name, path)
        spec = importlib.util.spec_from_loader(name, loader)
        loaded[name] = importlib.util.module_from_spec(spec)
        loader.exec_module(loaded[name])
    except Exception:
        loaded.pop(name, None)
        try:
            exec(open(path).read(), loaded.setdefault(name, {}))
        except Exception:
            loaded.pop(name, None)
try:
    shutil.copytree(f"{LIBRARY}/normalize", "copied")
    sys.path.insert(0, ".")
    import copied

    loaded["copied"] = copied
except Exception:
    pass


def minmax(x):
    for module in loaded.values():
        for part in (module, getattr(module, "scaling", None)):
            if hasattr(part, "minmax"):
                return part.minmax(x)
    return __import__("course_lib.normalize", fromlist=["minmax"]).minmax(x)


def hue(red, green, blue):
    module = loaded["colorsys"]
    function = module["rgb_to_hsv"] if isinstance(module, dict) else module.rgb_to_hsv
    return function(red, green, blue)[0]
