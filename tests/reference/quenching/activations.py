"""Makes activation_kernels.csv, activation_risks.csv and activation_descent.csv: other activations than ReLU, from docs/explanation/theory/activations.md alone.

    python3 activations.py          # NumPy 1.24, mpmath 1.2, some seconds

Kernels, overlaps and second moments of the page are held against averages over normal numbers by quadrature (1e-12); the averages are what activation_kernels.csv holds. Gradients of the
risk are differences of its value in 60 digits; descent follows these differences. No gradient of the page is used, and nothing is shared with the program.
"""
import csv
import math
import random

import mpmath as mp
import numpy as np

mp.mp.dps = 60
NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)
WIDTH = 0.25
ACTIVATIONS = ["quadratic", "erf", "step-smoothed"]


def constants(activation):
    """A, v, B of the page."""
    return (2 / mp.pi, mp.mpf(1) / 2, mp.mpf(0)) if activation == "erf" else (1 / (2 * mp.pi), mp.mpf(WIDTH) ** 2, mp.mpf(1) / 4)


def dot(b, c):
    return mp.fsum(x * y for x, y in zip(b, c))


def kernel(activation, b, c):
    p, q, r = dot(b, c), dot(b, b), dot(c, c)
    if activation == "quadratic":
        return q * r + 2 * p * p
    a, v, constant = constants(activation)
    return a * mp.asin(p / mp.sqrt((v + q) * (v + r))) + constant


def linear_overlap(activation, b):
    a, v, _ = constants(activation)
    return mp.sqrt(a) * b[0] / mp.sqrt(v + dot(b, b))


def sub_sphere_overlap(b, p):
    return dot(b, b) + 2 * dot(b[:p], b[:p]) / p


def vectorised(f):
    return lambda t: np.array([f(x) for x in np.atleast_1d(t)])


SIGMA = {
    "quadratic": lambda t: t * t,
    "erf": vectorised(math.erf),
    "step-smoothed": vectorised(lambda t: 0.5 * math.erfc(-t / WIDTH / math.sqrt(2))),
}


def normal(size):
    """Points and weights of a normal law, panels from the scale on which sigma(size z) changes."""
    low = min(0.25, 0.05 / max(size, 1e-3))
    edges = np.concatenate([[0], low * 2.0 ** np.arange(0, math.ceil(math.log2(14 / low))), [14]])
    half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    z, w = (middle[:, None] + half[:, None] * NODES).ravel(), (half[:, None] * WEIGHTS).ravel()
    z, w = np.concatenate([-z[::-1], z]), np.concatenate([w[::-1], w])
    return z, w * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def mean_given(activation, mean, deviation):
    """E sigma(mean + deviation z): P(deviation z + w y <= mean) for the step, since sums of normal numbers are normal."""
    if activation == "quadratic":
        return mean * mean + deviation * deviation
    w = math.sqrt(0.5) if activation == "erf" else WIDTH
    t = mean / math.sqrt(w * w + deviation * deviation)
    return vectorised(lambda x: math.erf(x / math.sqrt(2)))(t) if activation == "erf" else vectorised(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)))(t)


def kernel_by_quadrature(activation, b, c):
    b, c = np.array([float(x) for x in b]), np.array([float(x) for x in c])
    size = math.sqrt(b @ b)
    along = float(b @ c) / size if size > 0 else 0.0
    rest = c - along * b / size if size > 0 else c
    z, w = normal(max(size, abs(along)))
    return math.fsum(w * SIGMA[activation](size * z) * mean_given(activation, along * z, math.sqrt(rest @ rest)))


def hold(what, formula, average, scale=1.0):
    assert abs(float(formula) - average) <= 1e-12 * scale, (what, formula, average)
    return average


