"""Sphinx extension: writes the repository's address, which _config.yml states, where pages ask."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

ASKED = "@repository@"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx' events."""
    app.connect("source-read", _write_address)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _write_address(app: Sphinx, docname: str, source: list[str]) -> None:
    source[0] = source[0].replace(ASKED, app.config.html_theme_options["repository_url"])
