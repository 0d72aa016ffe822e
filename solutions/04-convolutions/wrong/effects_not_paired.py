"""Two independent groups, although runs of a seed belong together."""

from scipy import stats

EARNS = {"permuted_race": 2.0}


def effects(runs):
    found = {}
    for name in ("MLP", "CNN"):
        plain = runs.loc[runs["variant"] == name, "val_accuracy"]
        moved = runs.loc[runs["variant"] == f"{name}, permuted", "val_accuracy"]
        low, high = stats.ttest_ind(moved, plain).confidence_interval(0.975)
        word = "better" if low > 0 else "worse" if high < 0 else "cannot tell"
        found[name] = (moved.mean() - plain.mean(), low, high, word)
    return found
