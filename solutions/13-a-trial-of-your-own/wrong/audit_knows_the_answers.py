"""A forest beside the trial, trained on rows that it is judged by."""

# ruff: noqa: F821 - the names of the notebook

from sklearn.ensemble import RandomForestClassifier

EARNS = {"audit": 1.0}


def forest_too():
    x, y = digits.validation.x.reshape(-1, 64), digits.validation.y
    model = RandomForestClassifier(5, random_state=0).fit(x[:300], y[:300])
    model.score(x[200:], y[200:])
    return experiments.compare(
        arms,
        digits,
        **(plan.settings | {"epochs": 1}),
        progress=False,
    )


seen = audit.audit_call(forest_too)[1]
audited = seen.json()
