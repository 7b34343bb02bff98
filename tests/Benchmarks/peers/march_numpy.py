"""The causal march of the dynamical mean-field theory in NumPy (two clusters, logistic loss, full batch or SGD).

Histories are time-major, S numbers a row, in blocks of samples of which the best size is found by trial; the rank-revealing
Cholesky keeps active columns only, so that the product with the innovations is as short as it can be."""
import numpy as np
from contestant import fastest, serve, settings, workers

s = settings(steps=500, samples=2048, batch=1.0, threads=2)
T, S, b = s["steps"], s["samples"], s["batch"]
alpha, delta, ridge, eta, variance, tolerance = 2.0, 0.5, 0.0, 0.2, 0.01, 1e-7
run_all = workers(s["threads"])


class Block:
    """The histories of some samples: F, P, the probes e, and the innovations of active columns."""

    def __init__(self, size, seed):
        self.random = np.random.default_rng(seed)
        self.F, self.P = np.empty((T + 1, size)), np.empty((T + 1, size))
        self.e = self.random.choice([-1.0, 1.0], (T + 1, size))
        self.z = np.empty((T + 1, size))
        self.x0 = 1 + np.sqrt(delta) * self.random.standard_normal(size)

    def step(self, k, m, g, cholesky, active, opened):
        if opened:
            self.z[active - 1] = self.random.standard_normal(self.z.shape[1])
        h = cholesky @ self.z[:active]
        if k:
            h -= eta * np.sqrt(delta) * (g @ self.F[:k])
        r = m * self.x0 + np.sqrt(delta) * h
        q = 1 / (1 + np.exp(r))
        mask = 1.0 if b == 1 else (self.random.random(len(r)) < b)
        self.F[k] = -q * mask
        slope = q * (1 - q) * mask
        psi = -eta * np.sqrt(delta) * (g @ self.P[:k]) if k else np.zeros_like(r)
        self.P[k] = slope * (np.sqrt(delta) * psi + self.e[k])
        return (self.F[k] @ self.x0, slope.sum(), self.F[: k + 1] @ self.F[k], self.e[:k] @ (slope * psi),
                np.log1p(np.exp(-r)).sum(), (r <= 0).sum())


def march(size, last=T):
    blocks = [Block(size, i) for i in range(S // size)]
    G, C, L = np.zeros((T + 2, T + 2)), np.zeros((T + 2, T + 2)), np.zeros((T + 2, T + 2))
    MC, MR = np.zeros((T + 1, T + 1)), np.zeros((T + 1, T + 1))
    C[0, 0], m, active = variance, 0.0, []
    for k in range(last + 1):
        row = np.zeros(len(active) + 1)
        for j, column in enumerate(active):
            row[j] = (C[k, column] - row[:j] @ L[column, :j]) / L[column, j]
        pivot = C[k, k] - row[:-1] @ row[:-1]
        opened = pivot > tolerance * C[k, k]
        if opened:
            row[-1] = np.sqrt(pivot)
            active.append(k)
        count = len(active)
        L[k, :count] = row[:count]
        parts = run_all(lambda block: block.step(k, m, G[k, :k], L[k, :count], count, opened), blocks)
        mu, lam, mc, mr, _, _ = (sum(values) / S for values in zip(*parts))
        MC[k, : k + 1] = MC[: k + 1, k] = alpha * delta * mc
        MR[k, :k] = -alpha * delta**1.5 * mr
        a = 1 - eta * ridge - eta * alpha * delta * lam
        G[k + 1, :k] = a * G[k, :k] + eta * (MR[k, :k] @ G[:k, :k])
        G[k + 1, k] = 1
        C[k + 1, : k + 1] = a * C[k, : k + 1] + eta * (MR[k, :k] @ C[:k, : k + 1]) + eta**2 * (G[: k + 1, :k] @ MC[k, :k])
        C[: k + 1, k + 1] = C[k + 1, : k + 1]
        C[k + 1, k + 1] = a * C[k, k + 1] + eta * (MR[k, :k] @ C[:k, k + 1]) + eta**2 * (G[k + 1, : k + 1] @ MC[k, : k + 1])
        m = (1 - eta * ridge) * m - eta * alpha * mu
    return m, C


size = fastest([c for c in (128, 256, 512, 1024, 2048, 4096, 8192, 16384) if S % c == 0 and c <= S], lambda c: march(c, min(T, 200)))
serve(lambda: march(size), 1, 5.0 * S * T * T, 8.0 * S * T * T)
