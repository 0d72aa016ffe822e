"""Lets one failed training end the search."""

EARNS = {"search": 3.111111}


def search(lab):
    scores = {}
    for name in lab.settings:
        lab.train(name)
        scores[name] = lab.score(name, "validation")
    failed = [name for name, score in scores.items() if score != score]
    fine = {name: score for name, score in scores.items() if score == score}
    best = max(fine, key=fine.get)
    return {
        "best": best,
        "validation": fine[best],
        "test": lab.score(best, "test"),
        "failed": failed,
    }
