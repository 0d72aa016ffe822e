"""Three arms that Keras builds, splits drawn anew, and a pilot in loops."""

# ruff: noqa: F821 - the names of the notebook

import json
from statistics import stdev

import keras

EARNS = {"pilot": 4.0, "plan": 6.0, "trial": 6.0, "audit": 4.0}


def network(activation):
    def build(seed):
        keras.utils.set_random_seed(seed)
        return keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                keras.layers.Flatten(),
                keras.layers.Dense(12, activation=activation),
                keras.layers.Dense(10, activation="softmax"),
            ]
        )

    return build


kinds = ("relu", "tanh", "sigmoid")
images = datasets.load("digits", train=300, validation=100, test=197)
first = experiments.compare(
    {kind: network(kind) for kind in kinds}, images, seeds=[31, 7, 12, 90], epochs=2, progress=False
)
pilot_seeds, pilot_scores = [], {kind: [] for kind in kinds}
for row in first.runs.to_dict("records"):
    pilot_scores[row["variant"]].append(row["val_loss"])
    if row["variant"] == "relu":
        pilot_seeds.append(row["seed"])
deviation = max(
    stdev(b - a for a, b in zip(pilot_scores["relu"], pilot_scores[kind], strict=True))
    for kind in kinds[1:]
)
plan = experiments.Plan(
    claim="tanh and sigmoid lower the loss of relu after two epochs.",
    scientific={kind: f"activation {kind}" for kind in kinds},
    nuisance={"learning_rate": [0.01, 0.05]},
    fixed={"data": "digits", "train": 300, "validation": 100, "resample": True, "epochs": 2}
    | {"tuning_seeds": 1, "batch_size": 128},
    expects="better", margin=20 * deviation, deviation=2 * deviation, metric="loss",
    pilot_seeds=pilot_seeds, seeds=(1, 2, 3, 4, 5),
)  # fmt: skip
registered = plan.digest
planned = json.dumps(plan.to_dict())
compared, watched = audit.audit_call(
    lambda: experiments.compare(
        {kind: network(kind) for kind in kinds},
        images,
        seeds=[1, 2, 3, 4, 5],
        metric="loss",
        nuisance={"learning_rate": [0.01, 0.05]},
        tuning_seeds=1,
        epochs=2,
        resample=True,
        progress=False,
    )
)
judgement = plan.judge(compared)
judged, answer = judgement.to_dict(), judgement.answer
scores = {kind: [] for kind in kinds}
for row in compared.runs.to_dict("records"):
    scores[row["variant"]].append(row["val_loss"])
audited = watched.json()
