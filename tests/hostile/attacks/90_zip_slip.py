"""Hands in an archive whose names lead out of the folder that it is unpacked in."""

import only_in_the_tests

import zipfile


def make(folder, notebook):
    path = folder / "moodle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Ada Lovelace_101_assignsubmission_file_/01-trial.ipynb", notebook)
        for name in (
            "../left-behind.ipynb",
            "Eve_102_assignsubmission_file_/../../../left-behind.ipynb",
            "/tmp/left-behind.ipynb",
            "C:\\left-behind.ipynb",
            "Eve_102_assignsubmission_file_\\..\\left-behind.ipynb",
            "Eve_103_assignsubmission_file_/x\0.ipynb",
        ):
            archive.writestr(zipfile.ZipInfo(name), notebook)
        for number in range(3):
            archive.writestr(f"Mallory_10{number}_assignsubmission_file_/.left-behind", b"x")
    return path


READABLE = ["Ada Lovelace"]
