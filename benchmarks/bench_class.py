"""Classes of growing size: seconds a submission, and the memory of the process that coordinates."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_grading import NAME, cell, checked, notebook, prepare, write
from interleave import save


def hand_in(folder: Path, students: int) -> None:
    """Write the submissions of a class, no two of them alike."""
    for number in range(students):
        handed = notebook(False, checked)
        handed["cells"].append({**cell(f"print({number})"), "id": "own"})
        write(folder / f"student{number:04d}" / NAME / f"{NAME}.ipynb", handed)


def grade(course: Path, handed: Path, into: Path) -> tuple[float, list[int]]:
    """Grade a class; return the seconds and the coordinator's memory in kB, every half second."""
    command = [sys.executable, "-m", "course_lib.cli", "grade", str(handed), "--into", str(into)]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=course, stdout=subprocess.DEVNULL)
    memory = []
    while process.poll() is None:
        memory.append(resident(process.pid))
        time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"course grade failed with exit status {process.returncode}")
    return time.perf_counter() - start, memory


def resident(process: int) -> int:
    """Return the memory that a process has resident, in kB."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 300, 1000])
    sizes = parser.parse_args().sizes
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, False, 1)
        course = folder / "ours"
        grade(course, course / "handed", course / "first")  # proves the checks, once
        for size in sizes:
            hand_in(folder / f"class{size}", size)
            seconds, memory = grade(course, folder / f"class{size}", course / f"grades{size}")
            memory = [kilobytes for kilobytes in memory if kilobytes]
            steady = memory[len(memory) // 4 :]
            rows.append(
                {
                    "case": f"{size} submissions: each; the coordinator took "
                    f"{max(memory) / 1e6:.2f} GB at most, "
                    f"{steady[0] / 1e6:.2f} GB after a quarter, {steady[-1] / 1e6:.2f} at the end",
                    "ours_ms": round(1e3 * seconds / size, 1),
                    "peer": None,
                    "peer_ms": None,
                    "ratio": None,
                    "target": "linear, < 1 GB, flat",
                }
            )
            print(rows[-1], flush=True)
    save("class", rows, data="submissions that do not train, two workers")


if __name__ == "__main__":
    main()
