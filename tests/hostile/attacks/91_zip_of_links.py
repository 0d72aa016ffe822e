"""Hands in an archive with links to the gradebook, devices, and a bomb that unpacks without end."""

import only_in_the_tests

import stat
import zipfile


def make(folder, notebook):
    path = folder / "moodle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Ada Lovelace_101_assignsubmission_file_/01-trial.ipynb", notebook)
        for number, kind in enumerate((stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK)):
            entry = zipfile.ZipInfo(f"Eve_11{number}_assignsubmission_file_/01-trial.ipynb")
            entry.create_system = 3
            entry.external_attr = (kind | 0o777) << 16
            archive.writestr(entry, "/etc/passwd")
        bomb = "Mallory_120_assignsubmission_file_/01-trial.ipynb"
        archive.writestr(bomb, b"[" * 30_000_000, zipfile.ZIP_DEFLATED)
    return path


READABLE = ["Ada Lovelace"]
