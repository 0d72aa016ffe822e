"""Put a release into ``dist``: ``python .ci/release.py [--tag v1.0.0]``, after ``make book``.

Everything in it is made from files here, without a network, and the same files make the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "book")]

from digest import digest

from course_lib import __version__
from course_lib.grading.exercise import Exercise
from course_lib.grading.handout import collect, packed
from course_lib.grading.handout.wheel import build_wheel

BUILT = ROOT / "_build" / "html"
NAME = f"fair-trials-{__version__}"
_ENTRY = re.compile(r"^## \[(\d[^\]]*)\] - (\d{4}-\d\d-\d\d)\n(.*?)(?=^## |\Z)", re.M | re.S)


def main() -> int:
    """Write the files of the release, and say which; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tag", default="", help="what the release must be of, such as v1.0.0")
    target = ROOT / "dist"
    try:
        made = files(parser.parse_args().tag)
    except ValueError as fault:
        print(f"No release: {fault}", file=sys.stderr)
        return 1
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name, content in made.items():
        (target / name).write_bytes(content)
        print(f"dist/{name}: {len(content) / 1e6:.1f} MB")
    return 0


def files(tag: str = "") -> dict[str, bytes]:
    """Return the files of the release by their names.

    Raises
    ------
    ValueError
        Version, tag, changelog and citation disagree, or the book is older than its sources.
    """
    citation, notes = agreeing(tag)
    built = BUILT.parent / "built-from"
    if not built.exists() or built.read_text("utf-8").strip() != digest(ROOT):
        raise ValueError("the book is not built from what is here now: run make book")
    solved = sorted(path.parent for path in (ROOT / "solutions").glob("*/exercise.toml"))
    handout = collect([Exercise.read(folder) for folder in solved], ROOT, book=BUILT)
    if handout.remarks:
        raise ValueError(f"the handout is {handout.remarks[0]}")
    name, wheel = build_wheel(ROOT)
    made = {
        name: wheel,
        f"{NAME}-book.zip": packed(pages(), f"{NAME}-book"),
        f"{NAME}-handout.zip": packed(handout.files, f"{NAME}-handout"),
        "CITATION.cff": citation.encode(),
        "NOTES.md": notes.encode(),
    }
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in made.items()]
    return made | {"SHA256SUMS": ("\n".join(sums) + "\n").encode()}


def agreeing(tag: str = "") -> tuple[str, str]:
    """Return the citation with the repository's address, and what the changelog says.

    Raises
    ------
    ValueError
        They are not of this version.
    """
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    cited = yaml.safe_load(citation)
    newest = _ENTRY.search((ROOT / "CHANGELOG.md").read_text("utf-8"))
    version, date, notes = newest.groups() if newest else ("", "", "")
    said = {
        "the tag": tag.removeprefix("v") or __version__,
        "CITATION.cff": cited["version"],
        "CHANGELOG.md": version,
    }
    for where, told in said.items():
        if told != __version__:
            raise ValueError(f"the version is {__version__}, and that of {where} is {told}")
    if str(cited["date-released"]) != date:
        raise ValueError(f"CHANGELOG.md is of {date}, CITATION.cff of {cited['date-released']}")
    address = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["repository"]["url"]
    return f'{citation.rstrip()}\nrepository-code: "{address}"\n', notes.strip() + "\n"


def pages() -> dict[str, bytes]:
    """Return the files of the built book."""
    found = {path.relative_to(BUILT).as_posix(): path for path in BUILT.rglob("*")}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


if __name__ == "__main__":
    sys.exit(main())
