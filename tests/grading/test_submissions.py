"""Reading what was handed in: the three layouts, and everything that may be wrong with them."""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import stat
import struct
import tracemalloc
import unicodedata
import warnings
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from course_lib.grading.submissions import UploadLimits, collect, read_groups, read_times
from course_lib.grading.submissions.names import identifiers, legible, safe

NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def zipped(path: Path, entries: dict[str, bytes] | list[tuple[zipfile.ZipInfo | str, bytes]]):
    pairs = entries.items() if isinstance(entries, dict) else entries
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, data in pairs:
            archive.writestr(name, data)
    return path


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def tree(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


# The layouts


def test_nbgrader_folder(tmp_path):
    root = tree(
        tmp_path / "submitted",
        {
            "ada/01-normalisation/01-normalisation.ipynb": NOTEBOOK,
            "ada/02-pooling/02-pooling.ipynb": b"two",
            "bob/01-normalisation/01-normalisation.ipynb": b"bob",
            "bob/01-normalisation/.ipynb_checkpoints/old.ipynb": b"old",
            "bob/01-normalisation/timestamp.txt": b"2026-03-01 23:30:00 UTC\n",
        },
    )
    (root / "ada/01-normalisation/timestamp.txt").write_text("2026-03-01T10:00:00+01:00")
    found, faults = collect(root)
    assert faults == []
    assert [(s.exercise, s.student) for s in found] == [
        ("01-normalisation", "ada"),
        ("01-normalisation", "bob"),
        ("02-pooling", "ada"),
    ]
    assert found[0].submitted == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert found[1].submitted == datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert found[2].submitted is None
    assert [s.read() for s in found] == [NOTEBOOK, b"bob", b"two"]
    assert [s.student for s in collect(root, "02-pooling")[0]] == ["ada"]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2015-02-02 15:58:23.948203 UTC", "2015-02-02T15:58:23.948203"),
        ("2015-02-02 15:58:23.948203 PST8PDT", "2015-02-02T23:58:23.948203"),
        ("2015-07-02 15:58:23 Europe/Berlin", "2015-07-02T13:58:23"),
        ("2015-02-02 15:58:23 +05:30", "2015-02-02T10:28:23"),
        ("2015-02-02T15:58:23Z\n", "2015-02-02T15:58:23"),
        ("2015-02-02 15:58:23", "2015-02-02T15:58:23"),
    ],
)
def test_times_as_nbgrader_writes_them(tmp_path, text, utc):
    root = tree(tmp_path, {"ada/x/x.ipynb": b"", "ada/x/timestamp.txt": text.encode()})
    (one,), faults = collect(root)
    assert faults == []
    assert one.submitted == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_canvas_zip(tmp_path):
    path = zipped(
        tmp_path / "submissions.zip",
        {
            "lovelaceada_1234_90001_01-normalisation.ipynb": b"ada",
            "hopper_grace_LATE_77_90002_01-normalisation-2.ipynb": b"grace",
            "müllerzoë_78_90003_my_file_3_4_5.ipynb": b"zoe",
            "smithjohn_79_90004_x.ipynb": b"first john",
            "smithjohn_80_90005_x.ipynb": b"second john",
            "anon_aB3dE_90006_x.ipynb": b"nobody",
            "LATE_anon_Zz9_90007_x.ipynb": b"late nobody",
            "__MACOSX/._lovelaceada_1234_90001_01-normalisation.ipynb": b"junk",
        },
    )
    found, faults = collect(path, "01-normalisation")
    assert faults == []
    read = {s.student: (s.name, s.lms_id, s.late, s.read()) for s in found}
    assert read == {
        "lovelaceada-1234": ("lovelaceada", "1234", False, b"ada"),
        "hopper_grace-77": ("hopper_grace", "77", True, b"grace"),
        "müllerzoë-78": ("müllerzoë", "78", False, b"zoe"),
        "smithjohn-79": ("smithjohn", "79", False, b"first john"),
        "smithjohn-80": ("smithjohn", "80", False, b"second john"),
        "anon-aB3dE": ("anon", None, False, b"nobody"),
        "anon-Zz9": ("anon", None, True, b"late nobody"),
    }
    assert {s.exercise for s in found} == {"01-normalisation"}


def test_the_newest_of_several_notebooks_is_graded_and_the_others_are_named(tmp_path):
    path = zipped(
        tmp_path / "all.zip",
        {
            "ada_1_10_01-x.ipynb": b"old",
            "ada_1_12_01-x-2.ipynb": b"new",
            "ada_1_15_scratch.ipynb": b"scratch",
            "ada_1_16_data.csv": b"1,2",
        },
    )
    (one,), faults = collect(path, "01-x")
    assert faults == []
    assert one.read() == b"new"
    (problem,) = one.problems
    assert "'ada_1_12_01-x-2.ipynb' is graded" in problem
    assert "'ada_1_10_01-x.ipynb'" in problem
    assert "scratch" in problem


