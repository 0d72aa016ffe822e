"""Printing a built page with Chromium, and looking for what the paper would cut."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# A4 less the margins that print.css states (16 mm at the sides, 18 and 20 above and below).
PAPER = {"width": 672, "height": 975}
_FITTING = (Path(__file__).parent / "fitting.js").read_text("utf-8")
_LIVE = re.compile(r"/live_trials/[\w.]+\.js")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@contextlib.contextmanager
def press() -> Iterator[Any]:
    """Yield a browser's page that prints, with the network shut."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise FileNotFoundError("printing needs Chromium: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=[*_ARGUMENTS, _NO_NETWORK]
        )
        yield opened(browser)
        browser.close()


def opened(browser: Any) -> Any:
    """Return a page of a running browser, as wide as the paper and set to print."""
    context = browser.new_context(
        viewport=PAPER, color_scheme="light", reduced_motion="reduce", device_scale_factor=1
    )
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.emulate_media(media="print", color_scheme="light")
    # A trial that runs in the page shows on paper what it shows without its program: a run of it.
    page.route(_LIVE, lambda route: route.abort())
    return page


def printed(page: Any, source: Path, target: Path) -> list[str]:
    """Print a built page to a PDF; return what is cut on it."""
    page.goto(source.resolve().as_uri(), wait_until="load")
    faults: list[str] = page.evaluate(f"({_FITTING})", PAPER)
    page.pdf(
        path=target, prefer_css_page_size=True, print_background=True, outline=True, tagged=True
    )
    return faults
