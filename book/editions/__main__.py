"""Build another edition of the book: ``python book/editions self-study``.

The self-study edition is the book with a page for each exercise: its text, its hints behind a fold,
its solution behind another. The pages are made from ``solutions`` for this one build, outside of
``book``, so that neither the default book nor a handout can hold them.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book"))

from editions.assembling import assemble

EDITIONS = ("self-study",)


def main() -> int:
    """Build the edition that the command names; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("edition", choices=EDITIONS)
    edition = parser.parse_args().edition
    target = ROOT / "_build" / edition
    shutil.rmtree(target, ignore_errors=True)
    book = assemble(ROOT, target / "source")
    if status := _built(book):
        return status
    (book.parent / "_build" / "html").rename(target / "html")
    shutil.rmtree(book.parent)
    page = (target / "html" / "index.html").relative_to(ROOT)
    print(f"The {edition} edition is built: open {page}. It holds the solutions: hand out another.")
    return 0


def _built(book: Path) -> int:
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(book)]
    command += ["--config", "_config.yml", "--path-output", str(book.parent)]
    command += ["-W", "-n", "--keep-going", "--all", "--quiet"]
    return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
