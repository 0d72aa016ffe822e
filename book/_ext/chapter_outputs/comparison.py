"""Two runs of one cell compared: the outputs that the chapter stores and those of now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .conclusions import changed_claims, contradictions
from .portrait import Portrait, portrait
from .tolerance import Tolerance, text_difference

SIZE_SHARE = 0.05  # tick labels of another length move a figure's edge by a few pixels
_RANDOM_WIDGET = "application/vnd.jupyter.widget-view+json"

Output = Mapping[str, Any]


def differences(
    stored: Sequence[Output], fresh: Sequence[Output], metadata: Mapping[str, Any]
) -> list[str]:
    """Say how the outputs `fresh` differ from `stored`; an empty list where they agree.

    The error stream is left out: what arrives there differs between a notebook's server and a test.
    """
    tolerance = Tolerance.of(metadata)
    found = [f"printed text: {text}" for text in _text_differences(stored, fresh, tolerance)]
    old, new = _displays(stored), _displays(fresh)
    if len(old) != len(new):
        return [*found, f"outputs: {len(new)}, stored {len(old)}\n{_listed(old, new)}"]
    for position, (a, b) in enumerate(zip(old, new, strict=True), start=1):
        found += [f"output {position}, {text}" for text in _bundle_differences(a, b, tolerance)]
    return found


def _text_differences(
    stored: Sequence[Output], fresh: Sequence[Output], tolerance: Tolerance | None
) -> Iterable[str]:
    old, new = _printed(stored), _printed(fresh)
    difference = changed_claims(old, new) or text_difference(old, new, tolerance)
    return [difference] if difference else contradictions(old, new)


def _printed(outputs: Sequence[Output]) -> str:
    return "".join(
        output["text"]
        for output in outputs
        if output["output_type"] == "stream" and output["name"] == "stdout"
    )


def _displays(outputs: Sequence[Output]) -> list[dict[str, Any]]:
    """Return the MIME bundles, an error among them as a bundle of its own."""
    bundles = []
    for output in outputs:
        if output["output_type"] == "error":
            bundles.append({"error": f"{output['ename']}: {output['evalue']}"})
        elif output["output_type"] != "stream":
            bundles.append({k: v for k, v in output["data"].items() if k != _RANDOM_WIDGET})
    return bundles


def _listed(stored: Sequence[Output], fresh: Sequence[Output]) -> str:
    return "\n".join(
        f"{name}: " + ("; ".join(" + ".join(sorted(bundle)) for bundle in bundles) or "nothing")
        for name, bundles in (("stored", stored), ("now", fresh))
    )


def _bundle_differences(
    stored: Output, fresh: Output, tolerance: Tolerance | None
) -> Iterable[str]:
    if set(stored) != set(fresh):
        yield f"kinds differ:\n{_listed([stored], [fresh])}"
        return
    for mime in stored:
        old, new = portrait(mime, stored[mime]), portrait(mime, fresh[mime])
        difference = _figure_difference(old, new) or text_difference(old.text, new.text, tolerance)
        found = [difference] if difference else contradictions(old.text, new.text)
        yield from (f"{mime}: {text}" for text in found)


def _figure_difference(stored: Portrait, fresh: Portrait) -> str | None:
    if len(stored.sizes) != len(fresh.sizes):
        return f"{len(fresh.sizes)} figures, stored {len(stored.sizes)}"
    for old, new in zip(stored.sizes, fresh.sizes, strict=True):
        if not all(math.isclose(a, b, rel_tol=SIZE_SHARE) for a, b in zip(old, new, strict=True)):
            shown = [" x ".join(f"{edge:g}" for edge in size) for size in (new, old)]
            return f"the figure is {shown[0]}, stored {shown[1]}"
    return None
