"""Training on the hinge loss in blocked NumPy: one step (default) or a whole run with its test error.

Per block of examples: one product for the pre-activations, ReLU in place, one product for the outputs, the 0/1 mask times the sign
of the slack, one product for the gradient. Nothing of size n x M is ever held. The block size and the way to make the mask are
chosen by trial; blocks are shared out to threads whose BLAS is single-threaded. Loss and gradient of a recorded step are those that the next
step needs anyway, so that a record costs the test error alone. A dense run takes as long in every step: part=20 makes a twentieth of the steps and
of the records and counts them twenty times."""
import numpy as np
from contestant import fastest, serve, settings, workers

s = settings(examples=100_000, inputs=100, units=400, steps=4, threads=2, precision="float", whole=0, records=120, rate=1e-3, part=1)
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
    """sum over unsatisfied examples of step(w.x) y x, M x d, and the sum of the losses."""
    firsts = range(0, n, block)
    share = -(-len(firsts) // s["threads"])

    def work(thread):
        buffers, total, loss = Buffers(block), np.zeros((m, d), kind), 0.0
        for first in firsts[thread * share : (thread + 1) * share]:
            last = min(n, first + block)
            h, f = outputs(x, a, w, buffers.z, first, last)
            f -= start[first:last]
            slack = 1 - y[first:last] * f
            slope = np.where(slack > 0, y[first:last], 0).astype(kind)
            loss += np.maximum(slack, 0).sum(dtype=np.float64)
            g = buffers.g[: last - first]
            if variant == "multiply":
                np.greater(h, 0, out=buffers.mask[: last - first])
                np.multiply(buffers.mask[: last - first], slope[:, None], out=g)
                total += g.T @ x[first:last]
            else:
                # The sign of a ReLU is its mask; the slope goes to the inputs, which are fewer numbers.
                np.sign(h, out=g)
                total += g.T @ (x[first:last] * slope[:, None])
        return total, loss

    totals, losses = zip(*run_all(work, range(s["threads"])))
    return sum(totals), sum(losses)


def step(parameters, start, choice):
    a, w = parameters
    g, loss = gradient(a, w, start, *choice)
    rate = kind(s["rate"] / (n * m * np.sqrt(d)))
    return (a + rate * np.einsum("ij,ij->i", w, g), w + rate * a[:, None] * g), loss


def all_outputs(x, parameters, block):
    firsts = range(0, n, block)
    share = -(-len(firsts) // s["threads"])

    def work(thread):
        z = np.empty((block, m), kind)
        return [outputs(x, *parameters, z, i, min(n, i + block))[1] for i in firsts[thread * share : (thread + 1) * share]]

    return np.concatenate(sum(run_all(work, range(s["threads"])), []))


zero = np.zeros(n, kind)
choices = [(block, variant) for block in (256, 512, 1024, 2048, 4096) for variant in ("multiply", "sign")]
choice = fastest(choices, lambda c: gradient(*initial, zero, *c))
start = all_outputs(x, initial, choice[0])


def short():
    parameters = initial
    for _ in range(s["steps"]):
        parameters, _ = step(parameters, start, choice)


def whole():
    schedule = np.unique(np.round(s["steps"] ** (np.arange(s["records"]) / (s["records"] - 1))).astype(int))
    steps, records = s["steps"] // s["part"], -(-len(schedule) // s["part"])
    recorded, parameters, seen = set(np.linspace(1, steps, records, dtype=int)), initial, []
    for k in range(1, steps + 1):
        parameters, loss = step(parameters, start, choice)
        if k in recorded:
            error = (test_y * (all_outputs(test_x, parameters, choice[0]) - test_start) <= 0).mean()
            seen.append((k, loss / n, error))
    return seen


flops = 4.0 * n * d * m
if s["whole"]:
    test_x, test_y = draw()
    test_start = all_outputs(test_x, initial, choice[0])
    serve(whole, 1 / s["part"], flops * s["steps"])
else:
    serve(short, s["steps"], flops)