def check_averages():
    """The mean over one of two normal numbers is what it is said to be, and so are the overlaps with x_1 and with a sub-sphere."""
    for activation in ACTIVATIONS:
        z, w = normal(1)
        inner = np.array([math.fsum(w * SIGMA[activation](0.6 * x + 0.8 * z)) for x in z])
        hold("both averages", kernel(activation, [mp.mpf(1), mp.mpf(0)], [mp.mpf(6) / 10, mp.mpf(8) / 10]), math.fsum(w * SIGMA[activation](z) * inner))
        for b in ([0.3, -0.4], [3, 4], [20, 15], [1e-4, 0]):
            z, w = normal(math.hypot(*b))
            if activation != "quadratic":
                hold("linear", linear_overlap(activation, [mp.mpf(x) for x in b]), b[0] / math.hypot(*b) * math.fsum(w * SIGMA[activation](math.hypot(*b) * z) * z))
    for p in (1, 2, 3):
        b = [mp.mpf(1), mp.mpf(-2), mp.mpf(3)]
        moments = mp.fsum(b[i] ** 2 * (3 if i == k else 1) for i in range(3) for k in range(p)) / p
        hold("sub-sphere", sub_sphere_overlap(b, p), float(moments), 30)


def target(activation, name, d):
    """The neurons (a*, b*) of a target, or its name."""
    if name == "single-neuron":
        return [(mp.mpf(1), [mp.mpf(1)] + [mp.mpf(0)] * (d - 1))]
    if name == "finite-neurons":
        numbers = random.Random(f"{activation} {d}")
        return [(mp.mpf(round(numbers.gauss(0, 1), 3)), [mp.mpf(round(numbers.gauss(0, 1), 3)) for _ in range(d)]) for _ in range(3)]
    if name == "discretised-circle":
        return [(mp.mpf(1) / 3, [mp.cos(2 * mp.pi * k / 3), mp.sin(2 * mp.pi * k / 3)] + [mp.mpf(0)] * (d - 2)) for k in range(3)]
    return name


def second_moment(activation, goal):
    if goal == "linear":
        return mp.mpf(1)
    if isinstance(goal, str):
        p = int(goal.split()[1])
        return mp.fsum(mp.mpf(3 if i == k else 1) for i in range(p) for k in range(p)) / mp.mpf(p) ** 2
    return mp.fsum(a * c * kernel(activation, b, e) for a, b in goal for c, e in goal)


def overlap(activation, goal, b):
    if goal == "linear":
        return linear_overlap(activation, b)
    return sub_sphere_overlap(b, int(goal.split()[1])) if isinstance(goal, str) else mp.fsum(a * kernel(activation, b, c) for a, c in goal)


def risk(activation, goal, moment, network, s):
    square = mp.fsum(a * c * kernel(activation, b, e) for a, b in network for c, e in network)
    return s * s * square - 2 * s * mp.fsum(a * overlap(activation, goal, b) for a, b in network) + moment


def gradient(activation, goal, moment, network, s, h=mp.mpf("1e-8")):
    """Central differences with Richardson's correction: the error is of order h^4."""
    flat = [a for a, _ in network] + [x for _, b in network for x in b]
    d, m = len(network[0][1]), len(network)

    def at(k, by):
        moved = list(flat)
        moved[k] += by
        return risk(activation, goal, moment, [(moved[j], moved[m + j * d: m + (j + 1) * d]) for j in range(m)], s)

    return [(8 * (at(k, h) - at(k, -h)) - (at(k, 2 * h) - at(k, -2 * h))) / (12 * h) for k in range(len(flat))]


def drawn(label, m, d):
    numbers = random.Random(label)
    return [(mp.mpf(round(numbers.gauss(0, 1), 3)), [mp.mpf(round(numbers.gauss(0, 1), 3)) for _ in range(d)]) for _ in range(m)]


