"""Records made: what a script must state, what is stored when, and what a changed script may do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course_lib.records.stored import read, write

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from recording import checking, listing, making, measuring, script  # noqa: E402

SCRIPT = '''"""Does more of it help?"""
import time
DATA = "digits"
ARMS = ("less", "more")
SEEDS = range(3)
EPOCHS = 4
CHEAP = {"arm": "more", "seed": 1, "epochs": 2}
def measure(arm, seed, *, data, epochs=EPOCHS):
    time.sleep(PAUSE)
    curve = [len(data.train) + seed + epoch + FACTOR * (arm == "more") for epoch in range(epochs)]
    return [{"accuracy": float(curve[-1]), "accuracy_curve": curve, "seconds": time.time()}]
PAUSE, FACTOR = 0, 10
'''
SESSION = {
    "machine": "here", "date": "2026-11-27", "processor": "p", "threads": 1, "versions": {"a": "1"},
    "backend": "tensorflow",
}  # fmt: skip


@pytest.fixture
def path(tmp_path):
    (tmp_path / "more.py").write_text(SCRIPT, "utf-8")
    return tmp_path / "more.json"


def make(path, *changes, arms=None, seeds=None, why=None, session=SESSION):
    """Make or continue the record beside its script, the script's text changed first."""
    source = path.with_suffix(".py")
    text = source.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    source.write_text(text, "utf-8")
    stated = script.read(source)
    done = []
    number = making.prepare(stated, path, session=session, asked=len(stated.seeds), why=why)
    pairs = making.missing(path, arms or stated.arms, stated.seeds_asked(seeds))
    making.make(stated, path, pairs, session=number, report=lambda *run: done.append(run[:2]))
    return done


def test_what_is_missing_is_measured_all_arms_of_a_seed_first(path):
    assert make(path, seeds=1) == [("less", 0), ("more", 0)]
    assert make(path, arms=["more"], seeds=2) == [("more", 1)]
    assert make(path) == [("less", 1), ("less", 2), ("more", 2)]
    assert make(path) == []
    assert make(path, seeds=4) == [("less", 3), ("more", 3)]
    content = read(path)
    assert len(content["runs"]) == 8
    assert content["sessions"] == [SESSION]
    assert content["question"] == "Does more of it help?"
    assert (
        content["cheap"]["rows"][0]["accuracy_curve"]
        == content["runs"][2]["rows"][0]["accuracy_curve"][:2]
    )


def test_a_changed_script_goes_on_only_with_a_reason_and_the_same_figures(path):
    make(path, seeds=1)
    before = path.read_bytes()
    further = 'ARMS = ("less", "more")', 'ARMS = ("less", "more", "most")'
    with pytest.raises(script.ScriptError, match=r'has changed .* --accept-change "why"'):
        make(path, further)
    with pytest.raises(script.ScriptError, match="does not measure the same: accuracy is"):
        make(path, ("FACTOR = 0, 10", "FACTOR = 0, 11"), why="a larger factor")
    with pytest.raises(script.ScriptError, match=r"made with epochs = 4, .* now says 5"):
        make(path, ("FACTOR = 0, 11", "FACTOR = 0, 10"), ("EPOCHS = 4", "EPOCHS = 5"), why="longer")
    assert path.read_bytes() == before
    done = make(path, ("EPOCHS = 5", "EPOCHS = 4"), seeds=1, why="one arm more")
    assert done == [("most", 0)]
    (change,) = read(path)["changes"]
    assert change["why"] == "one arm more"
    assert change["from"] != read(path)["digest"]


def test_a_small_difference_passes_between_machines_only(path):
    make(path, seeds=1)
    small = "FACTOR = 0, 10", "FACTOR = 0, 10.5"
    with pytest.raises(script.ScriptError, match="does not measure the same"):
        make(path, small, seeds=1, why="half more")
    other = SESSION | {"processor": "q"}
    assert make(path, seeds=1, why="half more", session=other) == []


def test_the_cheap_part_can_be_measured_anew_where_tests_run(path):
    make(path)
    content = read(path)
    content["cheap"]["rows"][0]["accuracy"] += 100
    write(content, path)
    stated = script.read(path.with_suffix(".py"))
    here = SESSION | {"machine": "there"}
    making.prepare(stated, path, session=here, asked=3, why=None, cheap_here=True)
    assert checking.check(path.with_suffix(".py"), path) == []
    assert read(path)["cheap"]["session"] == 1
    assert len(read(path)["runs"]) == 6


def test_runs_of_two_backends_do_not_share_a_record(path):
    make(path, seeds=1)
    with pytest.raises(script.ScriptError, match="with tensorflow, this would be jax"):
        make(path, session=SESSION | {"backend": "jax"})
    assert len(read(path)["runs"]) == 2


def test_a_killed_run_costs_at_most_itself(path):
    slow = SCRIPT.replace("PAUSE, FACTOR = 0", "PAUSE, FACTOR = 0.2")
    path.with_suffix(".py").write_text(slow, "utf-8")
    command = "import sys; from test_records_making import make; from pathlib import Path; "
    command += "make(Path(sys.argv[1]))"
    places = os.pathsep.join([str(ROOT / "tests"), str(ROOT)])
    child = subprocess.Popen(
        [sys.executable, "-c", command, str(path)], env=os.environ | {"PYTHONPATH": places}
    )
    for _ in range(3000):
        if path.exists() and len(read(path)["runs"]) >= 2:
            break
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    held = len(read(path)["runs"])
    assert 2 <= held < 6
    assert len(make(path)) == 6 - held


