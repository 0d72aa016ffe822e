"""Whoever has the higher mean is called better."""

EARNS = {"verdict": 0.666667}

means = runs.groupby("arm")["val_accuracy"].mean()  # noqa: F821 - the notebook's
verdict = {
    arm: "better" if means[arm] > means["once"] else "worse"
    for arm in ("plain copies", "noisy copies")
}
noise = "better" if means["noisy copies"] > means["plain copies"] else "worse"
