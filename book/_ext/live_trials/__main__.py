"""Run every trial with the seeds 1 to 10 in Chromium, and store what it shows."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from live_trials import SCRIPTS, STATIC
from live_trials.digits import part
from live_trials.tried import PATH

TRIED = """() => {
  const { running, trials } = liveTrials.parts;
  const tried = (trial, on) => {
    const scores = {};
    for (let seed = 1; seed <= 10; seed++) {
      const run = running.run({ trial, on, seed });
      for (const name in run) (scores[name] ??= []).push(run[name]);
    }
    const labels = trials.known[trial].switches.filter(({ key }) => on.includes(key));
    return { switches: labels.map(({ label }) => label), on, scores };
  };
  const all = Object.entries(trials.known).map(([name, trial]) =>
    [name, trials.beforehand(trial).map((on) => tried(name, on))]);
  return Object.fromEntries(all);
}"""


def add_parts(page: Any, names: tuple[str, ...] = SCRIPTS) -> None:
    """Put parts of the program into a page of playwright's."""
    for name in names:
        file = STATIC / "live_trials" / f"{name}.js"
        page.add_script_tag(content=part() if name == "digits" else file.read_text("utf-8"))


def main() -> None:
    """Write what the trials show."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        add_parts(page, SCRIPTS[: SCRIPTS.index("running") + 1])
        found = page.evaluate(TRIED)
        browser.close()
    rounded = json.loads(json.dumps(found), parse_float=lambda text: round(float(text), 4))
    PATH.write_text(written(rounded), "utf-8")


def written(found: dict[str, Any]) -> str:
    """Return it as JSON, a list of numbers on one line."""
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    return re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda one: f"[{' '.join(one[1].split())}]", text)


if __name__ == "__main__":
    main()
