"""Print the built book as one PDF: ``python book/printing``, or ``make pdf``.

Each page is printed by Chromium, looked through for what the paper would cut, and bound with the
others: contents, page numbers, an outline, links that lead inside. It needs no network. ``--only``
prints some pages, by name.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book"))

from printing.binding import bind, first_pages
from printing.contents import leaves
from printing.front import front
from printing.pressing import press, printed

_LICENCE = "Text and figures: CC BY 4.0. Code: BSD-3-Clause."


def main() -> int:
    """Print the pages and bind them; return 1 where something is cut."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--built", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--to", type=Path, default=ROOT / "_build" / "fair-trials.pdf")
    parser.add_argument("--only", nargs="*", help="names of pages, like 01-normalisation")
    said = parser.parse_args()
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    wanted = [
        leaf
        for leaf in leaves(ROOT / "book" / "_toc.yml", said.built)
        if not said.only or leaf.name in said.only
    ]
    cut = 0
    with tempfile.TemporaryDirectory() as folder, press() as page:
        bodies = {}
        for index, leaf in enumerate(wanted, start=1):
            bodies[leaf] = Path(folder) / f"{index}.pdf"
            faults = printed(page, said.built / f"{leaf.name}.html", bodies[leaf])
            cut += len(faults)
            print(f"{index:3} of {len(wanted)}  {leaf.title}", flush=True)
            for fault in faults:
                print(f"     {fault}", flush=True)
        opening = Path(folder) / "front.html"
        text = front(
            settings["title"],
            settings["author"],
            first_pages(bodies),
            said.built,
            licence=_LICENCE,
        )
        opening.write_text(text, "utf-8")
        printed(page, opening, opening.with_suffix(".pdf"))
        bind(opening.with_suffix(".pdf"), bodies, said.built, said.to, settings["title"])
    size = said.to.stat().st_size / 1e6
    print(f"The book is printed: {said.to}, {size:.1f} MB")
    if cut:
        print(f"{cut} things do not fit on their page: they stand above")
    return int(cut > 0)


if __name__ == "__main__":
    sys.exit(main())
