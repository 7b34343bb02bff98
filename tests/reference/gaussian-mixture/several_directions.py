"""Makes several_directions.csv from docs/explanation/theory/mixtures-in-several-directions.md alone; shares nothing with the program.

    python3 several_directions.py > several_directions.csv      # NumPy 1.24, SciPy 1.10, double precision

One row a number: case, kind, step, quantity, value, error. Kinds: `quadrature` (steps 0 and 1 by the trapezoidal rule in one variable,
which is exponentially accurate here; the error is what half the nodes change), `oracle` (the best classifier: the mean of the smaller
posterior over drawn samples, with its standard error), `exact` (quadratic loss in closed form, full matrices) and `simulation` (descent itself: mean over seeds, its standard error). The first
rows of a case, kind `problem`, are its JSON.
"""
import json
import math

import numpy as np
from scipy.special import erf, erfc

XOR = [[[1, 0], 1, .25, None], [[-1, 0], 1, .25, None], [[0, 1], -1, .25, None], [[0, -1], -1, .25, None]]
THREE = [[[1, .5], 1, .5, .3], [[-1.2, .2], -1, .3, 1.1], [[.3, -.8], 1, .2, .6]]
SPACE = [[[1, 0, .4], 1, .4, .2], [[0, -1.5, 0], -1, .25, .9], [[-.7, .6, 1.1], -1, .35, None]]
FOUR = [[[1, 0, .3, 0], 1, .3, None], [[0, -1, 0, .5], -1, .3, .2], [[.4, .4, -1, 0], -1, .2, None], [[-.5, .2, .1, 1.1], 1, .2, None]]
CASES = {
    "xor": dict(clusters=XOR, door=.7, loss="logistic", alpha=3, Delta=.05, lam=.1, eta=.2, R=.5, b=1, m0=[.3, .12]),
    "xor-sgd": dict(clusters=XOR, door=.7, loss="logistic", alpha=3, Delta=.05, lam=.1, eta=.2, R=.5, b=.4, m0=[.3, .12]),
    "three": dict(clusters=THREE, door=0, loss="logistic", alpha=2, Delta=.5, lam=.05, eta=.2, R=.2, b=1, m0=[.1, -.2]),
    "space-sgd": dict(clusters=SPACE, door=0, loss="logistic", alpha=1.5, Delta=.5, lam=.02, eta=.3, R=.1, b=.3, m0=[0, .2, -.1]),
    "unequal-door": dict(clusters=THREE, door=.9, loss="logistic", alpha=1.5, Delta=.5, lam=.05, eta=.1, R=.3, b=1, m0=[.4, .1]),
    "four-door": dict(clusters=FOUR, door=.8, loss="logistic", alpha=2, Delta=.4, lam=.05, eta=.15, R=.3, b=.5, m0=[.3, -.2, .1, .4]),
    "three-quadratic": dict(clusters=THREE, door=0, loss="quadratic", alpha=1.3, Delta=.5, lam=.1, eta=.15, R=.3, b=1, m0=[.2, .3]),
    "space-quadratic": dict(clusters=SPACE, door=0, loss="quadratic", alpha=.8, Delta=.5, lam=0, eta=.2, R=.05, b=1, m0=[0, 0, .1]),
}
STEPS, EXACT_STEPS, DIMENSION, SEEDS, DRAWN = 25, 12, 1000, 24, 1 << 24


def pattern(p, y, r):
    """Lambda, its first two derivatives by r, and whether the prediction is right."""
    phi, slope, bend = (r * r - p["door"] ** 2, 2 * r, 2.0) if p["door"] else (r, 1.0, 0.0)
    v = y * phi
    if p["loss"] == "quadratic":
        l, l1, l2 = (1 - v) ** 2 / 2, v - 1, np.ones_like(v)
    else:
        q = np.where(v > 0, np.exp(-np.abs(v)), 1.0) / (1 + np.exp(-np.abs(v)))
        l, l1, l2 = np.logaddexp(0, -v), -q, q * (1 - q)
    return l, y * slope * l1, slope ** 2 * l2 + y * bend * l1, v > 0


def clusters(p):
    return [(np.array(c, float), y, w, p["Delta"] if n is None else n) for c, y, w, n in p["clusters"]]