@pytest.mark.parametrize("unpacked", [False, True])
def test_moodle(tmp_path, unpacked):
    files = {
        "Ada Lovelace_501_assignsubmission_file/01-x.ipynb": b"ada",
        "Grace Hopper_502_assignsubmission_file_/sub/01-x.ipynb": b"grace",
        "Zoë Müller_503_assignsubmission_file_01-x.ipynb": b"zoe",
        "Wei Zhang_504_assignsubmission_file/a.ipynb": b"one Wei",
        "Wei Zhang_505_assignsubmission_file/a.ipynb": b"another Wei",
        "Ada Lovelace_501_assignsubmission_onlinetext/onlinetext.html": b"<p>",
    }
    where = tmp_path / "moodle"
    source = tree(where, files) if unpacked else zipped(where, files)
    found, faults = collect(source, "01-x")
    read = {s.student: (s.name, s.lms_id, s.read()) for s in found}
    assert read == {
        "Ada Lovelace": ("Ada Lovelace", "501", b"ada"),
        "Grace Hopper": ("Grace Hopper", "502", b"grace"),
        "Zoë Müller": ("Zoë Müller", "503", b"zoe"),
        "Wei Zhang 504": ("Wei Zhang", "504", b"one Wei"),
        "Wei Zhang 505": ("Wei Zhang", "505", b"another Wei"),
    }
    assert len(faults) == 2
    assert all("called 'Wei Zhang'" in fault for fault in faults)


def test_a_student_cannot_hand_in_a_time(tmp_path):
    path = zipped(
        tmp_path / "m.zip",
        {
            "Eve_5_assignsubmission_file/01-x.ipynb": NOTEBOOK,
            "Eve_5_assignsubmission_file/timestamp.txt": b"2000-01-01 00:00:00 UTC",
        },
    )
    assert collect(path, "01-x")[0][0].submitted is None


def test_names_in_utf8_that_do_not_say_so(tmp_path):
    path = zipped(tmp_path / "c.zip", {"zo__ller_7_8_x.ipynb": b"zoe"})
    data = path.read_bytes().replace(b"zo__ller", "zoëller".encode())
    path.write_bytes(data)
    (one,), faults = collect(path, "x")
    assert (one.name, faults) == ("zoëller", [])
    assert one.read() == b"zoe"


def test_an_exercise_that_nobody_names(tmp_path):
    path = zipped(tmp_path / "c.zip", {"ada_7_8_x.ipynb": b""})
    with pytest.raises(ValueError, match="exercise must be given"):
        collect(path)
    with pytest.raises(ValueError, match="exercise must be a plain name"):
        collect(path, "../01")


# Names and layouts as they come (field-cases.md)


