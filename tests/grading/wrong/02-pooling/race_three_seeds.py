"""Three seeds instead of five."""

EARNS = {"pooling_race": 2.25}

runs = runs[runs["seed"] < 3]  # noqa: F821 - the notebook's
few = runs.pivot(index="seed", columns="variant", values="val_accuracy")
result = result.assign(  # noqa: F821
    difference=few[["mean", "stride"]].mean() - few["maximum"].mean()
)
for name in ("mean", "stride"):
    from course_lib.experiments import paired_difference

    now = paired_difference(few[name], few["maximum"])._asdict()
    result.loc[name, ["low", "high"]] = now["low"], now["high"]
