"""A step of the Gaussian-mixture simulation in NumPy: blocks of rows small enough that the second product finds them in cache;
with a batch, the rows in it are gathered block by block. Block size by trial; one BLAS thread a worker."""
import numpy as np
from contestant import fastest, serve, settings, workers

s = settings(dimension=10_000, examples=20_000, steps=10, batch=1.0, threads=2)
d, n, b = s["dimension"], s["examples"], s["batch"]
run_all = workers(s["threads"])
random = np.random.default_rng(1)
y = random.choice([-1.0, 1.0], n)
x = np.empty((n, d))
for i in range(n):
    x[i] = y[i] / np.sqrt(d) + np.sqrt(0.5) * random.standard_normal(d)
start = 0.1 * random.standard_normal(d)


def gradient(w, rows, block):
    count = n if rows is None else len(rows)
    share = -(-count // s["threads"])

    def work(thread):
        total, buffer = np.zeros(d), np.empty((block, d))
        end = min(count, (thread + 1) * share)
        for first in range(thread * share, end, block):
            last = min(end, first + block)
            if rows is None:
                part, labels = x[first:last], y[first:last]
            else:
                part, labels = buffer[: last - first], y[rows[first:last]]
                np.take(x, rows[first:last], axis=0, out=part, mode="clip")
            slope = -labels / (1 + np.exp(labels * (part @ w) / np.sqrt(d)))
            total += slope @ part
        return total

    return sum(run_all(work, range(s["threads"]))) / np.sqrt(d)


def batch():
    return None if b == 1 else np.flatnonzero(random.random(n) < b)


block = fastest((4, 8, 16, 32, 64, 128, 256), lambda block: gradient(start, batch(), block))


def run():
    w = start
    for _ in range(s["steps"]):
        w = w - 0.2 * gradient(w, batch(), block)


serve(run, s["steps"], 4.0 * b * n * d, 8.0 * b * n * d)