def notebook(*names: str) -> bytes:
    cells = [
        {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": name}}}
        for name in names
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()


@pytest.mark.parametrize(
    ("exercise", "name"),
    [
        ("07-lab-2", "07-lab-2.ipynb"),
        ("07-lab-2", "07-lab-2-2.ipynb"),
        ("07-lab-2", "07-lab-2 (1).ipynb"),
        ("04-shares", "Copy of 04-shares.ipynb"),
        ("04-shares", "Copy (2) of 04-shares.ipynb"),
        ("04-shares", "Kopie von 04-shares.ipynb"),
        ("04-shares", "04-shares - Copy.ipynb"),
        ("04-shares", "04-shares - Copy (2).ipynb"),
        ("04-shares", "04-shares-Copy1.ipynb"),
        ("04-shares", "04-shares copy 2.ipynb"),
        ("04-shares", "04-shares(1).ipynb"),
        ("04-shares", "04-shares_final.ipynb"),
        ("04-shares", "04_shares.ipynb"),
        ("04-shares", "04 Shares.IPYNB"),
    ],
)
def test_a_copy_of_the_exercise_is_graded_and_no_newer_notebook(tmp_path, exercise, name):
    root = tree(
        tmp_path, {f"ada/{exercise}/{name}": b"right", f"ada/{exercise}/notes.ipynb": b"no"}
    )
    os.utime(root / f"ada/{exercise}/{name}", (1, 1))
    (one,), _ = collect(root)
    assert one.read() == b"right"
    sent = {f"ada_1_10_{name}": b"right", "ada_1_11_notes.ipynb": b"no"}
    (one,), _ = collect(zipped(tmp_path / "canvas.zip", sent), exercise)
    assert one.read() == b"right"


def test_the_notebook_that_holds_the_exercises_cells_is_graded_whatever_its_name(tmp_path):
    right, other = notebook("a", "b", "c"), notebook("z")
    path = zipped(
        tmp_path / "c.zip",
        {"ada_1_10_mine.ipynb": right, "ada_1_11_04-shares.ipynb": other, "ada_1_12_n.ipynb": b"{"},
    )
    (one,), _ = collect(path, "04-shares", cells={"04-shares": {"a", "b", "c", "d"}})
    assert one.read() == right
    (one,), _ = collect(path, "04-shares", cells={"04-shares": {"z"}})
    assert one.read() == other


def test_without_knowing_the_exercises_cells_any_cell_of_nbgraders_tells(tmp_path):
    path = zipped(tmp_path / "c.zip", {"a_1_2_old.ipynb": notebook("x"), "a_1_3_s.ipynb": NOTEBOOK})
    assert collect(path, "04-shares")[0][0].read() == notebook("x")


def test_the_top_level_comes_before_a_backup_and_paths_are_shown(tmp_path):
    place = "ada/04-shares"
    root = tree(
        tmp_path, {f"{place}/04-shares.ipynb": b"new", f"{place}/backup/04-shares.ipynb": b"old"}
    )
    for name in ("04-shares.ipynb", "backup/04-shares.ipynb"):
        os.utime(root / place / name, (5, 5))
    (one,), _ = collect(root)
    assert one.read() == b"new"
    assert one.problems == (
        "Several notebooks were handed in: '04-shares.ipynb' is graded,"
        " not 'backup/04-shares.ipynb'.",
    )


@pytest.mark.parametrize("above", ["", "downloads/", "downloads/04-shares/", "a/b/c/"])
def test_canvas_names_are_read_at_any_depth(tmp_path, above):
    names = [f"{above}{name}_{n}_9{n}_x.ipynb" for n, name in enumerate(("ada", "bob", "eve"))]
    found, faults = collect(tree(tmp_path, dict.fromkeys(names, NOTEBOOK)), "04-shares")
    assert [s.student for s in found] == ["ada-0", "bob-1", "eve-2"]
    assert faults == []


def test_of_two_downloads_the_one_in_the_exercises_folder_is_read(tmp_path):
    names = ["downloads/03-x/ada_1_2_x.ipynb", "downloads/04-shares/bob_3_4_x.ipynb"]
    found, (fault,) = collect(tree(tmp_path, dict.fromkeys(names, NOTEBOOK)), "04-shares")
    assert [s.student for s in found] == ["bob-3"]
    assert "'downloads/03-x/ada_1_2_x.ipynb'" in fault


def test_a_student_cannot_hand_in_for_another_by_naming_files_as_canvas_does(tmp_path):
    files = {"bob/x/x.ipynb": b"bob", "ada/x/bob_1_2_x.ipynb": b"ada", "eve/x/x.ipynb": b"eve"}
    found, _ = collect(tree(tmp_path, files))
    assert {s.student: s.read() for s in found} == {"ada": b"ada", "bob": b"bob", "eve": b"eve"}


def test_a_canvas_class_among_other_folders_is_named_and_no_student(tmp_path):
    names = [f"downloads/x/{name}_{n}_9{n}_x.ipynb" for n, name in enumerate(("ada", "bob", "eve"))]
    root = tree(tmp_path, dict.fromkeys([*names, "grace/x/x.ipynb"], NOTEBOOK))
    found, (fault,) = collect(root, "x")
    assert [s.student for s in found] == ["grace"]
    assert fault.startswith("'downloads/x' holds files of 3 students as Canvas names them")


def test_a_tree_with_a_folder_around_it_is_read(tmp_path):
    root = tree(tmp_path, {f"term/{who}/04-shares/04-shares.ipynb": b"" for who in ("ada", "bob")})
    found, faults = collect(root, "04-shares")
    assert [(s.student, s.exercise) for s in found] == [("ada", "04-shares"), ("bob", "04-shares")]
    assert faults == []


@pytest.mark.parametrize(
    "name",
    [
        "04-shares/ada/04-shares.ipynb",
        "Submitted files/Ada Lovelace/Exercise 4/Version 1/04-shares.ipynb",
        "ada/03-other/03-other.ipynb",
    ],
)
def test_what_is_read_as_another_exercise_is_named(tmp_path, name):
    found, (fault,) = collect(tree(tmp_path, {name: NOTEBOOK}), "04-shares")
    assert found == []
    assert fault == (
        f"Left out, not of 04-shares: 1 of {name.split('/')[1]!r}: {name!r} reads as"
        " student/exercise."
    )


def test_the_courses_own_folders_are_no_students(tmp_path):
    root = tree(
        tmp_path,
        {
            "solutions/04-shares/04-shares.ipynb": b"secret",
            "exercises/04-shares/04-shares.ipynb": b"released",
            "data/raw/x.csv": b"1",
            "submitted/ada/04-shares/04-shares.ipynb": b"ada",
        },
    )
    found, faults = collect(root)
    assert [(s.student, s.read()) for s in found] == [("ada", b"ada")]
    assert [fault.split()[2] for fault in faults] == ["'data'", "'exercises'", "'solutions'"]


def test_zips_of_windows_with_backslashes_are_read(tmp_path):
    path = zipped(
        tmp_path / "c.zip",
        {
            "Ada_501_assignsubmission_file\\sub\\x.ipynb": b"ada",
            "Eve_502_assignsubmission_file\\..\\..\\x.ipynb": b"evil",
            "C:\\x\\Bob_503_assignsubmission_file\\x.ipynb": b"evil",
            "\\\\server\\Bob_504_assignsubmission_file\\x.ipynb": b"evil",
        },
    )
    found, faults = collect(path, "x")
    assert [(s.student, s.read()) for s in found] == [("Ada", b"ada")]
    assert len(faults) == 3
    assert all("absolute path or leads out" in fault for fault in faults)


@pytest.mark.parametrize("encoding", ["cp1252", "gbk"])
def test_names_that_cannot_be_read_are_said_to_be(tmp_path, encoding):
    path = zipped(tmp_path / "c.zip", {"NAME_7_8_x.ipynb": b"zoe", "bob_8_9_x.ipynb": b"bob"})
    letters = {"cp1252": "Zoë!", "gbk": "张伟"}[encoding].encode(encoding)
    path.write_bytes(path.read_bytes().replace(b"NAME", letters))
    found, (fault,) = collect(path, "x")
    assert sorted(s.read() for s in found) == [b"bob", b"zoe"]
    assert "names of 1 entries are not in Unicode" in fault


def test_a_student_whose_name_is_a_number(tmp_path):
    path = zipped(
        tmp_path / "c.zip", {"20231234_1242_56795_x.ipynb": b"", "77_LATE_78_79_80_x.ipynb": b""}
    )
    found, _ = collect(path, "x")
    assert [(s.name, s.lms_id, s.late) for s in found] == [
        ("20231234", "1242", False),
        ("77", "78", True),
    ]


# Times and groups


@pytest.mark.parametrize(
    ("text", "utc", "said"),
    [
        ("2026-06-01 10:00:00 CEST", "2026-06-01T08:00:00", ""),
        ("2026-06-01 10:00:00 EDT", "2026-06-01T14:00:00", ""),
        ("2026-06-01 10:00:00 +0200", "2026-06-01T08:00:00", ""),
        ("Mon Jun  1 10:00:00 CEST 2026", "2026-06-01T08:00:00", ""),
        ("Mon, 01 Jun 2026 10:00:00 +0200", "2026-06-01T08:00:00", ""),
        ("2026-06-01 10:00:00 IST", "2026-06-01T10:00:00", "'IST' is not known"),
        ("2026-06-01 10:00:00 Mars/Olympus", "2026-06-01T10:00:00", "'Mars/Olympus' is not known"),
        ("2026-06-01", "2026-06-01T00:00:00", "states no hour"),
        ("\ufeff2026-06-01 10:00:00 UTC\r\n", "2026-06-01T10:00:00", ""),
    ],
)
def test_times_that_people_and_systems_write(tmp_path, text, utc, said):
    root = tree(tmp_path, {"ada/x/x.ipynb": b"", "ada/x/timestamp.txt": text.encode()})
    (one,), faults = collect(root)
    assert one.submitted == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert [said in fault for fault in faults] == [True] * bool(said)


def test_a_time_as_powershell_writes_it(tmp_path):
    content = "2026-06-01 10:00:00 UTC\r\n".encode("utf-16")
    (one,), faults = collect(tree(tmp_path, {"a/x/x.ipynb": b"", "a/x/timestamp.txt": content}))
    assert (one.submitted, faults) == (datetime(2026, 6, 1, 10, tzinfo=UTC), [])


def test_times_are_given_for_downloads_that_have_none(tmp_path):
    table = tmp_path / "times.csv"
    table.write_text(
        "\ufeffStudent;Submitted\nada-1;2026-03-02 10:00 CET\n4;2026-03-01T09:00Z\n"
        "nobody;2026-03-01T09:00Z\n",
        "utf-8",
    )
    names = ["ada_LATE_1_2_x.ipynb", "bob_4_5_x.ipynb", "eve_LATE_6_7_x.ipynb"]
    path = zipped(tmp_path / "c.zip", dict.fromkeys(names, b""))
    found, (fault,) = collect(path, "x", times=read_times(table))
    assert [s.submitted and s.submitted.isoformat() for s in found] == [
        "2026-03-02T09:00:00+00:00",
        "2026-03-01T09:00:00+00:00",
        None,
    ]
    assert fault == "Times were given for 'nobody', who handed in nothing here."


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("student,when\nada,2026-03-01", "needs a column 'submitted'"),
        ("student,submitted\nada,tomorrow", "line 2: submitted must be a time as"),
        ("student,submitted\nada,2026-03-01 10:00 IST", "line 2: the zone 'IST' is not known"),
        ("student,submitted\nada,2026-03-01 10:00Z\nada,2026-03-02 10:00Z", "has two times"),
        ("student,submitted\n,2026-03-01 10:00Z", "line 2: student is empty"),
        ("", "needs a column 'student'"),
    ],
)
def test_a_table_of_times_that_is_wrong(tmp_path, table, message):
    path = tmp_path / "times.csv"
    path.write_text(table)
    with pytest.raises(ValueError, match=re.escape(message)):
        read_times(path)


