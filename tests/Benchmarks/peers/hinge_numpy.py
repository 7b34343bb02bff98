"""Training on the hinge loss in blocked NumPy: one step (default) or a whole run with its test error.

Per block of examples: one product for the pre-activations, ReLU in place, one product for the outputs, the 0/1 mask times the sign
of the slack, one product for the gradient. Nothing of size n x M is ever held. The block size and the way to make the mask are
chosen by trial; blocks are shared out to threads whose BLAS is single-threaded."""
import numpy as np
from contestant import fastest, serve, settings, workers

s = settings(examples=100_000, inputs=100, units=400, steps=4, threads=2, precision="float", whole=0, records=120, rate=1e-3)
n, d, m = s["examples"], s["inputs"], s["units"]
kind = np.float32 if s["precision"] == "float" else np.float64
run_all = workers(s["threads"])
random = np.random.default_rng(1)


def draw():
    x = random.standard_normal((n, d)).astype(kind)
    return x, np.where(x[:, 0] < 0, -1, 1).astype(kind)


x, y = draw()
initial = random.standard_normal(m).astype(kind), random.standard_normal((m, d)).astype(kind)
scale = kind(1 / np.sqrt(d))


class Buffers:
    def __init__(self, block):
        self.z = np.empty((block, m), kind)
        self.mask = np.empty((block, m), bool)
        self.g = np.empty((block, m), kind)


def outputs(x, a, w, z, first, last):
    rows = z[: last - first]
    np.matmul(x[first:last], w.T, out=rows)
    np.maximum(rows, 0, out=rows)
    return rows, rows @ a * (scale / m)


def gradient(a, w, start, block, variant="multiply"):
    """sum over unsatisfied examples of step(w.x) y x, M x d."""
    firsts = range(0, n, block)
    share = -(-len(firsts) // s["threads"])

    def work(thread):
        buffers, total = Buffers(block), np.zeros((m, d), kind)
        for first in firsts[thread * share : (thread + 1) * share]:
            last = min(n, first + block)
            h, f = outputs(x, a, w, buffers.z, first, last)
            f -= start[first:last]
            slope = np.where(1 - y[first:last] * f > 0, y[first:last], 0).astype(kind)
            g = buffers.g[: last - first]
            if variant == "multiply":
                np.greater(h, 0, out=buffers.mask[: last - first])
                np.multiply(buffers.mask[: last - first], slope[:, None], out=g)
                total += g.T @ x[first:last]
            else:
                # The sign of a ReLU is its mask; the slope goes to the inputs, which are fewer numbers.
                np.sign(h, out=g)
                total += g.T @ (x[first:last] * slope[:, None])
        return total

    return sum(run_all(work, range(s["threads"])))


def step(parameters, start, choice):
    a, w = parameters
    g = gradient(a, w, start, *choice)
    rate = kind(s["rate"] / (n * m * np.sqrt(d)))
    return a + rate * np.einsum("ij,ij->i", w, g), w + rate * a[:, None] * g


def all_outputs(x, parameters, block):
    z = np.empty((block, m), kind)
    return np.concatenate([outputs(x, *parameters, z, i, min(n, i + block))[1] for i in range(0, n, block)])


zero = np.zeros(n, kind)
choices = [(block, variant) for block in (256, 512, 1024, 2048, 4096) for variant in ("multiply", "sign")]
choice = fastest(choices, lambda c: gradient(*initial, zero, *c))
start = all_outputs(x, initial, choice[0])


def short():
    parameters = initial
    for _ in range(s["steps"]):
        parameters = step(parameters, start, choice)


def whole():
    parameters, recorded = initial, set(np.round(s["steps"] ** (np.arange(s["records"]) / (s["records"] - 1))).astype(int))
    for k in range(1, s["steps"] + 1):
        parameters = step(parameters, start, choice)
        if k in recorded:
            loss = np.maximum(1 - y * (all_outputs(x, parameters, choice[0]) - start), 0).mean()
            error = (test_y * (all_outputs(test_x, parameters, choice[0]) - test_start) <= 0).mean()
            gradient(*parameters, start, *choice)
    return loss, error


flops = 4.0 * n * d * m
if s["whole"]:
    test_x, test_y = draw()
    test_start = all_outputs(test_x, initial, choice[0])
    serve(whole, 1, flops * s["steps"])
else:
    serve(short, s["steps"], flops)
