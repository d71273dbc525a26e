"""The seconds in which statsmodels estimates what `ayumi bench --only estimates` does, from rows that are in memory."""

import sys
import time

import numpy as np
import pandas as pd
import statsmodels.api as sm

rows = pd.read_csv(sys.argv[1])
rows = rows[rows.available == 1]
a, p = rows.treated.to_numpy(float), rows.probability.to_numpy()
before, day, y = (rows[name].to_numpy(float) for name in ["before", "day", "outcome"])
people = rows.person.to_numpy()
begun = time.perf_counter()
root = np.sqrt(np.where(a == 1, 0.5 / p, 0.5 / (1 - p)))
x = np.column_stack([np.ones(len(a)), before, day, a - 0.5, (a - 0.5) * day]) * root[:, None]
model = sm.GEE(y * root, x, groups=people, cov_struct=sm.cov_struct.Independence(), family=sm.families.Gaussian())
model.fit(cov_type="bias_reduced")
print(time.perf_counter() - begun)
