"""The book as `make book` built it, or built here where that is old, and served to a browser."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))
sys.path.append(str(ROOT / "book"))

from digest import digest  # noqa: E402


@pytest.fixture(scope="session")
def html(tmp_path_factory) -> Path:
    """Return the folder of a book built cold: by `make book`, or by the first worker that asks."""
    built = ROOT / "_build"
    source = built / "built-from"
    if source.exists() and source.read_text("utf-8").strip() == digest(ROOT):
        return built / "html"
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built-book"
    outcome = folder / "outcome.txt"
    try:
        folder.mkdir()
    except FileExistsError:
        _wait_for(outcome)
    else:
        _build(folder, outcome)
    assert outcome.read_text("utf-8") == "", outcome.read_text("utf-8")
    pages = folder / "_build" / "html"
    assert (pages / "index.html").exists()
    return pages


def _build(folder: Path, outcome: Path) -> None:
    programs = Path(sys.executable).parent
    command = [str(programs / "jupyter-book"), "build", "book"]
    command += ["--config", "_config.yml", "--path-output", str(folder)]
    command += ["-W", "-n", "--keep-going", "--all"]
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        command, cwd=ROOT, env=unmeasured | {"PATH": path}, capture_output=True, text=True
    )
    partial = outcome.with_suffix(".partial")
    partial.write_text(done.stdout + done.stderr if done.returncode else "", "utf-8")
    partial.rename(outcome)


def _wait_for(outcome: Path) -> None:
    for _ in range(3000):
        if outcome.exists():
            return
        time.sleep(0.1)
    raise TimeoutError("the worker that builds the book has not finished after 300 s")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args) -> None:
        pass


@pytest.fixture(scope="session")
def address(html):
    """Return the address at which the book is served to this machine."""
    handler = functools.partial(_Quiet, directory=html)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