GROUP = {"Team Alpha_17_assignsubmission_file/x.ipynb": NOTEBOOK}


def test_a_group_of_moodle_is_refused_and_named(tmp_path):
    files = GROUP | {
        "Ada Lovelace_501_assignsubmission_file/x.ipynb": NOTEBOOK,
        "Group 1-Alan Turing_502_assignsubmission_file/x.ipynb": NOTEBOOK,
    }
    found, (fault,) = collect(zipped(tmp_path / "m.zip", files), "x")
    assert [s.lms_id for s in found] == ["501", "502"]
    assert fault.startswith("'Team Alpha' is a group, and its members are not known")


def test_a_groups_notebook_is_each_members(tmp_path):
    table = tmp_path / "groups.csv"
    table.write_text("group,student,number\nTeam Alpha,Ada Lovelace,501\nTeam Alpha,Alan Turing,\n")
    found, faults = collect(zipped(tmp_path / "m.zip", GROUP), "x", groups=read_groups(table))
    assert [(s.student, s.lms_id, s.read()) for s in found] == [
        ("Ada Lovelace", "501", NOTEBOOK),
        ("Alan Turing", None, NOTEBOOK),
    ]
    assert faults == []


def test_submissions_say_which_system_their_number_is_of(tmp_path):
    canvas = collect(zipped(tmp_path / "c.zip", {"ada_1_2_x.ipynb": b""}), "x")[0]
    moodle = collect(zipped(tmp_path / "m.zip", {"A_5_assignsubmission_file/x.ipynb": b""}), "x")[0]
    plain = collect(tree(tmp_path / "folder", {"ada/x/x.ipynb": b""}))[0]
    assert [one.lms for one in (*canvas, *moodle, *plain)] == ["canvas", "moodle", ""]


