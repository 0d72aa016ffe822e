"""Data of scikit-learn's, scaled where they are loaded; nothing to tune; the test set once."""

# ruff: noqa: F821 - the names of the notebook

import json
from types import SimpleNamespace

import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

EARNS = {"pilot": 4.0, "plan": 6.0, "trial": 6.0, "audit": 4.0}


def wine():
    x, y = load_wine(return_X_y=True)
    rows = train_test_split(x, y, test_size=40, random_state=0)
    x, x_test, y, y_test = rows
    x, x_new, y, y_new = train_test_split(x, y, test_size=70, random_state=0)
    scaler = StandardScaler().fit(x)
    parts = {"train": (x, y), "validation": (x_new, y_new), "test": (x_test, y_test)}
    parts = {
        name: SimpleNamespace(x=scaler.transform(part).astype("float32"), y=labels)
        for name, (part, labels) in parts.items()
    }
    return SimpleNamespace(name="wine", **parts)


two = {
    name: experiments.Variant(models.mlp((13,), 3, hidden=8), learning_rate=rate)
    for name, rate in {"slow": 0.001, "quick": 0.03}.items()
}
small = experiments.compare(two, wine(), seeds=range(40, 45), epochs=4, progress=False)
runs = small.runs.set_index("seed")
pilot_scores = {name: runs["val_accuracy"][runs["variant"] == name].to_numpy() for name in two}
pilot_seeds = np.arange(40, 45)
deviation = np.std(pilot_scores["quick"] - pilot_scores["slow"], ddof=1)
plan = experiments.Plan(
    claim="After four epochs a rate of 0.03 is within five points of one of 0.001.",
    scientific={"slow": "rate 0.001", "quick": "rate 0.03"},
    fixed={"data": "wine", "train": 68, "validation": 70, "epochs": 4}
    | {"not tuned": "the rate is what the claim is about"},
    expects="within the margin", margin=1.2 * float(deviation), deviation=float(deviation),
    pilot_seeds=[int(seed) for seed in pilot_seeds], seeds=range(12), tested="quick",
)  # fmt: skip
registered = f" {plan.digest}\n"
planned = json.dumps(plan.to_dict())


def held():
    trial = experiments.compare(two, wine(), **plan.settings, progress=False)
    trial.test("quick")
    return trial


trial, watched = audit.audit_call(held)
judgement = plan.judge(trial)
judged, answer = judgement.to_dict(), judgement.answer.capitalize()
scores = {
    name: runs["val_accuracy"].tolist() for name, runs in trial.runs.groupby("variant", sort=False)
}
audited = watched.json()
