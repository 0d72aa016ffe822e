"""Says "equal" where nobody can tell."""

EARNS = {"comparison": 2.0}

right_verdict = verdict  # noqa: F821 - the solution's


def verdict(a, b, n_fit, n_score):
    found = right_verdict(a, b, n_fit, n_score)
    if found["word"] == "cannot tell":
        found["word"] = "equal"
    return found
