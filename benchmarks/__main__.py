"""Run every benchmark, one after another, and print one table of all results.

Usage: python benchmarks [NAME ...], where bench_NAME.py is a file of this folder.
"""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys

from report import report
from rich.console import Console

HERE = pathlib.Path(__file__).parent
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3"}
# TensorFlow writes these before it has read that setting.
GREETING = re.compile(r"WARNING: All log messages before absl|I0000 \d\d:\d\d:\d+\.")


def available() -> list[str]:
    """Return the names of the benchmarks."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def run(script: pathlib.Path) -> int:
    """Run one benchmark, without TensorFlow's greetings; return its exit status."""
    command = [sys.executable, script]
    with subprocess.Popen(
        command, env=QUIET | os.environ, stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stderr:
            if not GREETING.match(line):
                print(line, end="", file=sys.stderr, flush=True)
    return process.returncode


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all, each in a process of its own; return the exit status."""
    console = Console()
    unknown = sorted(set(names) - set(available()))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}: there are {', '.join(available())}")
        return 2
    failed = []
    for name in names or available():
        console.rule(name)
        if run(HERE / f"bench_{name}.py"):
            failed.append(name)
    print(report())
    if failed:
        console.print(f"[red]failed:[/] {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