def error_of(p, m, norm):
    total = 0
    for c, y, w, noise in clusters(p):
        u, s = float(np.dot(m, c)), math.sqrt(2 * noise * norm)
        if p["door"]:
            inside = (erf((p["door"] - u) / s) + erf((p["door"] + u) / s)) / 2
            total += w * (inside if y > 0 else 1 - inside)
        else:
            total += w * erfc(y * u / s) / 2
    return float(total)


def oracle(p):
    """Half of 1 - |P_+ - P_-|/(P_+ + P_-) over samples of each noise level."""
    rng, total, square = np.random.default_rng(2211), 0.0, 0.0
    for level in sorted({noise for _, _, _, noise in clusters(p)}):
        own = [(c, y, w) for c, y, w, noise in clusters(p) if noise == level]
        share = sum(w for _, _, w in own)
        sums = np.zeros(2)
        for _ in range(16):
            n = DRAWN // 16
            u = np.array([c for c, _, _ in own])[rng.choice(len(own), n, p=[w / share for _, _, w in own])]
            u = u + math.sqrt(level) * rng.standard_normal(u.shape)
            density = [w * np.exp(-((u - c) ** 2).sum(1) / (2 * level)) for c, _, w in own]
            signed, whole = sum(y * f for f, (_, y, _) in zip(density, own)), sum(density)
            smaller = share * (1 - np.abs(signed) / whole) / 2
            sums += [smaller.sum(), (smaller ** 2).sum()]
        mean = sums[0] / DRAWN
        total, square = total + mean, square + (sums[1] / DRAWN - mean ** 2) / DRAWN
    return float(total), math.sqrt(square)


def first_steps(p, nodes):
    g = np.linspace(-12, 12, nodes)
    weight = np.exp(-g * g / 2)
    weight = weight / weight.sum()
    m = np.array(p["m0"], float)
    norm, a, b = float(m @ m) + p["R"], p["alpha"], p["b"]
    tau = math.sqrt(norm)
    mu, lam_hat, noise_kernel, loss = np.zeros_like(m), 0.0, 0.0, 0.0
    for c, y, w, noise in clusters(p):
        value, f, d, _ = pattern(p, y, m @ c + math.sqrt(noise) * tau * g)
        for i in range(len(m)):
            mu[i] += a * b * w * (weight @ (f * (c[i] + math.sqrt(noise) * m[i] * g / tau)))
        lam_hat += a * b * w * noise * (weight @ d)
        noise_kernel += a * b * w * noise * (weight @ (f * f))
        loss += a * w * (weight @ value)
    decay = 1 - p["eta"] * p["lam"]
    after, kept = decay * m - p["eta"] * mu, decay - p["eta"] * lam_hat
    perp = kept ** 2 * p["R"] + p["eta"] ** 2 * noise_kernel
    norms = [norm, float(after @ after) + perp]
    rows = [(0, "curvature", lam_hat), (0, "noiseKernel", noise_kernel), (0, "trainingLoss", loss)]
    rows += [(0, f"drift{i + 1}", x) for i, x in enumerate(mu)]
    for k, (at, n) in enumerate(zip((m, after), norms)):
        rows += [(k, f"overlap{i + 1}", x) for i, x in enumerate(at)]
        rows += [(k, "squaredNorm", n), (k, "generalisationError", error_of(p, at, n))]
    return rows + [(1, "crossCorrelation", float(after @ m) + kept * p["R"])]


