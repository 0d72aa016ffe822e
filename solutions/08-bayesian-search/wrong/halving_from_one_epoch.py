"""Begins with one epoch and multiplies."""

EARNS = {"halving": 0.5}


def halving(settings, epochs, factor):
    rungs, length, done = [], 1, 0
    while settings:
        rungs.append((settings, min(length, epochs), settings * (min(length, epochs) - done)))
        settings, done, length = settings // factor, min(length, epochs), length * factor
    return rungs