# What may be wrong with a zip


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../ada_7_8_x.ipynb", "leads out"),
        ("a/../../ada_7_8_x.ipynb", "leads out"),
        ("/etc/ada_7_8_x.ipynb", "absolute"),
        ("C:/ada_7_8_x.ipynb", "absolute"),
        ("..\\ada_7_8_x.ipynb", "absolute"),
        ("ada_7_8_\nx.ipynb", "control characters"),
        ("ada_7_8_\x1b[2Jx.ipynb", "control characters"),
        (f"ada_7_8_{'x' * 2000}.ipynb", "more than 1000"),
        (entry("ada_7_8_x.ipynb", stat.S_IFLNK | 0o777), "is a link"),
        (entry("ada_7_8_x.ipynb", stat.S_IFIFO | 0o777), "not an ordinary file"),
        (entry("ada_7_8_x.ipynb", stat.S_IFBLK | 0o777), "not an ordinary file"),
        ("x.ipynb", "named as neither"),
    ],
)
def test_bad_entries_are_named_and_the_rest_is_read(tmp_path, monkeypatch, name, reason):
    monkeypatch.chdir(tmp_path)
    entries = [(name, b"evil"), ("bob_8_9_x.ipynb", b"bob")]
    path = zipped(tmp_path / "c.zip", entries)
    found, faults = collect(path, "x")
    assert [(s.student, s.read()) for s in found] == [("bob-8", b"bob")]
    (fault,) = faults
    assert reason in fault
    assert "\n" not in fault
    assert "\x1b" not in fault
    assert list(tmp_path.iterdir()) == [path], "nothing may be extracted"


