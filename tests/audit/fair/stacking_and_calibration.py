# Stacking by out-of-fold predictions, calibration on rows of its own.
from sklearn.calibration import CalibratedClassifierCV, FrozenEstimator
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier, StackingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB

X, y = load_digits(return_X_y=True)
y = (y % 2).astype(int)
X_fit, X_rest, y_fit, y_rest = train_test_split(X, y, train_size=600, random_state=0)
X_calibrate, X_test, y_calibrate, y_test = train_test_split(X_rest, y_rest, random_state=1)

# %%
stack = StackingClassifier(
    [("nb", GaussianNB()), ("forest", RandomForestClassifier(20, random_state=0))],
    LogisticRegression(max_iter=1000),
    cv=3,
)
stack.fit(X_fit, y_fit)

# %%
calibrated = CalibratedClassifierCV(FrozenEstimator(stack)).fit(X_calibrate, y_calibrate)
before = brier_score_loss(y_test, stack.predict_proba(X_test)[:, 1])
after = brier_score_loss(y_test, calibrated.predict_proba(X_test)[:, 1])

# %%
print(before, after, calibrated.score(X_test, y_test))
