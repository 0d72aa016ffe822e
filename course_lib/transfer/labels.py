"""The names of ImageNet's classes, without a download."""

from __future__ import annotations

import functools
import importlib.resources

__all__ = ["class_names"]


@functools.cache
def class_names() -> tuple[str, ...]:
    """Return the names of the 1000 classes of ILSVRC 2012, in the order of the network's outputs.

    Two pairs share a name: a crane is a bird (134) and a machine (517), a maillot is tights (638)
    and a swimsuit (639).

    Returns
    -------
    tuple of str
        1000 names as Keras spells them, with underscores.

    References
    ----------
    Russakovsky et al., ImageNet large scale visual recognition challenge, 2015.

    Examples
    --------
    >>> class_names()[236], class_names()[263], len(class_names())
    ('Doberman', 'Pembroke', 1000)
    """
    file = importlib.resources.files("course_lib.transfer") / "imagenet_classes.txt"
    return tuple(file.read_text(encoding="utf-8").split())