def test_null_bytes_in_a_name(tmp_path):
    path = zipped(tmp_path / "c.zip", {"ada_7_8_x.ipynb_exe": b"", "bob_8_9_x.ipynb": b""})
    path.write_bytes(path.read_bytes().replace(b"x.ipynb_exe", b"x.ipynb\0exe"))
    found, faults = collect(path, "x")
    assert [s.student for s in found] == ["bob-8"]
    assert "control characters" in faults[0]


def test_encrypted_and_unusually_packed(tmp_path):
    path = tmp_path / "c.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada_7_8_x.ipynb", b"a" * 99, zipfile.ZIP_LZMA)
        archive.writestr("eve_9_8_x.ipynb", b"e")
        archive.writestr("bob_8_9_x.ipynb", b"b")
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"eve_9"))
    data[at + 8] |= 1
    path.write_bytes(data)
    found, faults = collect(path, "x")
    assert [s.student for s in found] == ["bob-8"]
    assert "packed in an unusual way" in faults[0]
    assert "is encrypted" in faults[1]


def test_names_that_are_there_twice(tmp_path):
    entries = [("ada_7_8_x.ipynb", b"first"), ("ada_7_8_x.ipynb", b"second")]
    (one,), faults = collect(zipped(tmp_path / "c.zip", entries), "x")
    assert one.read() == b"second"
    assert "more than once" in faults[0]


def test_a_bomb_by_ratio_costs_no_memory(tmp_path):
    path = zipped(tmp_path / "c.zip", {"ada_7_8_x.ipynb": bytes(20_000_000), "b_8_9_x.ipynb": b""})
    tracemalloc.start()
    found, faults = collect(path, "x")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [s.student for s in found] == ["b-8"]
    assert "times its size" in faults[0]
    assert peak < 5_000_000


def test_a_bomb_that_lies_about_its_size(tmp_path):
    path = zipped(tmp_path / "c.zip", {"ada_7_8_x.ipynb": bytes(20_000_000)})
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + place, 1000)
    path.write_bytes(data)
    (one,), _ = collect(path, "x")
    tracemalloc.start()
    with pytest.raises(ValueError, match="damaged in its zip"):
        one.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_entries_that_share_their_bytes(tmp_path):
    path = zipped(tmp_path / "c.zip", {"ada_7_8_x.ipynb": b"kernel" * 9, "bob_8_9_x.ipynb": b"b"})
    data = path.read_bytes()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x01\x02", start + 4)
    header = data[start:end]
    copies = b"".join(header.replace(b"ada_7", b"ad%c_7" % c) for c in b"bcd")
    tail = bytearray(data[start:] + b"")
    close = tail.rindex(b"PK\x05\x06")
    struct.pack_into("<HHI", tail, close + 8, 5, 5, close + len(copies))
    path.write_bytes(data[:start] + copies + bytes(tail))
    found, faults = collect(path, "x")
    assert [s.student for s in found] == ["bob-8"]
    assert len(faults) == 4
    assert all("overlaps another entry" in fault for fault in faults)


def test_too_many_entries_and_too_much_in_all(tmp_path):
    many = zipped(tmp_path / "many.zip", {f"a_{n}_{n}_x.ipynb": b"x" for n in range(40)})
    with pytest.raises(ValueError, match="40 entries, more than 30"):
        collect(many, "x", limits=UploadLimits(entries=30))
    with pytest.raises(ValueError, match=r"lists more than 2 entries"):
        collect(many, "x", limits=UploadLimits(entries=2))
    with pytest.raises(ValueError, match="unpacks to more than"):
        collect(many, "x", limits=UploadLimits(total=30))
    folder = tree(tmp_path / "folder", {f"s{n}/x/x.ipynb": b"x" for n in range(40)})
    with pytest.raises(ValueError, match="more than 30 files"):
        collect(folder, limits=UploadLimits(entries=30))


def test_a_list_of_entries_that_would_fill_the_memory_is_not_read(tmp_path):
    path = tmp_path / "c.zip"
    directory = 900_000_000
    with path.open("wb") as stream:
        stream.truncate(directory)
        stream.seek(0, 2)
        stream.write(struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, directory, 0, 0))
    with pytest.raises(ValueError, match="lists more than"):
        collect(path, "x")


