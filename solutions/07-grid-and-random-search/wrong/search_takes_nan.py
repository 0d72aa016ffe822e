"""Compares with nan."""

EARNS = {"search": 3.555556}


def search(lab):
    scores, failed = {}, []
    for name in lab.settings:
        try:
            lab.train(name)
            scores[name] = lab.score(name, "validation")
        except ValueError:
            failed.append(name)
    best = max(scores, key=scores.get)
    return {
        "best": best,
        "validation": scores[best],
        "test": lab.score(best, "test"),
        "failed": failed,
    }
