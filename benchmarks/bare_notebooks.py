"""Run the code of notebooks and nothing else, two at a time: what no grader can be faster than.

Each runs in a fork of one process that has the libraries, with no kernel, no sandbox, no reading
of answers and nothing written but a mark when it is done. ``python bare_notebooks.py FOLDER``.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path

from course_lib.kernels.bubblewrap import environment
from course_lib.kernels.pages import join_pages

WORKERS = 2


def execute(notebook: Path) -> None:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)


def start(notebook: Path) -> None:
    if os.fork():
        return
    status = 1
    try:
        execute(notebook)
        notebook.with_suffix(".done").touch()
        status = 0
    finally:
        os._exit(status)


def wait() -> None:
    _, status = os.wait()
    if status:
        raise SystemExit("a notebook failed")


def main() -> None:
    os.environ |= environment(os.getcwd())  # as in the sandbox: one processor each
    import keras  # noqa: F401
    import sklearn.datasets  # noqa: F401

    gc.collect()
    join_pages()
    gc.freeze()
    running = 0
    for notebook in sorted(Path(sys.argv[1]).rglob("*.ipynb")):
        if running == WORKERS:
            wait()
            running -= 1
        start(notebook)
        running += 1
    for _ in range(running):
        wait()


if __name__ == "__main__":
    main()
