"""A handout as a branch of Git that shares no history with what answers it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from course_lib.grading.settings import ExerciseError

__all__ = ["commit_branch", "with_launch"]

_MADE = "Made by course handout"
_BINDER = {
    ".binder/runtime.txt": "python-3.12\n",
    ".binder/postBuild": (
        "#!/bin/sh\n"
        "set -e\n"
        "python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt\n"
    ),
}


def with_launch(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a handout's files with what Binder needs to open them, and without the built pages.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by path.

    Returns
    -------
    dict of str to bytes
        The built book is published as pages, not as a branch.
    """
    kept = {name: content for name, content in files.items() if not name.startswith("html/")}
    return kept | {name: text.encode() for name, text in _BINDER.items()}


def commit_branch(repository: Path, branch: str, files: Mapping[str, bytes]) -> bool:
    """Commit files to a branch; neither the working tree nor the index is touched.

    The first commit has no parent. The branch goes on only from commits that were made here, so
    nothing but handouts is in its history.

    Parameters
    ----------
    repository : pathlib.Path
        A folder in a clone.
    branch : str
        Its name.
    files : mapping of str to bytes
        The whole tree: contents by path.

    Returns
    -------
    bool
        Whether there is a new commit; False where the branch holds these files already.

    Raises
    ------
    ExerciseError
        The branch has another history, is checked out, or Git refuses.
    """
    git = _Git(repository)
    branch = git("check-ref-format", "--branch", branch)
    reference = f"refs/heads/{branch}"
    tip = git("rev-parse", "--quiet", "--verify", reference, fails="")
    if tip:
        _require_handouts(git, branch, reference)
    tree = _tree(git, files)
    if tip and git("rev-parse", f"{tip}^{{tree}}") == tree:
        return False
    parents = ["-p", tip] if tip else []
    commit = git("commit-tree", tree, *parents, "-m", f"Hand out the exercises\n\n{_MADE}.")
    git("update-ref", "-m", "course handout", reference, commit, tip or "0" * len(commit))
    return True


class _Git:
    """Git in a folder: its output, or its own words as an error."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, given: bytes = b"", fails: str | None = None) -> str:
        """Run a command; where it may fail, `fails` is what it returns then."""
        try:
            done = subprocess.run(
                ["git", *words], cwd=self.folder, input=given, capture_output=True, env=_plain()
            )
        except FileNotFoundError:
            raise ExerciseError("git is missing: install it (apt install git)") from None
        if done.returncode and fails is None:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise ExerciseError(f"git {words[0]}: {said[-1] if said else 'it failed'}")
        return done.stdout.decode("utf-8").strip() if not done.returncode else fails or ""


def _plain() -> dict[str, str]:
    """Return the environment without what would lead Git to another repository or index."""
    inner = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY")
    return {name: value for name, value in os.environ.items() if name not in inner}


def _require_handouts(git: _Git, branch: str, reference: str) -> None:
    there = git("worktree", "list", "--porcelain").splitlines()
    if f"branch {reference}" in there:
        raise ExerciseError(f"the branch {branch} is checked out: choose a name for students alone")
    every = git("rev-list", "--count", reference)
    ours = git("rev-list", "--count", "--fixed-strings", f"--grep={_MADE}", reference)
    if every != ours:
        raise ExerciseError(
            f"the branch {branch} holds commits that are no handouts: choose another name"
        )


def _tree(git: _Git, files: Mapping[str, bytes]) -> str:
    """Write the files as objects, folder by folder, and return the name of their tree."""
    folders: dict[str, dict[str, bytes]] = {}
    lines = []
    for path, content in files.items():
        head, _, rest = path.partition("/")
        if rest:
            folders.setdefault(head, {})[rest] = content
            continue
        name = git("hash-object", "-w", "--no-filters", "--stdin", given=content)
        mode = "100755" if content.startswith(b"#!") else "100644"
        lines.append(f"{mode} blob {name}\t{path}")
    lines += [f"040000 tree {_tree(git, inside)}\t{name}" for name, inside in folders.items()]
    return git("mktree", "-z", given="\0".join([*lines, ""]).encode())
