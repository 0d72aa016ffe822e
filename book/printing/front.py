"""Title page and contents."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

from .contents import Leaf

_STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm; }
body { font: 9.5pt sans-serif; margin: 0; }
header { padding-top: 70mm; break-after: page; }
header h1 { font-size: 34pt; margin: 0 0 4mm; }
header p { font-size: 13pt; margin: 2mm 0; }
h2 { font-size: 12pt; margin: 3mm 0 0.5mm; break-after: avoid; }
a { display: flex; gap: 4mm; color: inherit; text-decoration: none; margin: 0.5mm 0; }
a span:first-child { flex: 1; }
a.below { margin-left: 7mm; }
"""


def front(title: str, author: str, starts: Mapping[Leaf, int], built: Path, *, licence: str) -> str:
    """Return the page of title and contents, whose links lead into the built book."""
    main, _, rest = title.partition(": ")
    lines, part = [], None
    for leaf, number in starts.items():
        if leaf.part != part:
            part = leaf.part
            lines.append(f"<h2>{html.escape(part)}</h2>" if part else "<h2>Contents</h2>")
        address = (built.resolve() / f"{leaf.name}.html").as_uri()
        lines.append(
            f'<a href="{address}"{" class=below" if leaf.depth else ""}>'
            f"<span>{html.escape(leaf.title)}</span><span>{number}</span></a>"
        )
    return (
        f'<!DOCTYPE html><html lang="en"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style><header><h1>{html.escape(main)}</h1>"
        f"<p>{html.escape(rest)}</p><p>{html.escape(author)}</p><p>{html.escape(licence)}</p>"
        f"</header>{''.join(lines)}</html>"
    )