def test_two_may_share_the_work(path):
    stated = script.read(path.with_suffix(".py"))
    number = making.prepare(stated, path, session=SESSION, asked=3, why=None)
    pairs = making.missing(path, stated.arms, stated.seeds)
    make(path, arms=["less"])
    done = []
    making.make(stated, path, pairs, session=number, report=lambda *run: done.append(run[:2]))
    assert [arm for arm, _ in done] == ["more"] * 3
    assert len(read(path)["runs"]) == 6


WRONG = {
    "no question": ('"""Does more of it help?"""\n', "", "begin with the question"),
    "no arms": ('ARMS = ("less", "more")', "", r"must state ARMS .*, got None"),
    "one text for arms": ('ARMS = ("less", "more")', 'ARMS = ("less")', "must state ARMS"),
    "no measure": ("def measure", "def measured", r"must define measure\(arm, seed"),
    "foreign arm": ('"arm": "more"', '"arm": "most"', "names the arm 'most', which ARMS has not"),
    "no seed": ('"seed": 1, ', "", "CHEAP must hold 'arm' and 'seed'"),
    "full set": ('DATA = "digits"', 'DATA = "mnist"', "embedded 'data', since mnist is not every"),
    "rows": ("return [{", "return {} or [{}, {", "each row must hold accuracy"),
    "not told apart": ("return [{", 'return [{"accuracy": 1}, {', "2 rows .*: .*BY"),
    "own arm": ("return [{", 'return [{"arm": 1, ', "neither arm nor seed"),
    "object": ('"seconds": time.time()', '"seconds": time', "seconds must be a number or a text"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_script_gets_one_sentence(path, name):
    old, new, message = WRONG[name]
    with pytest.raises(script.ScriptError, match=message) as raised:
        make(path, (old, new))
    assert "\n" not in str(raised.value)
    assert not path.exists()


def test_figures_are_stored_plain_and_rounded():
    import numpy as np

    stated = script.Script(
        **dict.fromkeys(script.Script.__dataclass_fields__) | {"name": "x", "metric": "a", "by": ()}
    )
    rows = [
        {
            "a": np.float32(0.1),
            "b": np.nan,
            "c": np.int64(3),
            "d": np.bool_(True),
            "e_curve": np.ones(2),
        }
    ]
    plain = measuring.checked(stated, rows)
    assert plain == [{"a": 0.1, "b": None, "c": 3, "d": True, "e_curve": [1.0, 1.0]}]
    assert [type(value) for value in plain[0].values()] == [float, type(None), int, bool, list]


def test_the_check_notices_what_the_script_does_not_bear_out(path):
    source = path.with_suffix(".py")
    make(path)
    assert checking.check(source, path) == []
    content = read(path)
    content["cheap"]["rows"][0]["accuracy"] *= 1.1
    write(content, path)
    assert "repeated: accuracy is" in checking.check(source, path)[0]
    content["cheap"]["rows"][0]["accuracy"] /= 1.1
    (more_1,) = (run for run in content["runs"] if (run["arm"], run["seed"]) == ("more", 1))
    more_1["rows"][0]["accuracy_curve"][1] *= 1.1
    write(content, path)
    assert "does not begin so" in checking.check(source, path)[0]
    content["sessions"].append(SESSION | {"backend": "jax"})
    more_1["session"] = 1
    content["cheap"]["session"] = 0
    write(content, path)
    assert checking.check(source, path) == []
    source.write_text(SCRIPT + "# a word\n", "utf-8")
    assert checking.check(source, path) == ["the script has changed since the record was made"]
    source.unlink()
    assert checking.check(source, path) == ["the script is gone"]


def test_the_list_says_how_much_is_held(path):
    make(path, arms=["less"], seeds=2)
    (path.parent / "later.py").write_text(SCRIPT, "utf-8")
    rows = listing.rows(path.parent, path.parent)
    assert rows[0] == ("later", "none yet", "", "", "")
    name, seeds, age, cost, state = rows[1]
    assert (name, seeds, cost, state) == ("more", "0 to 2 of 3", "0 s", "current")
    assert age.endswith(("today", "day", "days"))
    path.with_suffix(".py").write_text(SCRIPT + "#\n", "utf-8")
    assert listing.rows(path.parent, path.parent)[1][4] == "changed"


def test_the_command(path):
    def said(*words):
        command = [sys.executable, "benchmarks/records", *words]
        command += ["--scripts", str(path.parent), "--stored", str(path.parent)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
        return done.returncode, done.stdout + done.stderr

    assert said("nothing") == (2, "no record nothing: there are more\n")
    assert said("more", "--seeds", "0") == (
        2,
        "argument --seeds: '0' is not a whole number of at least 1\n",
    )
    status, text = said("more", "--seeds", "1", "--arms", "most")
    assert status == 1
    assert "more has no arm 'most': there are less, more" in text
    status, text = said("more", "--seeds", "1")
    assert status == 0, text
    assert "more: 2 runs are held" in text
    session = read(path)["sessions"][0]
    assert session["threads"] == 1
    assert session["backend"] in session["versions"]
    status, text = said()
    assert status == 0
    assert "1 of 3" in text
