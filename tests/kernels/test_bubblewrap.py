"""The outer sandbox, and what is said where it cannot be built."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.kernels import WarmParent, bubblewrap

LIBRARY = Path(bubblewrap.__file__).parents[1]
LOOK = """
import os, socket, sys
said = {"environment": sorted(os.environ), "root": sorted(os.listdir("/")), "uid": os.getuid()}
said["processes"] = len([name for name in os.listdir("/proc") if name.isdigit()])
said["network"] = [name for _, name in socket.if_nameindex()]
said["host"] = socket.gethostname()
said["written"] = []
for folder in ("/", "/dev", "/usr", "/etc", "/home", "/root", sys.prefix, LIBRARY, UPPER):
    try:
        open(f"{folder}/left-behind", "w")
        said["written"].append(folder)
    except OSError:
        pass
status = open("/proc/self/status").read().split()
said["rights"] = status[status.index("CapEff:") + 1]
said["project"] = sorted(os.listdir(UPPER))
print(said)
"""


@pytest.fixture
def fresh():
    bubblewrap.why_no_sandbox.cache_clear()
    yield
    bubblewrap.why_no_sandbox.cache_clear()


def test_missing_bubblewrap_is_named_with_its_remedy(fresh, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert bubblewrap.why_no_sandbox() == "bubblewrap is missing; on Debian: apt install bubblewrap"
    with pytest.raises(OSError, match="apt install bubblewrap"):
        WarmParent(confined=True)


def test_another_system_has_no_sandbox(fresh, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "needs Linux and this is darwin" in bubblewrap.why_no_sandbox()


def test_forbidden_namespaces_are_told_in_the_words_of_bubblewrap(fresh, monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    said = "bwrap: setting up uid map: Permission denied"
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    reason = bubblewrap.why_no_sandbox()
    assert said in reason
    assert "user namespaces must be allowed" in reason


def test_inside_there_is_the_library_and_nothing_to_write_or_to_call(sandbox, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "token")
    command = bubblewrap.command("unused", library=LIBRARY)
    at = command.index("-m")
    names = f"LIBRARY, UPPER = {str(LIBRARY)!r}, {str(LIBRARY.parent)!r}\n"
    ran = subprocess.run(
        [*command[:at], "-c", names + LOOK], capture_output=True, text=True, timeout=60, check=True
    )
    said = eval(ran.stdout)
    assert said["written"] == []
    assert said["rights"] == "0" * 16
    assert said["uid"] == 1000
    assert said["host"] == "sandbox"
    assert said["network"] == ["lo"]
    assert said["processes"] <= 3
    assert "COURSE_SECRET" not in said["environment"]
    assert not {"home", "mnt", "media", "srv", "var", "run"} & set(said["root"]) - {
        Path(path).parts[1] for path in (sys.prefix, sys.base_prefix, LIBRARY)
    }
    assert "solutions" not in said["project"]
    assert ".git" not in said["project"]
