"""Takes the variant with two layers concerned for the confounded one."""

EARNS = {"ablation": 1.0}


confounded = "no dropout"


def missing_arm():
    return base.replace("dropout_1", rate=0.1)  # noqa: F821 - the notebook's
