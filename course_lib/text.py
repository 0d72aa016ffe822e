"""Text that comes from elsewhere."""

from __future__ import annotations

__all__ = ["encodable"]


def encodable(text: str) -> str:
    r"""Return text that can be written as UTF-8: halves of characters become question marks.

    Parameters
    ----------
    text : str
        Of any origin, surrogates included.

    Returns
    -------
    str
        The same where nothing is wrong with it.

    Examples
    --------
    >>> encodable("naïve"), encodable("a\ud800")
    ('naïve', 'a?')
    """
    return text.encode("utf-8", "replace").decode()