def closed_form(p, steps):
    """Full matrices of size steps + 1, filled row by row."""
    n, eta, a = steps + 1, p["eta"], p["alpha"]
    m = np.zeros((n + 1, len(p["m0"])))
    m[0] = p["m0"]
    G, C = np.zeros((n + 1, n + 1)), np.zeros((n + 1, n + 1))
    C[0, 0] = p["R"]
    rows = []
    for k in range(n):
        s = k + 1
        MC, MR, mu, lam_hat, loss = np.zeros((s, s)), np.zeros((s, s)), np.zeros(m.shape[1]), 0.0, 0.0
        for c, y, w, noise in clusters(p):
            B = np.linalg.inv(np.eye(s) + eta * noise * G[:s, :s])
            u = m[:s] @ c - y
            V = np.outer(u, u) + noise * (m[:s] @ m[:s].T + C[:s, :s])
            FF = B @ V @ B.T
            MC += a * w * noise * FF
            MR -= a * w * noise * B
            mu += a * w * (B @ (np.outer(m[:s] @ c, c) + noise * m[:s] - y * c))[k]
            lam_hat += a * w * noise
            loss += a * w * FF[k, k] / 2
        norm = float(m[k] @ m[k]) + C[k, k]
        rows += [(k, f"overlap{i + 1}", x) for i, x in enumerate(m[k])] + [(k, f"drift{i + 1}", x) for i, x in enumerate(mu)]
        rows += [(k, "squaredNorm", norm), (k, "generalisationError", error_of(p, m[k], norm)), (k, "trainingLoss", loss), (k, "curvature", lam_hat)]
        m[k + 1] = (1 - eta * p["lam"]) * m[k] - eta * mu
        decay = 1 - eta * p["lam"] - eta * lam_hat
        G[k + 1, :s] = decay * G[k, :s] + eta * MR[k, :k] @ G[:k, :s]
        G[k + 1, k] = 1
        C[k + 1, :s] = decay * C[k, :s] + eta * MR[k, :k] @ C[:k, :s] + eta ** 2 * np.array([G[l, :l] @ MC[k, :l] for l in range(s)])
        C[:s, k + 1] = C[k + 1, :s]
        C[k + 1, k + 1] = decay * C[k, k + 1] + eta * MR[k, :k] @ C[:k, k + 1] + eta ** 2 * G[k + 1, :s] @ MC[k, :s]
        if k == steps:
            rows += [(l, "noiseKernelOfLast", MC[k, l]) for l in range(s)] + [(l, "memoryKernelOfLast", MR[k, l]) for l in range(k)]
    return rows


def simulate(p, seed):
    d, K = DIMENSION, len(p["m0"])
    rng, n = np.random.default_rng([2206, seed]), round(p["alpha"] * DIMENSION)
    v = np.array([np.ones(d)] + [math.sqrt(2) * np.cos(math.pi * a * (np.arange(d) + .5) / d) for a in range(1, K)])
    laws = clusters(p)
    which = rng.choice(len(laws), n, p=[w for _, _, w, _ in laws])
    y = np.array([l[1] for l in laws])[which]
    x = np.array([l[0] for l in laws])[which] @ v / math.sqrt(d)
    x += np.sqrt(np.array([l[3] for l in laws])[which])[:, None] * rng.standard_normal((n, d))
    x /= math.sqrt(d)
    w = math.sqrt(p["R"]) * rng.standard_normal(d)
    w += (np.array(p["m0"]) - v @ w / d) @ v
    out = []
    for k in range(STEPS + 1):
        m, norm, r = v @ w / d, float(w @ w) / d, x @ w
        value, f, _, right = pattern(p, y, r)
        out.append([*m, norm, error_of(p, m, norm), value.sum() / d, right.mean()])
        f = f * (rng.random(n) < p["b"])
        w = w - p["eta"] * (p["lam"] * w + x.T @ f)
    return out


def main():
    print("case,kind,step,quantity,value,error")
    for name, p in CASES.items():
        print(f'{name},problem,0,"{json.dumps(p).replace(chr(34), chr(34) * 2)}",0,0')
        coarse = {(k, q): x for k, q, x in first_steps(p, 2001)}
        for k, q, x in first_steps(p, 4001):
            print(f"{name},quadrature,{k},{q},{x!r},{abs(x - coarse[k, q]):.1e}")
        best, error = oracle(p)
        print(f"{name},oracle,0,oracleError,{best!r},{error:.1e}")
        if p["loss"] == "quadratic":
            for k, q, x in closed_form(p, EXACT_STEPS):
                print(f"{name},exact,{k},{q},{float(x)!r},0")
        else:
            runs = np.array([simulate(p, seed) for seed in range(SEEDS)])
            mean, error = runs.mean(0), runs.std(0, ddof=1) / math.sqrt(SEEDS)
            names = [f"overlap{i + 1}" for i in range(len(p["m0"]))] + ["squaredNorm", "generalisationError", "trainingLoss", "trainingAccuracy"]
            for k in range(STEPS + 1):
                for i, q in enumerate(names):
                    print(f"{name},simulation,{k},{q},{mean[k, i]:.9g},{error[k, i]:.2e}")


main()
