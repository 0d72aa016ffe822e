"""Each interval at 95 %, so that the two together have less."""

from course_lib import experiments

EARNS = {"permuted_race": 2.0}


def effects(runs):
    table = runs.pivot(index="seed", columns="variant", values="val_accuracy")
    found = {}
    for name in ("MLP", "CNN"):
        middle, _, _, low, high = experiments.paired_difference(
            table[f"{name}, permuted"], table[name]
        )
        word = "better" if low > 0 else "worse" if high < 0 else "cannot tell"
        found[name] = (middle, low, high, word)
    return found
