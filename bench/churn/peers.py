"""scikit-learn and LightGBM for churn.bench.ts: one command a line on stdin, one JSON answer a line on stdout."""
import json
import resource
import sys
import time

import lightgbm
import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

THREADS = 1


def model_of(name, settings):
    if name == "boosting":
        return HistGradientBoostingClassifier(
            max_iter=settings["trees"], learning_rate=settings["learningRate"], max_leaf_nodes=31,
            min_samples_leaf=20, max_bins=255, early_stopping=settings["earlyStopping"],
            validation_fraction=0.1, n_iter_no_change=10, random_state=0)
    if name == "forest":
        return RandomForestClassifier(
            n_estimators=settings["trees"], min_samples_leaf=settings["minLeafRows"], max_features="sqrt",
            n_jobs=THREADS, random_state=0)
    if name == "logistic":
        return make_pipeline(SimpleImputer(add_indicator=True), StandardScaler(),
                             LogisticRegression(C=np.inf, max_iter=1000))
    if name == "lightgbm":
        return lightgbm.LGBMClassifier(
            n_estimators=settings["trees"], learning_rate=settings["learningRate"], num_leaves=31,
            min_child_samples=20, max_bin=255, n_jobs=THREADS, verbose=-1, random_state=0)
    raise ValueError(name)


def fit(model, x, y, weights, settings):
    if settings.get("earlyStopping") and isinstance(model, lightgbm.LGBMClassifier):
        cut = len(y) // 10
        model.fit(x[cut:], y[cut:], eval_set=[(x[:cut], y[:cut])],
                  callbacks=[lightgbm.early_stopping(10, verbose=False)])
    elif hasattr(model, "steps"):
        model.fit(x, y, standardscaler__sample_weight=weights, logisticregression__sample_weight=weights)
    else:
        model.fit(x, y, sample_weight=weights)


def trees_of(model):
    for name in ("n_iter_", "best_iteration_"):
        if isinstance(getattr(model, name, None), (int, np.integer)):
            return int(getattr(model, name))
    return None


def measures_of(p, y, weights):
    isotonic = IsotonicRegression().fit(p, y, sample_weight=weights)
    return {"rocAuc": roc_auc_score(y, p, sample_weight=weights),
            "prAuc": average_precision_score(y, p, sample_weight=weights),
            "brier": brier_score_loss(y, p, sample_weight=weights),
            "logLoss": log_loss(y, p, sample_weight=weights), "isotonic": isotonic.predict(p).tolist()}


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    tables = {}
    print(json.dumps({"sklearn": sklearn.__version__, "lightgbm": lightgbm.__version__}), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "load":
            x = np.fromfile(command["x"]).reshape(-1, command["columns"])
            weights = np.fromfile(command["weights"])
            labels = np.fromfile(command["labels"], dtype=np.uint8).astype(int)
            tables[command["name"]] = (x, labels, weights)
            print(json.dumps({"rows": len(x)}), flush=True)
            continue
        if command["do"] == "measure":
            _, y, weights = tables[command["of"]]
            print(json.dumps(measures_of(np.fromfile(command["scores"]), y, weights)), flush=True)
            continue
        x, y, weights = tables[command["train"]]
        if "trainRows" in command:
            rows = np.array(command["trainRows"])
            x, y, weights = x[rows], y[rows], weights[rows]
        model = model_of(command["model"], command["settings"])
        began, cpu_began = time.perf_counter(), cpu()
        fit(model, x, y, weights, command["settings"])
        seconds, cpu_seconds = time.perf_counter() - began, cpu() - cpu_began
        test = tables[command["test"]][0]
        if "testRows" in command:
            test = test[np.array(command["testRows"])]
        began = time.perf_counter()
        model.predict_proba(test)[:, 1].tofile(command["out"])
        print(json.dumps({"seconds": seconds, "cpuSeconds": cpu_seconds, "trees": trees_of(model),
                          "predictSeconds": time.perf_counter() - began}), flush=True)


main()
