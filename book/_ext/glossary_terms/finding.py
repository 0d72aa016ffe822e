"""Where a page first uses a term of the glossary, section by section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes

_ELSEWHERE = (nodes.reference, nodes.literal, nodes.title, nodes.table, nodes.math, nodes.emphasis)


@dataclass(frozen=True)
class Found:
    """The terms in a text of the page, each with its first and last character."""

    text: nodes.Text
    uses: list[tuple[int, int, str]]


def first_uses(page: nodes.document, terms: set[str]) -> list[Found]:
    """Return the first use of each term in each section below the page's title."""
    longest = sorted(terms, key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest))})(?:e?s)?\b", re.IGNORECASE)
    found = []
    for section in _sections(page):
        seen: set[str] = set()
        for text in section:
            uses = []
            for match in pattern.finditer(text.astext()):
                term = match[1].lower()
                if term not in seen:
                    seen.add(term)
                    uses.append((*match.span(), term))
            found += [Found(text, uses)] if uses else []
    return found


def _sections(page: nodes.document) -> Iterator[list[nodes.Text]]:
    top = page.next_node(nodes.section)
    if top is None:
        return
    below = [child for child in top.children if isinstance(child, nodes.section)]
    own = [child for child in top.children if child not in below]
    yield [text for child in own for text in _texts(child)]
    for section in below:
        yield list(_texts(section))


def _texts(node: nodes.Node) -> Iterator[nodes.Text]:
    for text in node.findall(nodes.Text):
        above = list(_ancestors(text))
        prose = any(isinstance(one, nodes.paragraph) for one in above)
        if prose and not any(isinstance(one, _ELSEWHERE) for one in above):
            yield text


def _ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node
