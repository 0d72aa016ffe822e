"""What `records.load` returns: table, seeds, summaries, curves, and where it all comes from."""

from __future__ import annotations

import pytest

from course_lib import records
from course_lib.records import stored

SESSIONS = [
    {"machine": "two-core x86-64", "date": "2026-11-27"},
    {"machine": "NVIDIA H100", "date": "2026-11-28"},
]


def run(arm, seed, *rows, session=0):
    return {"arm": arm, "seed": seed, "seconds": 1.0, "session": session, "rows": list(rows)}


def content(runs, **changed):
    return {
        "name": "race", "question": "Who wins?", "data": "mnist-5k", "metric": "accuracy", "by": [],
        "test_share": None, "command": "python benchmarks/records race", "digest": "0",
        "arms": ["slow", "fast"], "asked": 3, "sessions": SESSIONS, "runs": runs,
    } | changed  # fmt: skip


@pytest.fixture
def race():
    scores = {"fast": [0.75, 1.0, 0.875], "slow": [0.5, 0.25, 0.375]}
    runs = [
        run(arm, seed, {"accuracy": a, "loss": 1 - a, "accuracy_curve": [0.1, a]})
        for seed in range(3)
        for arm, values in scores.items()
        for a in [values[seed]]
    ]
    return records.Record(content(runs))


@pytest.fixture
def by_scale():
    runs = [
        run(arm, seed, *({"scale": s, "accuracy": seed / 4 + s / 8} for s in (1, 4)))
        for arm in ("slow", "fast")
        for seed in range(2)
    ]
    return records.Record(content(runs, by=["scale"]))


def test_table_seeds_and_summary(race):
    assert race.arms == ("slow", "fast")
    assert race.seeds == (0, 1, 2)
    assert list(race.table.columns) == ["arm", "seed", "accuracy", "loss"]
    assert race.table["arm"].tolist() == ["slow"] * 3 + ["fast"] * 3
    summary = race.summary()
    assert summary.index.tolist() == ["slow", "fast"]
    assert summary["mean"].tolist() == [0.375, 0.875]
    assert summary["n"].tolist() == [3, 3]
    assert race.summary("loss")["mean"].tolist() == [0.625, 0.125]
    assert race.scores()["fast"] == [0.75, 1.0, 0.875]


def test_curves(race):
    curves = race.curves()
    assert list(curves.columns) == ["arm", "seed", "epoch", "accuracy"]
    fast = curves[(curves["arm"] == "fast") & (curves["seed"] == 1)]
    assert fast[["epoch", "accuracy"]].to_numpy().tolist() == [[1, 0.1], [2, 1.0]]


def test_differences_are_those_of_verdicts(race):
    from course_lib import experiments

    assert race.differences().equals(experiments.verdicts(race.scores(), "slow"))
    runs = [run("slow", s, {"accuracy": 0.5, "loss": 0.5}) for s in range(3)]
    runs += [run("fast", s, {"accuracy": 0.7 + s / 64, "loss": 0.3 - s / 64}) for s in range(3)]
    apart = records.Record(content(runs))
    assert apart.differences().loc["fast", "verdict"] == "better"
    assert apart.differences("fast").loc["slow", "verdict"] == "worse"
    losses = apart.differences(metric="loss", confidence=0.9).loc["fast"]
    assert losses["difference"] < 0
    assert losses["verdict"] == "better"
    runs[3:] = [run("fast", s, {"accuracy": 0.49 + s / 100}) for s in range(3)]
    level = records.Record(content(runs))
    assert level.differences(margin=0.2).loc["fast", "verdict"] == "equal"
    assert level.differences().loc["fast", "verdict"] == "cannot tell"
    with pytest.raises(ValueError, match=r"^baseline must be one of 'slow', 'fast', got 'quick'"):
        race.differences("quick")


def test_redrawn_splits_widen_the_intervals():
    gains = [0.1, 0.2, 0.4]
    runs = [run("slow", seed, {"accuracy": 0.5}) for seed in range(3)]
    runs += [run("fast", seed, {"accuracy": 0.5 + gain}) for seed, gain in enumerate(gains)]
    fixed, redrawn = (
        records.Record(content(runs, test_share=share)).differences() for share in (None, 0.5)
    )
    assert (redrawn["high"] > fixed["high"]).all()


def test_it_shows_itself_with_one_line_of_origin(race):
    line = "mnist-5k, 3 seeds, two-core x86-64, 2026-11-27, python benchmarks/records race"
    assert race.provenance == line
    assert str(race).splitlines()[-1] == line
    assert "0.8750" in str(race)
    assert f'<p class="provenance">{line}</p>' in race._repr_html_()


