"""The same descent in NumPy with the gradient written by hand: one Gram product, one arc cosine a pair."""
import numpy as np
from contestant import serve, settings

s = settings(units=200, inputs=100, steps=50, rate=1e-3, threads=1)
m, d, rate = s["units"], s["inputs"], s["rate"]
inner = np.random.default_rng(1).standard_normal((m, d))
start = np.zeros(m), inner / np.linalg.norm(inner, axis=1, keepdims=True)


def gradient(a, b):
    norm = np.sqrt(np.einsum("ij,ij->i", b, b))
    unit = b / norm[:, None]
    cosine = np.clip(unit @ unit.T, -1, 1)
    away, sine = np.pi - np.arccos(cosine), np.sqrt(1 - cosine * cosine)
    between = norm[:, None] * norm * (sine + away * cosine)
    c = np.clip(unit[:, 0], -1, 1)
    away_target, sine_target = np.pi - np.arccos(c), np.sqrt(1 - c * c)
    target = norm * (sine_target + away_target * c)
    grad_a = 2 * (between @ a - target)
    along = sine @ (a * norm) - sine_target
    grad_b = 2 * a[:, None] * (along[:, None] * unit + (away * a) @ b)
    grad_b[:, 0] -= 2 * a * away_target
    return grad_a, grad_b


def run():
    a, b = start
    for _ in range(s["steps"]):
        grad_a, grad_b = gradient(a, b)
        a, b = a - rate * grad_a, b - rate * grad_b


serve(run, s["steps"], 3.0 * m * m * d)
