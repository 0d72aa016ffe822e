"""Runs the plain networks twice."""

EARNS = {"permuted_race": 2.0}

runs = runs.assign(  # noqa: F821 - the solution's
    val_accuracy=[
        float(
            runs.loc[  # noqa: F821
                (runs["variant"] == name.split(",")[0]) & (runs["seed"] == seed),  # noqa: F821
                "val_accuracy",
            ].iloc[0]
        )
        for name, seed in zip(runs["variant"], runs["seed"], strict=True)  # noqa: F821
    ]
)
