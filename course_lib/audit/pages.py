"""The report of an audit as one page: no other file, no network, light or dark, on a phone too."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from course_lib.audit.findings.finding import SEVERITIES, Finding
from course_lib.audit.reforms import BEYOND, MODULES, module_of

__all__ = ["page"]

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --soft: #5b6670; --line: #d5dadf;
  --code: #f2f4f6; --wrong: #b3261e; --doubtful: #8a5a00; --note: #1f5f99; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #15191d; --soft: #a3adb6;
  --line: #343b42; --code: #20262c; --wrong: #ff8a80; --doubtful: #ffc466; --note: #8cc4ff; } }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }
article { border-top: 1px solid var(--line); padding: .5rem 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
h1, h3 { overflow-wrap: anywhere; } h3 { font-size: 1rem; margin: .5rem 0; }
.contents td { padding: .2rem 1rem .2rem 0; } caption { text-align: left; color: var(--soft); }
.wrong { color: var(--wrong); } .doubtful { color: var(--doubtful); } .note { color: var(--note); }
.place, .chapter { color: var(--soft); }
pre { background: var(--code); padding: .5rem; overflow-x: auto; }
table { border-collapse: collapse; } td { padding: 0 1rem 0 0; vertical-align: top;
  overflow-wrap: anywhere; }
"""


def page(
    title: str,
    summary: str,
    findings: Iterable[Finding],
    *,
    error: str = "",
    lists: dict[str, list[str]] | None = None,
) -> str:
    """Return a report as HTML.

    Parameters
    ----------
    title : str
        Name of what was audited; may be empty.
    summary : str
        How many findings of which severity.
    findings : iterable of Finding
        The worst first; the page has them in the order of REFORMS, a checklist.
    error : str
        What ended the notebook early.
    lists : dict of str to list of str, optional
        More to say, by its heading.

    Returns
    -------
    str
        A whole page that needs no other file.

    Examples
    --------
    >>> "<h1>Audit of trial.py</h1>" in page("trial.py", "Nothing unfair was found.", [])
    True
    """
    heading = f"Audit of {escape(title)}" if title else "Audit"
    parts = [f"<h1>{heading}</h1>", f"<p>{escape(summary)}</p>"]
    if error:
        parts.append(f"<p>Ended early, audited up to there: <code>{escape(error)}</code></p>")
    findings = list(findings)
    parts.append(_contents(findings))
    for number, module in enumerate(MODULES, 1):
        own = [one for one in findings if module_of(one.name) == module]
        if own:
            parts.append(f'<h2 id="module-{number}">{number}. {module}</h2>')
            parts += [_article(one) for one in own]
    parts += [_listed(name, lines) for name, lines in (lists or {}).items() if lines]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{heading}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _contents(findings: list[Finding]) -> str:
    """Return what the audit says on each module of the checklist."""
    rows = []
    for number, module in enumerate(MODULES, 1):
        own = [one.severity for one in findings if module_of(one.name) == module]
        counts = [(own.count(severity), severity) for severity in SEVERITIES]
        said = ", ".join(f'<span class="{name}">{n} {name}</span>' for n, name in counts if n)
        rows.append(
            f"<tr><td>{number}. {module}</td>"
            f"<td>{said or BEYOND.get(module, 'Nothing was found.')}</td></tr>"
        )
    head = "<caption>By the modules of REFORMS (Kapoor et al. 2024)</caption>"
    return f'<table class="contents">{head}{"".join(rows)}</table>'


def _article(one: Finding) -> str:
    times = f" ({one.times} times)" if one.times > 1 else ""
    code = f"<pre><code>{escape(one.place.code)}</code></pre>" if one.place.code else ""
    rows = "".join(
        f"<tr><td>{escape(str(name))}</td><td>{escape(str(value))}</td></tr>"
        for name, value in one.evidence.items()
    )
    severity = f'<span class="{one.severity}">{one.severity}</span>'
    return (
        f"<article>\n<h3>{severity}: {escape(one.name)}</h3>"
        f'\n<p class="place">{escape(str(one.place))}{times}</p>\n{code}\n<p>{escape(one.says)}</p>'
        f"\n<p><strong>Mend.</strong> {escape(' '.join(one.mend.split()))}</p>\n"
        + (f"<table>{rows}</table>\n" if rows else "")
        + f'<p class="chapter">Chapter {escape(one.chapter)}</p>\n</article>'
    )


def _listed(heading: str, lines: list[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<article>\n<h2>{heading}</h2>\n<ul>{items}</ul>\n</article>"
