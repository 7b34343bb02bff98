"""The dynamical mean-field theory of figure 1, left, in NumPy: two clusters, logistic loss, full batch or SGD, plain sampling.

Histories are time-major, S numbers a row, in blocks of samples; the rank-revealing Cholesky keeps active columns only, so that the product with the
innovations is as short as it can be."""
import math

import numpy as np
from contestant import fastest

alpha, delta, ridge, eta, variance, tolerance = 2.0, 0.5, 0.0, 0.2, 0.01, 1e-7


class Block:
    """The histories of some samples: F, P, the probes e, and the innovations of active columns."""

    def __init__(self, steps, size, batch, *seed):
        self.random, self.batch = np.random.default_rng(seed), batch
        self.F, self.P = np.empty((steps + 1, size)), np.empty((steps + 1, size))
        self.e = self.random.choice([-1.0, 1.0], (steps + 1, size))
        self.x0 = 1 + np.sqrt(delta) * self.random.standard_normal(size)
        self.z = np.empty((steps + 1, size))
        self.drawn = 0
        self.masks = {}

    def mask(self, k):
        """Of the same step the same one, however often it is asked for."""
        if self.batch == 1:
            return 1.0
        if k not in self.masks:
            self.masks[k] = self.random.random(len(self.x0)) < self.batch
        return self.masks[k]

    def step(self, k, m, g, cholesky):
        active = len(cholesky)
        while self.drawn < active:
            self.z[self.drawn] = self.random.standard_normal(self.z.shape[1])
            self.drawn += 1
        h = cholesky @ self.z[:active]
        if k:
            h -= eta * np.sqrt(delta) * (g @ self.F[:k])
        r = m * self.x0 + np.sqrt(delta) * h
        q = 1 / (1 + np.exp(r))
        mask = self.mask(k)
        self.F[k] = -q * mask
        slope = q * (1 - q) * mask
        psi = -eta * np.sqrt(delta) * (g @ self.P[:k]) if k else np.zeros_like(r)
        self.P[k] = slope * (np.sqrt(delta) * psi + self.e[k])
        return (self.F[k] @ self.x0, slope.sum(), self.F[: k + 1] @ self.F[k], self.e[:k] @ (slope * psi),
                np.log1p(np.exp(-r)).sum(), (r <= 0).sum())


class Cholesky:
    """Rows of the factor of C, one after another; a column is opened where its pivot is more than rounding."""

    def __init__(self, steps):
        self.L, self.active = np.zeros((steps + 2, steps + 2)), []

    def row(self, k, C):
        row = np.zeros(len(self.active) + 1)
        for j, column in enumerate(self.active):
            row[j] = (C[k, column] - row[:j] @ self.L[column, :j]) / self.L[column, j]
        pivot = C[k, k] - row[:-1] @ row[:-1]
        if pivot > tolerance * C[k, k]:
            row[-1] = np.sqrt(pivot)
            self.active.append(k)
        count = len(self.active)
        self.L[k, :count] = row[:count]
        return row[:count]


class Kernels:
    """Overlap m, correlation C of what is orthogonal to the centres, response G, and the kernels of the noise, step by step."""

    def __init__(self, steps):
        self.G, self.C = np.zeros((steps + 2, steps + 2)), np.zeros((steps + 2, steps + 2))
        self.MC, self.MR = np.zeros((steps + 1, steps + 1)), np.zeros((steps + 1, steps + 1))
        self.m, self.mu, self.slope = np.zeros(steps + 2), np.zeros(steps + 1), np.zeros(steps + 1)
        self.C[0, 0] = variance

    def extend(self, k, mu, slope, mc, mr):
        G, C, MC, MR = self.G, self.C, self.MC, self.MR
        self.mu[k], self.slope[k] = mu, slope
        MC[k, : k + 1] = MC[: k + 1, k] = mc
        MR[k, :k] = mr
        a = 1 - eta * ridge - eta * slope
        G[k + 1, :k] = a * G[k, :k] + eta * (MR[k, :k] @ G[:k, :k])
        G[k + 1, k] = 1
        C[k + 1, : k + 1] = a * C[k, : k + 1] + eta * (MR[k, :k] @ C[:k, : k + 1]) + eta**2 * (G[: k + 1, :k] @ MC[k, :k])
        C[: k + 1, k + 1] = C[k + 1, : k + 1]
        C[k + 1, k + 1] = a * C[k, k + 1] + eta * (MR[k, :k] @ C[:k, k + 1]) + eta**2 * (G[k + 1, : k + 1] @ MC[k, : k + 1])
        self.m[k + 1] = (1 - eta * ridge) * self.m[k] - eta * mu

    def errors(self):
        """The generalisation error at every step."""
        norms = np.diag(self.C)[:-1] + self.m[:-1] ** 2
        return np.array([0.5 * math.erfc(m / math.sqrt(2 * delta * n)) if n else 0.5 for m, n in zip(self.m, norms)])


class Solver:
    """Some replicate of the theory to the last of T steps with S samples in blocks of a size."""

    def __init__(self, steps, samples, batch, size, run_all, seed=0):
        self.steps, self.samples, self.run_all = steps, samples, run_all
        self.blocks = [Block(steps, size, batch, seed, i) for i in range(samples // size)]

    def averages(self, k, kernels, cholesky):
        """The kernels of a step, of histories that the given ones drive."""
        row, m, g = cholesky.row(k, kernels.C), kernels.m[k], kernels.G[k, :k]
        parts = self.run_all(lambda block: block.step(k, m, g, row), self.blocks)
        mu, slope, mc, mr, _, _ = (sum(values) / self.samples for values in zip(*parts))
        return alpha * mu, alpha * delta * slope, alpha * delta * mc, -alpha * delta**1.5 * mr

    def march(self, last=None):
        """One pass: a step's kernels depend on earlier steps alone."""
        kernels, cholesky = Kernels(self.steps), Cholesky(self.steps)
        for k in range((self.steps if last is None else last) + 1):
            kernels.extend(k, *self.averages(k, kernels, cholesky))
        return kernels

    def iterate(self, mixing, wanted, most=1000):
        """The paper's iteration: kernels are guessed, histories of the guess average to new ones, until they change by less than wanted."""
        guess = Kernels(self.steps)
        for k in range(self.steps + 1):
            guess.extend(k, 0.0, 0.0, np.zeros(k + 1), np.zeros(k))
        for _ in range(most):
            found, cholesky = Kernels(self.steps), Cholesky(self.steps)
            for k in range(self.steps + 1):
                mu, slope, mc, mr = self.averages(k, guess, cholesky)
                found.extend(k, *(mixing * new + (1 - mixing) * old for new, old in (
                    (mu, guess.mu[k]), (slope, guess.slope[k]), (mc, guess.MC[k, : k + 1]), (mr, guess.MR[k, :k]))))
            change = max(self.change(guess.m, found.m), self.change(np.diag(guess.C) + guess.m**2, np.diag(found.C) + found.m**2))
            guess = found
            if change <= wanted:
                return guess
        raise RuntimeError(f"still changing by {change} after {most} sweeps")

    @classmethod
    def best_size(cls, steps, samples, batch, run_all):
        """The size of blocks with which a march of the first steps takes least."""
        sizes = [c for c in (128, 256, 512, 1024, 2048, 4096, 8192, 16384) if samples % c == 0 and c <= samples]
        return fastest(sizes, lambda c: cls(steps, samples, batch, c, run_all).march(min(steps, 200)))

    @staticmethod
    def change(old, new):
        return np.max(np.abs(new - old) / np.maximum(1, np.abs(new)))
