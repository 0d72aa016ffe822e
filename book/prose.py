"""Find the numbers of the prose that nothing bears out: ``python book/prose.py [NAME ...]``.

Each decimal must be, rounded alike, among the outputs, the literals of code cells, the formulas,
the records that are loaded, or the tables and block quotes that name a publication (S0 to S4, or a
citation), of the same chapter. Without a name every chapter is read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat

BOOK = Path(__file__).parent.resolve()
sys.path.insert(0, str(BOOK / "_ext"))

from chapter_outputs.finding import chapters
from chapter_outputs.prose import misses


def main() -> int:
    """Print the misses of what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="a chapter, such as 02-pooling")
    wrong = 0
    for path in chapters(parser.parse_args().names, BOOK):
        found = misses(nbformat.read(path, as_version=4))
        print(f"{path.stem}: {len(found) or 'no'} numbers that nothing bears out")
        for miss in found:
            print(f"  {miss}")
        wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
