"""Re-execute chapters and store their outputs: ``python book/refresh.py [NAME ...]``.

Without a name every chapter runs. A chapter that raises an error is left as it was.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

BOOK = Path(__file__).parent.resolve()
sys.path.insert(0, str(BOOK / "_ext"))

from chapter_outputs.finding import chapters
from chapter_outputs.storing import normalise

from course_lib import atomic

os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "course-warm-provisioner")
LONGEST = 60.0  # seconds that a chapter may take on two cores


def refresh(path: Path, progress: Progress, console: Console) -> bool:
    """Run one chapter and store it; return whether it ran to its end."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    task = progress.add_task(path.stem, total=len(code))
    start = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="chapter-") as folder:
            client = NotebookClient(
                notebook,
                timeout=300,
                kernel_name="python3",
                resources={"metadata": {"path": folder}},  # as if it had been downloaded alone
                record_timing=False,
                extra_arguments=["--log-level=ERROR"],
                on_cell_executed=lambda **_: progress.advance(task),
            )
            client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        console.print(f"[red]{path.name} failed and was left as it was[/]\n{escape(str(error))}")
        return False
    seconds = time.perf_counter() - start
    for line in normalise(notebook):
        console.print(f"[yellow]{path.name}: not stored, from the error stream:[/] {escape(line)}")
    store(notebook, path)
    slow = f", [yellow]longer than the {LONGEST:.0f} s of a chapter[/]" if seconds > LONGEST else ""
    console.print(f"{path.name} stored: {seconds:.1f} s{slow}")
    return True


def store(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    nbformat.validate(notebook)
    with atomic.writing(path) as file:
        file.write((nbformat.writes(notebook).rstrip("\n") + "\n").encode())


def main() -> int:
    """Refresh what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="a chapter, such as 02-pooling")
    paths = chapters(parser.parse_args().names, BOOK)
    console = Console()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        stored = [refresh(path, progress, console) for path in paths]
    return 0 if all(stored) else 1


if __name__ == "__main__":
    sys.exit(main())
