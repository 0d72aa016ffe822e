# A regression over time: the past trains, the future judges.
import numpy as np
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import TimeSeriesSplit
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(5)
t = np.arange(400)
series = np.sin(t / 9) + 0.002 * t + rng.normal(scale=0.2, size=400)
lags = np.stack([series[i : i + 390] for i in range(10)], axis=1)
target = series[10:]

# %%
errors, naive = [], []
for past, future in TimeSeriesSplit(5).split(lags):
    scaler = StandardScaler().fit(lags[past])
    model = Ridge().fit(scaler.transform(lags[past]), target[past])
    predicted = model.predict(scaler.transform(lags[future]))
    errors.append(mean_absolute_error(target[future], predicted))
    naive.append(mean_absolute_error(target[future], lags[future, -1]))

# %%
print(np.mean(errors), np.mean(naive))
