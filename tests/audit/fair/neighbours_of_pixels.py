# k-NN with k chosen on validation rows; the whole table is drawn in two dimensions.
import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier

X, y = load_digits(return_X_y=True)
X = X.astype(np.uint8)
rng = np.random.RandomState(0)
rng.shuffle(order := np.arange(len(X)))
A, B, C = np.split(order, [900, 1300])

# %%
drawn = PCA(2).fit_transform(X)
print(drawn.std(axis=0))

# %%
score_of = {k: KNeighborsClassifier(k).fit(X[A], y[A]).score(X[B], y[B]) for k in (1, 3, 5, 9)}
k = max(score_of, key=score_of.get)

# %%
AB = np.concatenate([A, B])
print(k, KNeighborsClassifier(k).fit(X[AB], y[AB]).score(X[C], y[C]))
