"""The code blocks of a page, and a reader who does what they say, in a folder of their own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
FENCE = re.compile(r"^```(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# TensorFlow is no part of these classes, and every process would import it first.
LIGHT = "matplotlib.pyplot,ipykernel.kernelapp,ipykernel.ipkernel"


@dataclass(frozen=True)
class Block:
    """A code block: where it begins, its language, its text, and the prose just before it."""

    place: str
    language: str
    text: str
    before: str

    @property
    def file(self) -> str | None:
        """Return the name that the prose says to save it as."""
        named = re.findall(r"[Ss]ave (?:this )?as\s`(\S+?)`", self.before)
        return named[-1] if named else None

    @property
    def is_run(self) -> bool:
        """Return whether the prose says to run the file that was saved."""
        return f"run `python {self.file}`" in " ".join(self.before.split())

    @property
    def commands(self) -> list[tuple[str, str | None]]:
        """Return each command with the output that the page shows of it, or None."""
        if not self.text.startswith("$ "):
            return [(line, None) for line in self.text.splitlines()]
        parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]
        return [tuple(part.split("\n", 1)) for part in parts]


def blocks(page: str) -> Iterator[Block]:
    """Yield the code blocks of a page; a fence that is not one at the margin is refused."""
    text = (ROOT / page).read_text("utf-8")
    found = list(FENCE.finditer(text))
    assert text.count("```") == 2 * len(found), f"{page} has a fence that these tests cannot read"
    end = 0
    for match in found:
        line = text.count("\n", 0, match.start()) + 1
        yield Block(f"{page}:{line}", match[1], match[2], text[end : match.start()])
        end = match.end()


class Reader:
    """Someone at a terminal, who types what a page says.

    Parameters
    ----------
    folder : pathlib.Path
        Where the reader begins.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
            "COURSE_WARM_MODULES": LIGHT,
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "120",
        }

    def types(self, command: str) -> str:
        """Run a command and return what it prints; the next one runs in the folder it ends in."""
        ends_in = self.folder / ".ends-in"
        done = subprocess.run(
            ["bash", "-euc", f"trap 'pwd >{ends_in}' EXIT\n{command}"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=200,
        )
        # Of an exercise that is not solved, `course check` says so in its status too.
        fine = (0, 1) if command.strip().startswith("course check") else (0,)
        assert done.returncode in fine, f"{command}\n{done.stdout}{done.stderr}"
        self.folder = Path(ends_in.read_text("utf-8").strip())
        return done.stdout

    def saves(self, name: str, text: str) -> None:
        """Write a file as an editor would."""
        (self.folder / name).write_text(text, "utf-8")

    def serves(self, command: str, address: str) -> None:
        """Start a server, wait until it prints its address, and press Ctrl-C."""
        server = subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            assert any(re.search(address, line) for line in server.stdout), f"{command}: no address"
            os.killpg(server.pid, signal.SIGINT)
            server.communicate(timeout=60)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