def test_an_unfinished_record_says_so_and_pairs_what_it_can(race):
    runs = [run("slow", seed, {"accuracy": 0.5}) for seed in range(3)]
    runs += [run("fast", 1, {"accuracy": 0.75}, session=1)]
    record = records.Record(content(runs))
    assert record.seeds == (1,)
    assert record.scores() == {"slow": [0.5], "fast": [0.75]}
    assert "1 to 3 of 3 seeds, two-core x86-64 and NVIDIA H100, 2026-11-28" in record.provenance
    only = records.Record(content(runs[:1], asked=1))
    assert only.arms == ("slow",)
    assert ", 1 seed, " in only.provenance


def test_rows_of_one_run_are_told_apart(by_scale):
    summary = by_scale.summary()
    assert summary.index.tolist() == [("slow", 1), ("slow", 4), ("fast", 1), ("fast", 4)]
    with pytest.raises(ValueError, match=r"differ in scale: choose one .*\.where\(scale=1\)$"):
        by_scale.scores()
    part = by_scale.where(scale=4)
    assert part.scores() == {"slow": [0.5, 0.75], "fast": [0.5, 0.75]}
    assert part.summary().index.tolist() == ["slow", "fast"]
    assert "mnist-5k, scale = 4, 2 of 3 seeds" in part.provenance
    assert by_scale.where(arm="fast", scale=1).arms == ("fast",)
    assert by_scale.where(arm=["slow", "fast"], scale=(1, 4), seed=[1]).table.shape == (4, 4)


def test_each_arm_is_tuned_on_seeds_that_are_left_out():
    def rows(seed, best):
        return [{"rate": r, "accuracy": seed / 8 - abs(r - best)} for r in (1, 2, 3, 4)]

    best = {"slow": 1, "fast": 3}
    runs = [run(arm, seed, *rows(seed, best[arm])) for arm in best for seed in range(3)]
    record = records.Record(content(runs, by=["rate"]))
    with pytest.warns(UserWarning, match=r"^'slow' is best at rate = 1, the end of what was tried"):
        tuned = record.tuned("rate", seeds=[0])
    assert tuned.chosen == best
    assert tuned.seeds == (1, 2)
    assert "mnist-5k, rate tuned on 1 other, 2 seeds, two-core" in tuned.provenance
    assert tuned.scores() == {"slow": [0.125, 0.25], "fast": [0.125, 0.25]}
    with pytest.raises(ValueError, match=r"^seeds must be some of \(0, 1, 2\), not all, got"):
        record.tuned("rate", seeds=[0, 7])
    with pytest.raises(ValueError, match=r"^column must be one of 'rate', got 'seed'"):
        record.tuned("seed", seeds=[0])


def test_wrong_names_get_one_sentence(race, by_scale):
    with pytest.raises(
        ValueError, match=r"^metric must be one of 'accuracy', 'loss', got 'acuracy'"
    ):
        race.summary("acuracy")
    with pytest.raises(ValueError, match=r"^no row of 'race' has scale = 3: there are 1, 4$"):
        by_scale.where(scale=3)
    with pytest.raises(ValueError, match=r"^column must be one of 'arm', 'seed', 'scale'"):
        by_scale.where(level=3)


def test_a_diverged_run_stays_in_sight():
    runs = [run("slow", 0, {"accuracy": None}), run("slow", 1, {"accuracy": 0.5})]
    record = records.Record(content(runs))
    assert record.table["accuracy"].isna().tolist() == [True, False]
    assert record.summary()["mean"].isna().all()


def test_load_and_names(tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    assert records.names() == ()
    with pytest.raises(ValueError, match=r"^no record is stored, so there is no 'race'$"):
        records.load("race")
    stored.write(content([run("fast", 0, {"accuracy": 0.5})]), tmp_path / "race.json")
    assert records.load("race").question == "Who wins?"
    assert [path.name for path in tmp_path.iterdir()] == ["race.json"]
    with pytest.raises(ValueError, match=r"^name must be one of 'race', got 'rase': did you mean"):
        records.load("rase")
    with pytest.raises(TypeError, match=r"^name must be one of 'race', got 3$"):
        records.load(3)


def test_timings_carry_their_origin():
    table = records.timings("pooling")
    assert (table["ratio"] > 0).all()
    assert set(table.attrs) == {"data", "date", "machine"}
    with pytest.raises(ValueError, match=r"^name must be one of .*, got 'poolin': did you mean"):
        records.timings("poolin")


def test_the_wheel_carries_what_a_downloaded_chapter_reads():
    import os

    from flit_core.common import Module

    root = stored.FOLDER.parents[1]
    packed = {
        os.path.relpath(path, root) for path in Module("course_lib", root.parent).iter_files()
    }
    data = [path for name in ("records", "quizzes") for path in (root / name).rglob("*.json")]
    assert data
    assert {os.path.relpath(path, root) for path in data} <= packed
