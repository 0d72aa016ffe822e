"""Chooses by the test images."""

EARNS = {"search": 0.444444}


def search(lab):
    scores, failed = {}, []
    for name in lab.settings:
        try:
            lab.train(name)
            scores[name] = lab.score(name, "test")
        except ValueError:
            failed.append(name)
    best = max(scores, key=scores.get)
    validation = lab.score(best, "validation")
    return {"best": best, "validation": validation, "test": scores[best], "failed": failed}