def test_archives_inside_are_not_opened(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.ipynb", NOTEBOOK)
    path = zipped(tmp_path / "c.zip", {"ada_7_8_all.zip": inner.getvalue(), "bob_8_9_x.pdf": b""})
    found, faults = collect(path, "x")
    ada, bob = found
    assert ada.file is None
    assert "archives are not opened" in ada.problems[0]
    assert bob.problems == ("No notebook was handed in, but 'bob_8_9_x.pdf'.",)
    assert len(faults) == 2
    for one in found:
        with pytest.raises(ValueError, match=r"not opened|No notebook"):
            one.read()


def test_huge_notebooks_keep_their_reason(tmp_path):
    path = zipped(tmp_path / "c.zip", {"ada_7_8_x.ipynb": os.urandom(3000)})
    (one,), _ = collect(path, "x", limits=UploadLimits(file=2000))
    assert one.file is None
    assert "Clear its outputs" in one.problems[0]


def test_a_damaged_entry_and_a_damaged_zip(tmp_path):
    path = zipped(
        tmp_path / "c.zip", {"ada_7_8_x.ipynb": bytes(range(256)) * 9, "b_8_9_x.ipynb": b"b"}
    )
    data = bytearray(path.read_bytes())
    data[70] ^= 255
    path.write_bytes(data)
    ada, b = collect(path, "x")[0]
    assert b.read() == b"b"
    with pytest.raises(ValueError, match="is damaged"):
        ada.read()
    for broken in (b"", b"PK", data[:-9], b"no zip at all" * 99):
        path.write_bytes(broken)
        with pytest.raises(ValueError, match="a zip that can be read"):
            collect(path, "x")
    path.write_bytes(b"PK\x05\x06" + bytes(18))
    assert collect(path, "x") == ([], [])
    with pytest.raises(ValueError, match="there is no folder or zip"):
        collect(tmp_path / "nowhere.zip", "x")


def test_a_zip_that_changes_after_it_was_checked(tmp_path):
    path = zipped(tmp_path / "c.zip", {"ada_7_8_x.ipynb": b"one", "bob_8_9_x.ipynb": b"two"})
    ada, bob = collect(path, "x")[0]
    zipped(path, {"ada_7_8_x.ipynb": b"longer"})
    for one in (ada, bob):
        with pytest.raises(ValueError, match="has changed"):
            one.read()


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 400))
def test_any_damage_is_one_sentence(tmp_path_factory, noise, start, length):
    path = tmp_path_factory.mktemp("zips") / "c.zip"
    zipped(path, {"ada_7_8_x.ipynb": b"ada" * 20, "bob_8_9_x.ipynb": b"two"})
    data = path.read_bytes()
    path.write_bytes(data[:start] + noise + data[start + length :])
    said = ""
    try:
        for one in collect(path, "x")[0]:
            one.read()
    except ValueError as error:
        said = str(error)
    assert "\n" not in said


# What may be wrong with a folder


def test_links_in_folders_are_not_followed(tmp_path):
    secret = tree(tmp_path / "secret", {"x/x.ipynb": b"secret", "f.ipynb": b"secret"})
    root = tree(tmp_path / "submitted", {"bob/x/x.ipynb": b"bob"})
    (root / "eve/x").mkdir(parents=True)
    (root / "eve/x/x.ipynb").symlink_to(secret / "f.ipynb")
    (root / "mallory").symlink_to(secret)
    (root / "trudy").mkdir()
    (root / "trudy/x").symlink_to(secret / "x")
    os.mkfifo(root / "eve/x/pipe.ipynb")
    found, faults = collect(root)
    assert [(s.student, s.read()) for s in found] == [("bob", b"bob")]
    assert sum("is a link" in fault for fault in faults) == 3
    assert sum("not an ordinary file" in fault for fault in faults) == 1


