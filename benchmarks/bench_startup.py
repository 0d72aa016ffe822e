"""How long `import course_lib` and `course --help` take, against `python -c pass`."""

from __future__ import annotations

import pathlib
import subprocess
import sys

from interleave import interleave, save

COURSE = pathlib.Path(sys.executable).with_name("course")
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import course_lib": [sys.executable, "-c", "import course_lib"],
    "course --help": [str(COURSE), "--help"],
}
TARGETS = {"import course_lib": "adds < 100 ms", "course --help": "< 400 ms"}


def main() -> None:
    """Measure whole processes, print and store the rows."""

    def run(command: list[str]) -> None:
        subprocess.run(command, check=True, capture_output=True)

    functions = {name: lambda command=command: run(command) for name, command in COMMANDS.items()}
    medians = interleave(functions, rounds=15, warmup=2)
    bare = medians["python -c pass"]
    rows = [
        {
            "case": name,
            "ours_ms": 1000 * medians[name],
            "peer": "python -c pass",
            "peer_ms": 1000 * bare,
            "ratio": bare / medians[name],
            "target": target,
        }
        for name, target in TARGETS.items()
    ]
    for row in rows:
        print(f"{row['case']}: {row['ours_ms']:.0f} ms, python -c pass {row['peer_ms']:.0f} ms")
    save("startup", rows, data="none: whole processes")


if __name__ == "__main__":
    main()
