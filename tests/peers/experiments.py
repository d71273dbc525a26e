"""Holds what `outcomes` makes of experiments against gbstats and statsmodels.

gbstats judges persons in two arms (Welch, relative effects, CUPED, sequential intervals) and numbers in arms, to 1e-12;
statsmodels judges errors of clusters (CR1 of least squares, and `bias_reduced` of generalised estimating equations, which is
the correction of Mancl and DeRouen), stepped roll-outs (generalised least squares) and p-values of several questions. CR2 is in
neither: here is its definition, with a row and a column for each person.

On standard input it is told `sets`, as JSON: data sets with what we make of them.
"""

import json
import sys

import numpy as np
import statsmodels.api as sm
from gbstats.frequentist.tests import (
    FrequentistConfig,
    SequentialConfig,
    SequentialTwoSidedTTest,
    TwoSidedTTest,
)
from gbstats.models.statistics import RegressionAdjustedStatistic, SampleMeanStatistic
from gbstats.utils import check_srm
from scipy import stats
from statsmodels.stats.multitest import multipletests

GOOD = 0


def close(what, ours, theirs, least=1e-12):
    global GOOD
    if not abs(ours - theirs) <= least * max(1.0, abs(theirs)):
        sys.exit(f"{what}: {ours!r} is not {theirs!r}")
    GOOD += 1


def mean_of(values):
    return SampleMeanStatistic(n=len(values), sum=values.sum(), sum_squares=(values**2).sum())


def adjusted(outcome, before):
    return RegressionAdjustedStatistic(
        n=len(outcome),
        post_statistic=mean_of(outcome),
        pre_statistic=mean_of(before),
        post_pre_sum_of_products=(outcome * before).sum(),
        theta=0,
    )


def persons(what, told):
    outcome, before, treated = (np.array(told[name]) for name in ("outcome", "before", "treated"))
    plain = [mean_of(outcome[treated == arm]) for arm in (False, True)]
    for name, kind in (("welch", "absolute"), ("relative", "relative")):
        for prefix in ("", "cuped"):
            arms = [adjusted(outcome[treated == arm], before[treated == arm]) for arm in (False, True)]
            test = TwoSidedTTest(*(arms if prefix else plain), FrequentistConfig(difference_type=kind))
            result = test.compute_result()
            ours = told[{"welch": "cuped", "relative": "cuped_relative"}[name] if prefix else name]
            theirs = [result.expected, result.uplift.stddev, *result.ci, result.p_value, test.dof]
            for place, value in enumerate(theirs):
                close(f"{what}: {prefix} {kind} {place}", ours[place], value)
    config = SequentialConfig(difference_type="absolute", sequential_tuning_parameter=told["decide_at"])
    result = SequentialTwoSidedTTest(*plain, config).compute_result()
    for ours, theirs in zip(told["sequential"], [*result.ci, result.p_value]):
        close(f"{what}: sequential", ours, theirs)


def clusters(what, told):
    outcome, before, treated = (np.array(told[name], float) for name in ("outcome", "before", "treated"))
    cluster = np.array(told["cluster"])
    x = np.column_stack([np.ones(len(outcome)), treated, before - before.mean()])
    options = {"groups": np.unique(cluster, return_inverse=True)[1], "use_correction": True}
    fit = sm.OLS(outcome, x).fit(cov_type="cluster", cov_kwds=options, use_t=True)
    theirs = [fit.params[1], fit.bse[1], *fit.conf_int()[1], fit.pvalues[1]]
    for ours, value in zip(told["cr1"], theirs):
        close(f"{what}: CR1", ours, value, 1e-9)
    fit = sm.GEE(outcome, x, groups=cluster).fit(cov_type="bias_reduced", ctol=1e-12)
    close(f"{what}: Mancl and DeRouen", told["mancl_derouen"][1], fit.bse[1], 1e-9)
    close(f"{what}: its freedom", told["mancl_derouen"][5], len(set(cluster)) - 3)
    estimate, se, df = cr2(x, outcome, cluster, 1)
    reach = stats.t.isf(0.025, df) * se
    theirs = [estimate, se, estimate - reach, estimate + reach, 2 * stats.t.sf(abs(estimate / se), df), df]
    for ours, value in zip(told["cr2"], theirs):
        close(f"{what}: CR2", ours, value, 1e-9)


def cr2(x, y, cluster, place):
    """A coefficient, its error and the degrees of freedom, by their definitions."""
    bread = np.linalg.inv(x.T @ x)
    theta = bread @ x.T @ y
    left, hat = y - x @ theta, x @ bread @ x.T
    of = bread[place]
    variance, directions = 0.0, []
    for name in np.unique(cluster):
        mine = cluster == name
        values, vectors = np.linalg.eigh(np.eye(mine.sum()) - hat[np.ix_(mine, mine)])
        direction = np.zeros(len(y))
        direction[mine] = vectors @ np.diag(values**-0.5) @ vectors.T @ x[mine] @ of
        variance += (direction @ left) ** 2
        directions.append(direction)
    p = np.array(directions).T
    form = p.T @ (np.eye(len(y)) - hat) @ p
    return theta[place], variance**0.5, np.trace(form) ** 2 / (form * form).sum()


def stepped(what, told):
    outcome, treated = (np.array(told[name], float) for name in ("outcome", "treated"))
    cluster, period = np.array(told["cluster"]), np.array(told["period"])
    periods = [period == later for later in sorted(set(period))[1:]]
    x = np.column_stack([np.ones(len(outcome)), *periods, treated]).astype(float)
    for name in ("given", "estimated"):
        ours = told[name]
        alike = cluster[:, None] == cluster[None, :]
        sigma = ours["within"] * np.eye(len(outcome)) + ours["between"] * alike
        fit = sm.GLS(outcome, x, sigma=sigma).fit()
        for place, value in enumerate(fit.params):
            close(f"{what}: {name} {place}", ours["estimates"][place], value, 1e-9)
        values, vectors = np.linalg.eigh(sigma)
        root = vectors @ np.diag(values**-0.5) @ vectors.T
        _, se, df = cr2(root @ x, root @ outcome, cluster, -1)
        close(f"{what}: {name} error", ours["effect"][1], se, 1e-9)
        close(f"{what}: {name} freedom", ours["effect"][5], df, 1e-9)


def numbers(what, told):
    close(f"{what}: ratio", told["ratio"], check_srm(told["counts"], told["shares"]))
    for name, method in (("holm", "holm"), ("benjamini_hochberg", "fdr_bh")):
        for ours, theirs in zip(told[name], multipletests(told["p"], method=method)[1]):
            close(f"{what}: {name}", ours, theirs)


def main(told):
    kinds = {"persons": persons, "clusters": clusters, "stepped": stepped, "numbers": numbers}
    for place, one in enumerate(told["sets"]):
        kinds[one["kind"]](f"data set {place} ({one['kind']})", one)
    print(f"good: {GOOD}")


main(json.load(sys.stdin))
