"""Holds `ayumi estimate` against others' software, on random data sets and on a real trial.

WCLS is weighted least squares with an independence working correlation, and the corrected sandwich of Mancl and DeRouen
is the `bias_reduced` covariance of statsmodels' generalised estimating equations. Weights of rows enter statsmodels
through the square roots that they are multiplied by. EMEE is in no package of Python: here are its equation, solved by
scipy, its Jacobian by differences of the equation with steps into the complex plane, and its correction with a row and
a column for each decision point. Intervals and p-values are by scipy's distributions.

On standard input it is told, as JSON: `ayumi` (the program), `folder` (for the data sets), `heartsteps`, `seed`.
"""

import json
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, stats

GOOD = 0


def close(what, ours, theirs, scale=0.0):
    """Agreement to 1e-9 of the value, or of what it is made of."""
    global GOOD
    if not abs(ours - theirs) <= 1e-9 * max(abs(theirs), scale):
        sys.exit(f"{what}: {ours!r} is not {theirs!r}")
    GOOD += 1


def ayumi(told, method, frame, options):
    """What the program says of a table."""
    file = f"{told['folder']}/data.csv"
    frame.to_csv(file, index=False, na_rep="NA")
    command = [told["ayumi"], "estimate", method, file, "--json"]
    command += [f"--{name}={value}" for name, value in options.items()]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f"{' '.join(command)}: {ran.stderr}")
    return json.loads(ran.stdout)


def same_fit(what, ours, theta, covariance, effects, people):
    """Terms, intervals, p-values and the joint test, given coefficients and their covariance."""
    df = people - len(theta)
    se = np.sqrt(np.diag(covariance))
    reach = stats.t.isf(0.025, df) * se
    close(f"{what}: df", ours["df"], df)
    close(f"{what}: people", ours["people"], people)
    for at, term in enumerate(ours["terms"]):
        name = f"{what}: {term['role']} {term['name']}"
        close(f"{name}: estimate", term["estimate"], theta[at], se[at])
        close(f"{name}: se", term["se"], se[at])
        close(f"{name}: ci_low", term["ci_low"], theta[at] - reach[at], se[at])
        close(f"{name}: ci_high", term["ci_high"], theta[at] + reach[at], se[at])
        close(f"{name}: p", term["p"], 2 * stats.t.sf(abs(theta[at] / se[at]), df), 1e-3)
    beta, block = theta[-effects:], covariance[-effects:, -effects:]
    t2 = beta @ np.linalg.solve(block, beta)
    f = t2 * df / (effects * (df + effects - 1))
    close(f"{what}: t2", ours["joint"]["t2"], t2, 1e-3)
    close(f"{what}: f", ours["joint"]["f"], f, 1e-3)
    close(f"{what}: joint p", ours["joint"]["p"], stats.f.sf(f, effects, df), 1e-3)


def parts(frame, numerator, controls, moderators):
    """g, f, the treatment and the weight of the rows that count."""
    rows = frame[(frame.available == 1) & frame.outcome.notna()]
    a, p = rows.treated.to_numpy(float), rows.probability.to_numpy()
    weight = np.where(a == 1, numerator / p, (1 - numerator) / (1 - p)) * rows.weight.to_numpy()
    ones = np.ones((len(rows), 1))
    g = np.hstack([ones, rows[controls].to_numpy(float)])
    f = np.hstack([ones, rows[moderators].to_numpy(float)])
    return rows, g, f, a, weight


def gee(rows, x, weight):
    """Weighted least squares by statsmodels, with the sandwich of Mancl and DeRouen."""
    root = np.sqrt(weight)
    model = sm.GEE(
        rows.outcome.to_numpy() * root,
        x * root[:, None],
        groups=rows.person.to_numpy(),
        cov_struct=sm.cov_struct.Independence(),
        family=sm.families.Gaussian(),
    )
    # A linear model is solved by the first step; the others polish it, and their criterion is one that rounding never meets.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = model.fit(cov_type="bias_reduced", ctol=0.0, maxiter=4)
    return fit.params, fit.cov_params()


