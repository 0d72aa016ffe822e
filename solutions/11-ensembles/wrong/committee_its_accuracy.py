"""Returns the committee's accuracy instead of its size."""

EARNS = {"majority": 1.875}


def best_committee(accuracies):
    best = sorted(accuracies, reverse=True)
    return max(majority(best[:n]) for n in range(1, len(best) + 1, 2))  # noqa: F821
