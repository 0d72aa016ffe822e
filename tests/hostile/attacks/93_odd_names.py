"""Calls students after paths, commands, markup, queries, devices, and each other."""

import only_in_the_tests

NAMES = [
    "..\u2024evil",
    "-rf",
    "$(touch left-behind)",
    "`touch left-behind`",
    "<script>alert(1)</script>".replace("/", "\u2215"),
    "Robert'); DROP TABLE student;--",
    "CON",
    "nul.txt",
    "a" * 200,
    "ada\u202e\u200b",
    "=HYPERLINK(1)",
    "ＡＤＡ",
    " ada ",
    "ada",
    "Ada",
]


def make(folder, notebook):
    own = folder / "submissions"
    for name in NAMES:
        (own / name / "01-trial").mkdir(parents=True)
        (own / name / "01-trial/01-trial.ipynb").write_bytes(notebook)
    return own


READABLE = NAMES[1:]  # hidden folders are none of a student
