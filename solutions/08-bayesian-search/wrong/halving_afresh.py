"""Counts every rung from the beginning."""

EARNS = {"halving": 1.5}


def halving(settings, epochs, factor):
    counts, lengths = [settings], [epochs]
    while counts[-1] // factor:
        counts.append(counts[-1] // factor)
        lengths.insert(0, max(lengths[0] // factor, 1))
    return [(n, length, n * length) for n, length in zip(counts, lengths, strict=True)]
