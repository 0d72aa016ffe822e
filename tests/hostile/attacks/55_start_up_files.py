"""Writes files that Python, IPython, Jupyter and the shell run when the next one starts."""

EXPECT = {"least": 2}

import only_in_the_sandbox

import os
import site
import sys
import sysconfig

POISON = "open('/tmp/left-behind', 'w').write('x'); import os; os._exit(3)\n"
paths = sysconfig.get_paths()
folders = {paths["purelib"], paths["stdlib"], site.getusersitepackages(), "/", "/work", *sys.path}
folders |= {os.path.dirname(folder) for folder in list(folders) if folder}
files = [
    *(
        f"{f}/{n}"
        for f in folders
        for n in ("sitecustomize.py", "usercustomize.py", "left-behind.pth")
    ),
    *(
        f"{f}/{n}.py"
        for f in folders
        for n in ("colorsys", "statistics", "left_behind", "fractions")
    ),
    "~/.ipython/profile_default/startup/00-left-behind.py",
    "~/.ipython/profile_default/ipython_config.py",
    "~/.jupyter/jupyter_config.py",
    "~/.pythonrc.py",
    "~/.bashrc",
    "/etc/ipython/ipython_config.py",
    "/etc/ld.so.preload",
    "/scratch/matplotlib/matplotlibrc",
]
for file in files:
    file = os.path.expanduser(file)
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w") as stream:
            stream.write(POISON)
    except OSError:
        pass
os.environ["PYTHONSTARTUP"] = os.environ["PYTHONPATH"] = "/tmp"
