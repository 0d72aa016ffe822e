"""The best of several models on the rows it is reported on, written in several styles."""

import pytest

from course_lib.audit.running import audit_cells

HEAD = """
import numpy as np, pandas as pd
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import KFold, train_test_split
from sklearn.tree import DecisionTreeClassifier
x, y = load_digits(return_X_y=True)
x_rest, x_test, y_rest, y_test = train_test_split(x[:600], y[:600], random_state=0)
x_train, x_val, y_train, y_val = train_test_split(x_rest, y_rest, random_state=0)
def tree(seed, depth=4):
    model = DecisionTreeClassifier(max_depth=depth, max_features=5, random_state=seed)
    return model.fit(x_train, y_train)
def accuracy(model, x, y):
    return np.mean(model.predict(x) == y)
"""
TREES = "models = [tree(seed) for seed in range(5)]"
LOOP = "for seed in range(5):\n    model = tree(seed)\n    "
MATRIX = "print(confusion_matrix(y_test, {}.predict(x_test)))"
FLAWED = {
    "max by score": [
        TREES,
        "best = max(models, key=lambda m: m.score(x_test, y_test))",
        "print(best.score(x_test, y_test))",
    ],
    "the first of sorted": [
        "runs = [(tree(seed).score(x_test, y_test), seed) for seed in range(5)]",
        "print(sorted(runs, reverse=True)[0])",
    ],
    "sorted in place": [
        "runs = []\n" + LOOP + "runs.append((model.score(x_test, y_test), seed))",
        "runs.sort(key=lambda run: -run[0])\nprint(runs[0])",
    ],
    "argmax": [
        TREES,
        "scores = [model.score(x_test, y_test) for model in models]",
        "best = models[np.argmax(scores)]\n" + MATRIX.format("best"),
    ],
    "idxmax": [
        "rows = []\n" + LOOP + "a = accuracy_score(y_test, model.predict(x_test))\n"
        "    rows.append({'seed': seed, 'accuracy': a})",
        "table = pd.DataFrame(rows)\nprint(table.loc[table.accuracy.idxmax()])",
    ],
    "a running best, by hand": [
        "best = 0\n" + LOOP + "a = accuracy(model, x_test, y_test)\n"
        "    if best < a:\n        best, kept = a, model",
        "print(best)",
    ],
    "a function of answers and labels": [
        "def right(answers, labels):\n    return np.mean(answers == labels)",
        TREES,
        "print(max(models, key=lambda m: right(m.predict(x_test), y_test)))",
    ],
    "a champion": [
        "champion = None\n" + LOOP + "a = model.score(x_test, y_test)\n"
        "    if champion is None or a > champion['a']:\n        champion = {'a': a, 'm': model}",
        MATRIX.format("champion['m']"),
    ],
    "a class that keeps the best": [
        "class Keeper:\n    best = 0\n    def see(self, model, score):\n"
        "        if score > self.best:\n            self.best, self.model = score, model",
        "keeper = Keeper()\n" + LOOP + "keeper.see(model, model.score(x_test, y_test))",
    ],
    "the best of twenty seeds": [
        "print('accuracy', max([accuracy(tree(seed), x_test, y_test) for seed in range(20)]))"
    ],
    "the best depth": [
        "found = {depth: tree(0, depth).score(x_test, y_test) for depth in (2, 4, 8)}",
        "depth = max(found, key=found.get)\nprint(depth, found[depth])",
    ],
    "asked again, by a way that the text does not tell": [
        "models = [tree(seed) for seed in range(12)]",
        "scores = [model.score(x_test, y_test) for model in models]\nvars()['kept'] = list(scores)",
        "best = models[kept.index(sorted(kept)[-1])]\n" + MATRIX.format("best"),
    ],
}
HISTORY = "float(np.random.default_rng(seed).random())"  # as val_accuracy of a history
FAIR = {
    "validation rows choose": [
        TREES,
        "best = max(models, key=lambda m: m.score(x_val, y_val))",
        "print(best.score(x_test, y_test))",
    ],
    "both are judged in the loop": [
        "best = 0\n" + LOOP + "t = accuracy(model, x_test, y_test)\n"
        "    v = accuracy(model, x_val, y_val)\n    if v > best:\n        best, told = v, t"
    ],
    "validation rows choose for each depth": [
        "def pick(models):\n    best = 0\n    for model in models:\n"
        "        a = accuracy(model, x_val, y_val)\n"
        "        if a > best:\n            best, kept = a, model\n    return kept",
        "final = {depth: pick([tree(seed, depth) for seed in range(3)]) for depth in (2, 4, 8)}",
        "for depth, model in final.items():\n    print(depth, accuracy(model, x_test, y_test))",
    ],
    "one function of answers and labels for both": [
        "def right(answers, labels):\n    return np.mean(answers == labels)",
        "def pick(models):\n    return max(models, key=lambda m: right(m.predict(x_val), y_val))",
        "final = [pick([tree(seed, depth) for seed in range(3)]) for depth in (2, 4, 8)]",
        "for model in final:\n    print(right(model.predict(x_test), y_test))",
    ],
    "what is returned beside it chooses": [
        f"def run(seed):\n    model = tree(seed)\n"
        f"    return model, {HISTORY}, model.score(x_test, y_test)",
        "best = 0\nfor seed in range(5):\n    model, v, t = run(seed)\n    print(t)\n"
        "    if v > best:\n        best, kept = v, model",
        MATRIX.format("kept"),
    ],
    "another column chooses": [
        "rows = []\n" + LOOP + f"rows.append(dict(v={HISTORY}, t=model.score(x_test, y_test)))",
        "table = pd.DataFrame(rows)\nprint(table.loc[table['v'].idxmax()])",
        "print(max(rows, key=lambda row: row['v']))",
    ],
    "mean and deviation, and the best one drawn": [
        TREES,
        "a = [model.score(x_test, y_test) for model in models]\nprint(np.mean(a), np.std(a))",
        MATRIX.format("models[np.argmax(a)]"),
    ],
    "a range": [
        "a = [tree(seed).score(x_test, y_test) for seed in range(5)]",
        "print(f'{np.mean(a)} ({min(a)} to {max(a)})')",
    ],
    "all are printed, and the last one drawn": [
        LOOP + "print(model.score(x_test, y_test))",
        MATRIX.format("model"),
    ],
    "a table in order": [
        "found = {f'tree {seed}': tree(seed).score(x_test, y_test) for seed in range(4)}",
        "width = max(len(name) for name in found), max(map(len, found)), max(found, key=len)",
        "for name, a in sorted(found.items(), key=lambda one: -one[1]):\n    print(name, a)",
    ],
    "folds": [
        "found = {}\nfor depth in (2, 4, 8):\n    found[depth] = []\n"
        "    for a, b in KFold(4).split(x_rest):\n"
        "        model = DecisionTreeClassifier(max_depth=depth).fit(x_rest[a], y_rest[a])\n"
        "        found[depth].append(model.score(x_rest[b], y_rest[b]))",
        "means = {depth: np.mean(a) for depth, a in found.items()}",
        "print(max(means, key=means.get))",
    ],
    "the class of the highest probability": [
        LOOP
        + "p = model.predict_proba(x_test)\n    print((np.argmax(p, axis=1) == y_test).mean())",
        "print(np.argmax(p[0]))",
    ],
}


def names(cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    assert not report.unfollowed, str(report)
    return [one.name for one in report.findings]


@pytest.mark.parametrize("cells", FLAWED.values(), ids=FLAWED)
def test_the_best_by_the_judged_rows_is_found(cells):
    assert "judged-set-chose" in names(cells)


@pytest.mark.parametrize("cells", FAIR.values(), ids=FAIR)
def test_fair_choices_have_no_finding(cells):
    assert "judged-set-chose" not in names(cells)


def test_seeds_inside_a_pipeline_are_no_settings():
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from course_lib.audit.recorders.settings import settings

    def told(**options):
        return settings(make_pipeline(StandardScaler(), MLPClassifier(**options)))["params"]

    assert told(random_state=0) == told(random_state=1)
    assert told(alpha=1.0) != told(alpha=2.0)
