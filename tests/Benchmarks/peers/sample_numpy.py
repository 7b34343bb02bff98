"""Descent on the mean squared error of a two-layer ReLU network on a sample, gradient by hand in NumPy: neurons by samples, so that
both products read what lies next to each other; buffers reused, the mask made in place."""
import numpy as np
from contestant import serve, settings

s = settings(units=200, inputs=20, examples=400, steps=200, rate=1e-3, threads=1)
m, d, n, rate = s["units"], s["inputs"], s["examples"], s["rate"]
random = np.random.default_rng(1)
x = random.standard_normal((n, d))
y = np.maximum(x[:, 0], 0)
columns = np.ascontiguousarray(x.T)
inner = random.standard_normal((m, d))
start = np.zeros(m), inner / np.linalg.norm(inner, axis=1, keepdims=True)
z, mask, grad_b = np.empty((m, n)), np.empty((m, n), bool), np.empty((m, d))


def gradient(a, b):
    np.matmul(b, columns, out=z)
    np.maximum(z, 0, out=z)
    error = a @ z
    error -= y
    grad_a = z @ error
    np.greater(z, 0, out=mask)
    np.multiply(mask, error, out=z)
    np.matmul(z, x, out=grad_b)
    return grad_a, grad_b


def run():
    a, b = (value.copy() for value in start)
    for _ in range(s["steps"]):
        grad_a, g = gradient(a, b)
        g *= (2 * rate / n) * a[:, None]
        a -= (2 * rate / n) * grad_a
        b -= g


serve(run, s["steps"], 4.0 * n * m * d)
