"""Hands in links instead of notebooks: to others' work, to devices, to themselves; and pipes."""

import only_in_the_tests

import os


def make(folder, notebook):
    own = folder / "submissions"
    for student in ("ada", "eve", "mallory", "trudy", "oscar"):
        (own / student / "01-trial").mkdir(parents=True)
    (own / "ada/01-trial/01-trial.ipynb").write_bytes(notebook)
    (own / "eve/01-trial/01-trial.ipynb").symlink_to(own / "ada/01-trial/01-trial.ipynb")
    (own / "mallory/01-trial/01-trial.ipynb").symlink_to("01-trial.ipynb")
    os.mkfifo(own / "trudy/01-trial/01-trial.ipynb")
    (own / "oscar/01-trial/01-trial.ipynb").symlink_to("/dev/zero")
    (own / "ivan").symlink_to(own / "ada", target_is_directory=True)
    return own


READABLE = ["ada"]
