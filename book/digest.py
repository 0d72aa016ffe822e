"""Print a digest of all that the book is built from.

``make book`` stores it beside what it built; the tests take that book for theirs as long as the
digest is the same, and build no second one.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("_config.yml", "book", "course_lib", "exercises", "requirements.txt", "Makefile")


def digest(root: Path) -> str:
    """Return one digest of the paths and contents of all sources, and of Python's version."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted(path for name in SOURCES for path in _files(root / name)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        found.update(f"\n{path.relative_to(root).as_posix()} {content}".encode())
    return found.hexdigest()


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    inside = [path for path in source.rglob("*") if path.is_file()]
    return [path for path in inside if not _is_made(path.relative_to(source))]


def _is_made(path: Path) -> bool:
    """Return whether Python or Jupyter makes such a file where it runs."""
    return any(part == "__pycache__" or part.startswith(".") for part in path.parts)


if __name__ == "__main__":
    print(digest(ROOT))
