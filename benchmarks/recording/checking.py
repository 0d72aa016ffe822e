"""A record's cheap part repeated, and what of its file can be compared without computing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from course_lib.records.stored import read
from recording.agreement import beginning, curves, disagreement
from recording.measuring import repeated
from recording.script import ScriptError, digest
from recording.script import read as read_script


def check(script_path: Path, record_path: Path) -> list[str]:
    """Say what of a record its script does not bear out; an empty list where it holds."""
    content = read(record_path)
    if not script_path.exists():
        return ["the script is gone"]
    if digest(script_path) != content["digest"]:
        return ["the script has changed since the record was made"]
    try:
        script = read_script(script_path)
        now = repeated(script, content["cheap"]["stated"])
    except ScriptError as error:
        return [str(error)]
    again = disagreement(content["cheap"]["rows"], now, **script.tolerance)
    found = [f"repeated: {again}"] if again else []
    return found + begins_alike(content, script.tolerance)


def begins_alike(content: dict[str, Any], tolerance: dict[str, float]) -> list[str]:
    """Compare the cheap part with the run that it is the beginning of, where that run is held.

    Of fewer epochs only the first row's curves are compared: in a chain the further rows begin with
    what the epochs before them left. Two backends draw other weights from one seed.
    """
    stated, rows = content["cheap"]["stated"], content["cheap"]["rows"]
    if stated.get("data", content["data"]) != content["data"] or "load" in stated:
        return []
    place = stated["arm"], stated["seed"]
    runs = [run for run in content["runs"] if (run["arm"], run["seed"]) == place]
    backends = [session.get("backend") for session in content["sessions"]]
    if not runs or backends[runs[0]["session"]] != backends[content["cheap"].get("session", -1)]:
        return []
    if stated.get("epochs", content["epochs"]) == content["epochs"]:
        found = disagreement(runs[0]["rows"], rows, **tolerance)
    else:
        few = curves(rows[:1])
        found = disagreement(beginning(runs[0]["rows"][:1], few), few, **tolerance)
    return [f"arm {place[0]!r}, seed {place[1]}, does not begin so: {found}"] if found else []
