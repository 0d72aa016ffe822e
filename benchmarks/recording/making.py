"""A record made or continued: each finished run is stored at once, so a kill loses one at most."""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from course_lib.records.stored import read, write
from recording.agreement import disagreement
from recording.measuring import measured, repeated
from recording.script import Script, ScriptError

Report = Callable[[str, int, float], None]  # arm, seed, seconds


def missing(path: Path, arms: Sequence[str], seeds: Sequence[int]) -> list[Any]:
    """Return the pairs of arm and seed that the record does not hold yet, all arms of a seed first.

    A record that is never finished then holds as many whole pairs as it can.
    """
    held = _held(read(path)) if path.exists() else set()
    return [(arm, seed) for seed in seeds for arm in arms if (arm, seed) not in held]


def prepare(
    script: Script,
    path: Path,
    *,
    session: dict[str, Any],
    asked: int,
    why: str | None,
    cheap_here: bool = False,
) -> int:
    """Begin the record, or make sure that the script is that of the runs held; return the session.

    A changed script goes on only with a reason, and only where it still measures the same: what
    CHEAP stated when the record was begun is repeated first. `cheap_here` measures the cheap part
    anew: what a card or another backend measured cannot be repeated where tests run.
    """
    content = read(path) if path.exists() else _begun(script)
    new = {}
    if not cheap_here:
        _refuse_other_backend(script, content, session)
    if content["digest"] != script.digest:
        _refuse_other_settings(script, content)
        new["changes"] = [*content["changes"], _accepted(script, content, session, why)]
    if new or cheap_here or not content["cheap"]:
        new["cheap"] = {"stated": script.cheap, "rows": repeated(script, script.cheap)}
    with _locked(path):
        content = read(path) if path.exists() else content
        content |= new | {"digest": script.digest, "question": script.question}
        content["arms"] = list(dict.fromkeys([*script.arms, *content["arms"]]))
        content["asked"] = asked
        if session not in content["sessions"]:
            content["sessions"].append(session)
        number = content["sessions"].index(session)
        if "cheap" in new:
            content["cheap"]["session"] = number
        write(content, path)
    return number


def make(
    script: Script,
    path: Path,
    pairs: Sequence[tuple[str, int]],
    *,
    session: int,
    report: Report,
    starting: Callable[[str, int], None] = lambda arm, seed: None,
) -> None:
    """Measure the pairs of arm and seed that nobody has measured meanwhile, and store each."""
    for arm, seed in pairs:
        if (arm, seed) in _held(read(path)):
            continue
        starting(arm, seed)
        start = time.perf_counter()
        rows = measured(script, arm, seed)
        seconds = round(time.perf_counter() - start, 2)
        run = {"arm": arm, "seed": seed, "seconds": seconds, "session": session, "rows": rows}
        with _locked(path):
            content = read(path)
            if content["digest"] != script.digest:
                raise ScriptError(
                    f"{script.name}: another script went on with this record meanwhile"
                )
            if (arm, seed) not in _held(content):
                content["runs"].append(run)
                write(content, path)
        report(arm, seed, seconds)


def _begun(script: Script) -> dict[str, Any]:
    return {
        "name": script.name,
        "question": script.question,
        **script.settings(),
        "command": f"python benchmarks/records {script.name}",
        "digest": script.digest,
        "arms": list(script.arms),
        "asked": len(script.seeds),
        "cheap": {},
        "changes": [],
        "sessions": [],
        "runs": [],
    }


def _refuse_other_settings(script: Script, content: dict[str, Any]) -> None:
    for name, value in script.settings().items():
        if content[name] != value:
            raise ScriptError(
                f"{script.name}: its runs were made with {name} = {content[name]!r}, the script "
                f"now says {value!r}: give the new one another name, or delete the record"
            )


def _refuse_other_backend(script: Script, content: dict[str, Any], session: dict[str, Any]) -> None:
    """Two backends draw other weights from one seed, and compute a loss near 0 differently."""
    used = {content["sessions"][run["session"]]["backend"] for run in content["runs"]}
    if used - {session["backend"]}:
        held = " and ".join(sorted(used))
        raise ScriptError(
            f"{script.name}: its runs were made with {held}, this would be {session['backend']}: "
            f"set KERAS_BACKEND={min(used)} to go on with it, or delete the record"
        )


def _accepted(
    script: Script, content: dict[str, Any], session: dict[str, Any], why: str | None
) -> dict[str, Any]:
    """Return the entry for a change of script, if there is a reason and the figures stay."""
    if not why:
        raise ScriptError(
            f"{script.name}: the script has changed since its runs were made: if it still measures "
            f'the same, say --accept-change "why", else give it another name'
        )
    cheap = content["cheap"]
    before = content["sessions"][cheap.get("session", -1)]
    alike = all(before[key] == session[key] for key in ("processor", "threads", "versions"))
    allowed = {"rel": 0.0, "abs": 0.0} if alike else script.tolerance
    found = disagreement(cheap["rows"], repeated(script, cheap["stated"]), **allowed)
    if found:
        raise ScriptError(f"{script.name}: the changed script does not measure the same: {found}")
    today = datetime.date.today().isoformat()
    return {"date": today, "from": content["digest"], "why": why}


def _held(content: dict[str, Any]) -> set[tuple[str, int]]:
    return {(run["arm"], run["seed"]) for run in content["runs"]}


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time change the records of a folder."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
