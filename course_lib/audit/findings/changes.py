"""In what two compared arms differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.runs import Group, Run, same_data

__all__ = ["changes", "several_changes"]

_APART = 0.34  # likeness of two networks, below which they are two architectures

Layer = tuple[tuple[str, str], ...]


def several_changes(compared: Sequence[Group]) -> Iterator[Finding]:
    """Yield a finding for each arm that differs in several things from all others.

    Parameters
    ----------
    compared : sequence of Group
        Of all runs, as `groups` gives them.

    Yields
    ------
    Finding
        Of name ``several-changes``, at the training of the arm; unequal epochs are told by
        `unequal_budget`.
    """
    told: set[int] = set()
    for group in compared:
        arms = [arm[0] for arm in group.arms if arm[0].last.details.get("layers")]
        for arm in arms[1:]:
            others = [changes(other, arm) for other in arms if other is not arm]
            least = min(([one for one in many if one != "epochs"] for many in others), key=len)
            if len(least) > 1 and arm.last.number not in told:
                told.add(arm.last.number)
                yield Finding(
                    "several-changes",
                    "doubtful",
                    arm.last.place,
                    f"This arm differs from the one most like it in {len(least)} things: "
                    f"{'; '.join(least)}. Which of them made the difference is not known.",
                    "Change one thing at a time, or train the arms between them as well.",
                    "06-ablation",
                    {"changes": least},
                )


def changes(first: Run, other: Run) -> list[str]:
    """Return in what two arms differ, one string a change.

    Parameters
    ----------
    first, other : Run
        Two arms.

    Returns
    -------
    list of str
        The same change of many layers counts once; ``"epochs"`` and ``"data"`` stand for
        themselves.
    """
    one, two = first.settings(), other.settings()
    found = [
        f"{name} {one.get(name)} → {two.get(name)}"
        for name in {**one, **two}
        if name not in ("layers", "epochs") and one.get(name) != two.get(name)
    ]
    if one["layers"] and two["layers"]:
        found += of_layers(one["layers"], two["layers"])
    if one["epochs"] != two["epochs"]:
        found.append("epochs")
    if not same_data(first.last.rows, other.last.rows):
        found.append("data")
    return found


def of_layers(first: Any, other: Any) -> list[str]:
    """Return in what two lists of layers differ.

    Parameters
    ----------
    first, other : sequence of layers
        Each a tuple of its kind and options, as `described` gives them.

    Returns
    -------
    list of str
        One a change.

    Examples
    --------
    >>> dense = (("kind", "Dense"), ("units", "10"))
    >>> of_layers([dense, dense], [dense, (("kind", "Dropout"), ("rate", "0.5")), dense])
    ['Dropout added']
    >>> of_layers([dense], [(("kind", "Dense"), ("units", "20"))])
    ['units 10 → 20']
    """
    kinds = [[dict(layer)["kind"] for layer in layers] for layers in (first, other)]
    matcher = SequenceMatcher(None, kinds[0], kinds[1], autojunk=False)
    if matcher.ratio() < _APART:
        return ["architecture"]
    found: dict[str, str] = {}
    for _, a, b, c, d in SequenceMatcher(None, first, other, autojunk=False).get_opcodes():
        for name, change in _within(first[a:b], other[c:d]):
            found.setdefault(name, change)
    parts = {name: set(name.split(" + ")) for name in found}
    whole = [name for name in found if not any(parts[name] < other for other in parts.values())]
    return [found[name] for name in whole]


def _within(first: Sequence[Layer], other: Sequence[Layer]) -> Iterator[tuple[str, str]]:
    """Yield the name and the words of each change between two parts of networks."""
    kinds = [[dict(layer)["kind"] for layer in layers] for layers in (first, other)]
    for what, a, b, c, d in SequenceMatcher(None, kinds[0], kinds[1], autojunk=False).get_opcodes():
        if what == "equal":
            for one, two in zip(first[a:b], other[c:d], strict=True):
                yield from _options(dict(one), dict(two))
            continue
        gone, added = (" + ".join(dict.fromkeys(part)) for part in (kinds[0][a:b], kinds[1][c:d]))
        if gone and added:
            yield f"{gone} {added}", f"{gone} → {added}"
        else:
            yield (gone or added), f"{gone} gone" if gone else f"{added} added"


def _options(one: dict[str, str], two: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in {**one, **two}:
        follows = name == "strides" and one.get("pool_size") != two.get("pool_size")
        if one.get(name) != two.get(name) and not follows:
            yield name, f"{name} {one.get(name)} → {two.get(name)}"
