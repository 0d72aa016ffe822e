# Depths are chosen by hand-made scores on validation rows; the chosen one is tested once.
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

X, y = load_digits(return_X_y=True)
X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=500, random_state=0)
X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=400, random_state=0)


# %%
def accuracy(model, rows, labels):
    return np.mean(model.predict(rows) == labels)


# %%
trees = {
    depth: DecisionTreeClassifier(max_depth=depth, random_state=0).fit(X_train, y_train)
    for depth in (2, 4, 6, 8, 10, 12)
}
scores = {depth: accuracy(tree, X_val, y_val) for depth, tree in trees.items()}
depth = max(scores, key=scores.get)

# %%
hits = trees[depth].predict(X_test) == y_test
error = np.sqrt(hits.mean() * (1 - hits.mean()) / len(hits))
print(f"depth {depth}: {hits.mean():.3f} +/- {2 * error:.3f}")

# %%
wrong = X_test[trees[depth].predict(X_test) != y_test]
print("some that it takes for another digit:", wrong[:3].astype(int))
