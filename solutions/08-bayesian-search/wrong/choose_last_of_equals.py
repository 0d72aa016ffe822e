"""Takes the last of equal ones."""

from sklearn.neighbors import KNeighborsClassifier

EARNS = {"choose": 2.5}


def choose(settings, train, validation, test):
    best = {"score": -1}
    for k in settings:
        model = KNeighborsClassifier(k).fit(*train)
        if model.score(*validation) >= best["score"]:
            best = {"setting": k, "score": model.score(*validation), "report": model.score(*test)}
    return best
