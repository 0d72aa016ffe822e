"""Sphinx extension: terms of the glossary are linked in the chapters, and explained on the spot.

The first use of a term in each section of a notebook is linked by itself; the role ``term`` links
it anywhere. Words that have another meaning too are listed in ``glossary_by_role_only``.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from .finding import Found, first_uses

GLOSSARY = "glossary"  # the page


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx' events."""
    app.add_config_value("glossary_by_role_only", [], "env")
    app.connect("config-inited", _add_own_files)
    app.connect("doctree-resolved", _explain)
    app.add_js_file("glossary_terms.js", loading_method="defer")
    app.add_css_file("glossary_terms.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _add_own_files(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(Path(__file__).parent / "static"))


def definitions(app: Sphinx) -> dict[str, str]:
    """Return the glossary: each term, in small letters, with its meaning."""
    page = app.env.get_doctree(GLOSSARY)
    return {
        item.next_node(nodes.term).astext().lower(): item.next_node(nodes.definition).astext()
        for item in page.findall(nodes.definition_list_item)
    }


def _explain(app: Sphinx, page: nodes.document, docname: str) -> None:
    if docname == GLOSSARY or app.builder.format != "html":
        return
    meanings = definitions(app)
    address = app.builder.get_relative_uri(docname, GLOSSARY)
    anchors = {anchor: term for term, anchor in _anchors(app).items()}
    for reference in list(page.findall(nodes.reference)):
        anchor = reference.get("refuri", "").removeprefix(f"{address}#")
        if anchor in anchors:
            reference.replace_self(_explained(reference, meanings[anchors[anchor]]))
    if Path(app.env.doc2path(docname)).suffix == ".ipynb":
        for found in first_uses(page, set(meanings) - set(app.config.glossary_by_role_only)):
            _link(found, {term: f"{address}#{at}" for term, at in _anchors(app).items()}, meanings)


def _anchors(app: Sphinx) -> dict[str, str]:
    known = app.env.domaindata["std"]["objects"].items()
    # The text of a page has curly apostrophes.
    return {
        name.lower().replace("'", "’"): anchor
        for (kind, name), (_, anchor) in known
        if kind == "term"
    }


def _link(found: Found, addresses: dict[str, str], meanings: dict[str, str]) -> None:
    text, parts, after = found.text.astext(), [], 0
    for start, end, term in found.uses:
        link = nodes.reference("", text[start:end], internal=True, refuri=addresses[term])
        parts += [nodes.Text(text[after:start]), *_explained(link, meanings[term])]
        after = end
    found.text.parent.replace(found.text, [*parts, nodes.Text(text[after:])])


def _explained(reference: nodes.reference, meaning: str) -> list[nodes.Node]:
    opening = f'<span class="glossary-term" data-meaning="{escape(meaning)}">'
    return [
        nodes.raw("", opening, format="html"),
        reference,
        nodes.raw("", "</span>", format="html"),
    ]
