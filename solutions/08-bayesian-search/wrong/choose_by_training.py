"""Chooses by the samples that it was trained on."""

from sklearn.neighbors import KNeighborsClassifier

EARNS = {"choose": 0.0}


def choose(settings, train, validation, test):
    models = {k: KNeighborsClassifier(k).fit(*train) for k in settings}
    best = max(settings, key=lambda k: models[k].score(*train))
    model = models[best]
    return {"setting": best, "score": model.score(*train), "report": model.score(*test)}