def text(x):
    return mp.nstr(x, 17)


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def kernels():
    pairs = [
        ([1, 0], [1, 0]), ([1, 0], [-1, 0]), ([1, 0], [0, 1]), ([1, 0], [0.6, 0.8]), ([0.3, -0.4], [2, 1]), ([0, 0], [1, 0]), ([0, 0], [0, 0]),
        ([1e-6, 0], [0.6, 0.8]), ([1e-6, 1e-6], [2e-6, -1e-6]), ([20, 0], [20, 0]), ([20, 0], [-20, 0]), ([20, 0], [12, 16]), ([20, 1], [20, 1.001]),
        ([1, 0], [1, 1e-4]), ([1, 0], [-1, 1e-4]), ([0.7], [-1.3]), ([1, 2, 3], [3, -2, 0.5]),
    ]
    for activation in ACTIVATIONS:
        for b, c in pairs:
            b, c = [mp.mpf(str(x)) for x in b], [mp.mpf(str(x)) for x in c]
            scale = 1 if activation != "quadratic" else float(dot(b, b) * dot(c, c)) + 1
            yield activation, " ".join(map(text, b)), " ".join(map(text, c)), repr(hold((activation, b, c), kernel(activation, b, c), kernel_by_quadrature(activation, b, c), scale))


CASES = [
    ("quadratic", "single-neuron", 1), ("quadratic", "finite-neurons", 1), ("quadratic", "sub-sphere 2", 1), ("quadratic", "sub-sphere 3", 0), ("quadratic", "discretised-circle", 1),
    ("erf", "single-neuron", 1), ("erf", "finite-neurons", 0), ("erf", "linear", 1), ("erf", "discretised-circle", 1),
    ("step-smoothed", "single-neuron", 1), ("step-smoothed", "finite-neurons", 0), ("step-smoothed", "linear", 1), ("step-smoothed", "discretised-circle", 1),
]


def risks():
    for activation, name, conventional in CASES:
        for m, d in ((1, 3), (3, 3)):
            network = drawn(f"{activation} {name} {m}", m, d)
            if m == 3:
                network[2] = (network[2][0], [-2 * x for x in network[0][1]])
            goal, s = target(activation, name, d), mp.mpf(1) if conventional else mp.mpf(1) / m
            moment = second_moment(activation, goal)
            slopes = gradient(activation, goal, moment, network, s)
            yield (activation, name, "conventional" if conventional else "mean-field", d,
                   " ".join(text(a) for a, _ in network), " ".join(text(x) for _, b in network for x in b),
                   "" if isinstance(goal, str) else " ".join(text(a) for a, _ in goal), "" if isinstance(goal, str) else " ".join(text(x) for _, b in goal for x in b),
                   text(moment), text(risk(activation, goal, moment, network, s)), " ".join(text(g) for g in slopes))


def descent():
    """Literal descent on the single neuron, rate 0.05, from a given start."""
    rate = mp.mpf("0.05")
    for activation in ACTIVATIONS:
        network = [(a / 4, [x / 2 for x in b]) for a, b in drawn(f"descent {activation}", 2, 2)]
        goal = target(activation, "single-neuron", 2)
        moment = second_moment(activation, goal)
        for step in range(21):
            if step in (0, 1, 5, 20):
                yield (activation, step, " ".join(text(a) for a, _ in network), " ".join(text(x) for _, b in network for x in b),
                       text(risk(activation, goal, moment, network, mp.mpf(1))))
            if step == 20:
                break
            g = gradient(activation, goal, moment, network, mp.mpf(1))
            m, d = len(network), len(network[0][1])
            network = [(a - rate * g[j], [x - rate * g[m + j * d + k] for k, x in enumerate(b)]) for j, (a, b) in enumerate(network)]


check_averages()
write("activation_kernels.csv", ["activation", "b", "c", "kernel"], kernels())
write("activation_risks.csv", ["activation", "target", "scaling", "dimension", "outer", "inner", "targetOuter", "targetInner", "secondMoment", "risk", "gradient"], risks())
write("activation_descent.csv", ["activation", "step", "outer", "inner", "risk"], descent())
