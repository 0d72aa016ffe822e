"""b less a, and n_fit over n_score."""

EARNS = {"comparison": 1.0}

right_verdict = verdict  # noqa: F821 - the solution's


def verdict(a, b, n_fit, n_score):
    return right_verdict(b, a, n_score, n_fit)
