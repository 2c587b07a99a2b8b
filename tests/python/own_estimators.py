"""Estimators as a company would write them, good and bad, for the tests that name them."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline


def forest():
    trees = ExtraTreesClassifier(n_estimators=30, min_samples_leaf=20, random_state=0)
    return make_pipeline(SimpleImputer(), trees)


def classify():
    trees = ExtraTreesClassifier(n_estimators=30, min_samples_leaf=20, random_state=0)
    return Pipeline([("impute", SimpleImputer()), ("classify", trees)])


def unimputed():
    return LogisticRegression()


def boosting():
    return HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=31, early_stopping=False)


def constant():
    return DummyClassifier(strategy="prior")


class Coin(ClassifierMixin, BaseEstimator):
    """Says something else of every row, and nothing that has to do with it."""

    def fit(self, matrix, labels):
        self.classes_ = np.array([0, 1])
        return self

    def predict_proba(self, matrix):
        chances = np.random.default_rng(0).uniform(0.1, 0.3, len(matrix))
        return np.column_stack([1 - chances, chances])


def coin():
    return Coin()


def broken():
    raise KeyError("no such setting")


def nothing():
    return object()