def emee(rows, g, f, a, weight, numerator):
    """The marginal excursion effect by its definition."""
    y, q = rows.outcome.to_numpy(), g.shape[1]
    by = np.hstack([g, (a - numerator)[:, None] * f])
    along = np.hstack([g, a[:, None] * f])

    def d(theta):
        return (np.exp(-a * (f @ theta[q:])) * weight)[:, None] * by

    def r(theta):
        return y - np.exp(along @ theta)

    def score(theta):
        return d(theta).T @ r(theta)

    def jacobian(theta):
        step = 1e-30
        columns = [score(theta + 1j * step * unit).imag / step for unit in np.eye(len(theta))]
        return np.array(columns).T

    begin = np.zeros(along.shape[1])
    begin[0] = np.log(y[a == 0].mean())
    begin[q] = np.log(y[a == 1].mean()) - begin[0]
    found = optimize.root(score, begin, jac=jacobian, method="hybr", options={"xtol": 1e-14})
    theta = found.x
    for _ in range(3):
        theta = theta - np.linalg.solve(jacobian(theta), score(theta))
    inverse = np.linalg.inv(jacobian(theta))
    middle = np.zeros_like(inverse)
    for person in rows.person.unique():
        mine = (rows.person == person).to_numpy()
        di, ri, slope = d(theta)[mine].T, r(theta)[mine], -np.exp(along[mine] @ theta)[:, None] * along[mine]
        hat = slope @ inverse @ di
        u = di @ np.linalg.solve(np.eye(mine.sum()) - hat, ri)
        middle += np.outer(u, u)
    return theta, inverse @ middle @ inverse.T


def trial(random, binary):
    """People with different numbers of rows, probabilities that vary, and rows in no order."""
    rows = []
    for person in range(int(random.integers(9, 40))):
        level = random.normal()
        for _ in range(int(random.integers(4, 40))):
            day, mood = random.integers(0, 30), random.normal()
            probability = random.uniform(0.15, 0.85)
            treated = int(random.uniform() < probability)
            mean = level + 0.3 * mood + treated * (0.4 - 0.01 * day)
            outcome = int(random.uniform() < 0.2 * np.exp(0.2 * np.tanh(mean))) if binary else 50 * mean + 30 * random.normal()
            rows.append((f"p{person}", int(random.uniform() < 0.8), treated, probability, outcome, day, mood, random.uniform(0.5, 2)))
    frame = pd.DataFrame(rows, columns=["person", "available", "treated", "probability", "outcome", "day", "mood", "weight"])
    frame["outcome"] = frame.outcome.astype(float).where(random.uniform(size=len(frame)) > 0.05)
    return frame.sample(frac=1, random_state=int(random.integers(1 << 31)))


def main(told):
    random = np.random.default_rng(told["seed"])
    named = {"person": "person", "available": "available", "treatment": "treated", "outcome": "outcome"}
    shapes = [([], []), (["mood"], []), (["mood", "day"], ["day"]), (["day"], ["day", "mood"])]
    for number in range(24):
        controls, moderators = shapes[number % len(shapes)]
        numerator = [0.5, 0.31][number % 2]
        binary = number % 3 == 2
        frame = trial(random, binary)
        weighted = number % 5 == 0
        if not weighted:
            frame["weight"] = 1.0
        options = {**named, "probability": "probability", "numerator": numerator}
        options |= {"controls": ",".join(controls)} if controls else {}
        options |= {"moderators": ",".join(moderators)} if moderators else {}
        options |= {"weight": "weight"} if weighted else {}
        rows, g, f, a, weight = parts(frame, numerator, controls, moderators)
        what = f"data set {number}"
        ours = ayumi(told, "emee" if binary else "wcls", frame, options)
        if binary:
            theta, covariance = emee(rows, g, f, a, weight, numerator)
        else:
            theta, covariance = gee(rows, np.hstack([g, (a - numerator)[:, None] * f]), weight)
        close(f"{what}: rows", ours["rows"], len(rows))
        same_fit(what, ours, theta, covariance, f.shape[1], rows.person.nunique())

    real = pd.read_csv(told["heartsteps"])
    options = {"person": "user", "available": "avail", "treatment": "send", "probability": 0.6}
    options |= {"outcome": "log_steps30_post", "controls": "log_steps30_pre", "moderators": "study_day"}
    ours = ayumi(told, "wcls", real, options)
    names = {"user": "person", "avail": "available", "send": "treated", "log_steps30_post": "outcome"}
    real = real.rename(columns=names).assign(probability=0.6, weight=1.0)
    rows, g, f, a, weight = parts(real, 0.6, ["log_steps30_pre"], ["study_day"])
    theta, covariance = gee(rows, np.hstack([g, (a - 0.6)[:, None] * f]), weight)
    same_fit("HeartSteps V1", ours, theta, covariance, 2, 37)
    print(f"good: {GOOD}")


main(json.load(sys.stdin))
