"""The trial was held before, where nobody watched."""

# ruff: noqa: F821 - the names of the notebook

EARNS = {"audit": 0.0}

seen = audit.audit_call(lambda: trial)[1]
audited = seen.json()
