# Everything inside a pipeline; nested search; judged once.
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

# %%
wine = load_wine(as_frame=True)
X_train, X_test, y_train, y_test = train_test_split(
    wine.data, wine.target, test_size=0.3, random_state=42, stratify=wine.target
)

# %%
pipe = Pipeline(
    [("scale", StandardScaler()), ("pca", PCA()), ("clf", LogisticRegression(max_iter=500))]
)
grid = GridSearchCV(pipe, {"pca__n_components": [2, 5], "clf__C": [0.1, 1.0]}, cv=5)
grid.fit(X_train, y_train)

# %%
print("cross-validated:", grid.best_score_)
print("held out:", grid.score(X_test, y_test))