def test_a_file_that_becomes_a_link_or_a_pipe_is_not_read(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(b"secret")
    root = tree(
        tmp_path / "submitted", {"a/x/x.ipynb": b"a", "b/x/x.ipynb": b"b", "c/x/x.ipynb": b""}
    )
    a, b, c = collect(root)[0]
    (root / "a/x/x.ipynb").unlink()
    (root / "a/x/x.ipynb").symlink_to(secret)
    (root / "b/x").rename(tmp_path / "moved")
    (root / "b/x").symlink_to(tmp_path / "moved")
    (root / "c/x/x.ipynb").unlink()
    os.mkfifo(root / "c/x/x.ipynb")
    for one in (a, b, c):
        with pytest.raises(ValueError, match=r"is a link|not an ordinary file"):
            one.read()
    (root / "c/x/x.ipynb").unlink()
    with pytest.raises(ValueError, match="cannot be read"):
        c.read()


def test_a_time_that_is_none(tmp_path):
    root = tree(
        tmp_path,
        {
            "a/x/x.ipynb": b"",
            "a/x/timestamp.txt": b"yesterday-ish",
            "b/x/x.ipynb": b"",
            "b/x/timestamp.txt": b"\xff" * 5000,
            "d/x/timestamp.txt": b"2026-13-45 10:00:00 UTC",
            "e/x/timestamp.txt": b"2026-01-01 10:00:00 ../../etc/passwd",
            "c/x/timestamp.txt": b"2026-01-01 00:00:00 UTC",
        },
    )
    found, faults = collect(root)
    assert [s.submitted and s.submitted.year for s in found] == [None, None, 2026, None, None]
    assert found[2].problems == ("Nothing was handed in.",)
    assert sum("holds no time" in fault for fault in faults) == 4


# Names

ODD = [
    "..",
    ".",
    "",
    " ",
    "-rf",
    "~root",
    "<script>alert(1)</script>",
    "a/b",
    "con",
    "NUL.txt",
    "Ada\u202eadA",
    "a\x00b",
    "tab\tname",
    "x" * 5000,
    "ñ" * 300,
    "\ud800",
    "Ada",
    "ada",
    "ADA",
    unicodedata.normalize("NFD", "Zoë"),
    unicodedata.normalize("NFC", "Zoë"),
    "трудный 学生 名前",
    "=1+1",
]


def acceptable(name: str) -> None:
    assert name
    assert len(name.encode()) <= 110
    assert name not in (".", "..")
    assert not set('/\\:*?"<>|\0\n\t') & set(name)
    assert name == name.strip()
    assert not name.startswith((".", "-", "~"))
    assert all(unicodedata.category(c)[0] != "C" for c in name)


def test_odd_names_become_distinct_names_that_are_safe_everywhere():
    made = identifiers(ODD)
    for name in made.values():
        acceptable(name)
    folded = {unicodedata.normalize("NFKC", name).casefold() for name in made.values()}
    assert len(folded) == len(ODD)
    assert made["трудный 学生 名前"] == "трудный 学生 名前"
    assert identifiers(reversed(ODD)) == made


@given(st.lists(st.text(alphabet=st.characters(), max_size=30), unique=True, max_size=12))
def test_identifiers_hold_for_any_names(names):
    made = identifiers(names)
    assert set(made) == set(names)
    for name in made.values():
        acceptable(name)
    assert len({name.casefold() for name in made.values()}) == len(names)


HARD = st.sampled_from([*" \t\r\n.~-_/:0ae\x1b\x00", "\u200d", "\u0301", "\u00a0", "\u2028", "con"])


@given(st.text(max_size=80) | st.lists(HARD, max_size=40).map("".join))
@example("0 \x1b\r0")
@example("e\u200d\u0301")
def test_what_is_safe_stays_as_it_is(name):
    assert safe(safe(name)) == safe(name)
    assert "\n" not in legible(name)


def test_odd_student_folders_are_read(tmp_path):
    names = ["<script>", "Ada", "ada", "-rf", "трудный", "a b", "con", os.fsdecode(b"\xff\xfe")]
    root = tree(tmp_path / "submitted", {f"{n}/x/x.ipynb": os.fsencode(n) for n in names})
    found, faults = collect(root)
    assert faults == []
    assert len({s.student for s in found}) == len(names)
    assert {s.read() for s in found} == {os.fsencode(name) for name in names}
    for one in found:
        acceptable(one.student)
        one.student.encode()
        one.name.encode()


def test_an_exercise_of_an_odd_name(tmp_path):
    root = tree(tmp_path / "submitted", {"ada/-x/x.ipynb": b"", "ada/01/x.ipynb": b""})
    found, faults = collect(root)
    assert [s.exercise for s in found] == ["01"]
    assert "not the name of an exercise" in faults[0]


def test_submissions_travel_to_other_processes(tmp_path):
    found, _ = collect(zipped(tmp_path / "c.zip", {"ada_7_8_x.ipynb": b"a"}), "x")
    assert pickle.loads(pickle.dumps(found))[0].read() == b"a"


def test_a_thousand_are_read_in_a_moment(tmp_path):
    import time

    path = zipped(tmp_path / "c.zip", {f"s_{n}_{n}_x.ipynb": NOTEBOOK * 99 for n in range(1000)})
    start = time.perf_counter()
    found, _ = collect(path, "x")
    assert len(found) == 1000
    assert {len(one.read()) for one in found[::10]} == {len(NOTEBOOK) * 99}
    assert time.perf_counter() - start < 20
