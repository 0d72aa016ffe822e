"""Lets a rung have no epoch at all."""

EARNS = {"halving": 2.5}


def halving(settings, epochs, factor):
    counts, lengths = [settings], [epochs]
    while counts[-1] // factor:
        counts.append(counts[-1] // factor)
        lengths.insert(0, lengths[0] // factor)
    done = [0, *lengths[:-1]]
    return [(n, e, n * (e - d)) for n, e, d in zip(counts, lengths, done, strict=True)]
