"""Makes margin_losses.csv: clocks, averages and recursions for other losses than the linear hinge, from docs/explanation/theory/margin-losses.md alone.

    python3 margin_losses.py > margin_losses.csv        # NumPy 1.24, double precision, half a minute

Averages by Gauss-Legendre on geometric panels of |x_par| (or of the angle, where a density ends in a singularity), t(gamma) the same way over the clock,
fixed points by bisection. Nothing is shared with the program.
"""
import math

import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)

LOSSES = {
    # lambda, psi = -lambda', whether both end at u = 1
    "squared-hinge": (lambda u: np.maximum(0, 1 - u) ** 2 / 2, lambda u: np.maximum(0, 1 - u), True),
    "logistic": (lambda u: np.logaddexp(0, -u), lambda u: 0.5 * (1 - np.tanh(u / 2)), False),
    "exponential": (lambda u: np.exp(-u), lambda u: np.exp(-u), False),
}


def panels(edges):
    edges = np.unique(np.array(edges, float))
    half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    return (middle[:, None] + half[:, None] * NODES).ravel(), (half[:, None] * WEIGHTS).ravel()


def geometric(scale, end, kink):
    low = min(scale, kink) * 1e-3
    edges = [0.0] + list(low * 2 ** np.arange(0, math.ceil(math.log2(end / low)))) + [end]
    return edges + [k for k in (kink,) if k < end]


class Gaussian:
    radii, p0 = [], 1 / math.sqrt(2 * math.pi)

    def __init__(self, d):
        self.d, self.label = d, f"gaussian(d={d})"

    def points(self, edge):
        x, w = panels(geometric(1, 60, edge))
        return x, 2 * self.p0 * np.exp(-x * x / 2) * w, (self.d - 1) * np.ones_like(x)


class Shells:
    def __init__(self, d, radii, weights, label, projected=None):
        self.d, self.radii, self.weights, self.label = d, radii, weights, label
        self.n = projected or d
        n = self.n
        self.unit = math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2)) / math.sqrt(math.pi)
        self.p0 = self.unit * sum(p / r for p, r in zip(weights, radii))

    def points(self, edge):
        xs, ws, qs = [], [], []
        for p, r in zip(self.weights, self.radii):
            kink = math.asin(min(1, edge / r))
            angle, w = panels(geometric(0.1, math.pi / 2, max(kink, 1e-12)))
            xs.append(r * np.sin(angle))
            ws.append(p * 2 * self.unit * np.cos(angle) ** (self.n - 2) * w)
            share = (self.d - 1) / (self.n - 1)
            qs.append(share * r * r * np.cos(angle) ** 2)
        return np.concatenate(xs), np.concatenate(ws), np.concatenate(qs)


class Student:
    radii = []

    def __init__(self, d, nu):
        self.d, self.nu, self.label = d, nu, f"student(d={d},nu={nu})"
        self.p0 = math.exp(math.lgamma((nu + 1) / 2) - math.lgamma(nu / 2)) / math.sqrt(nu * math.pi)

    def points(self, edge):
        nu = self.nu
        x, w = panels(geometric(1, 1e9, edge))
        return x, 2 * self.p0 * (1 + x * x / nu) ** (-(nu + 1) / 2) * w, (self.d - 1) * (nu + x * x) / (nu - 1)


class Samples:
    radii, p0 = [], math.nan

    def __init__(self, x, r, label):
        self.x, self.q, self.label = np.abs(np.array(x)), np.array(r) ** 2 - np.array(x) ** 2, label

    def points(self, edge):
        return self.x, np.ones_like(self.x) / len(self.x), self.q


class Problem:
    def __init__(self, law, loss, d, alpha, h, beta, delta, widths, n):
        self.law, self.loss, self.d, self.alpha, self.h, self.beta, self.delta, self.widths, self.n = law, loss, d, alpha, h, beta, delta, widths, n
        self.value, self.force, self.ends = LOSSES[loss]
        self.m = (widths[0] ** 2 + widths[1] ** 2) / 2
        self.kappa = 2 * h * math.sqrt(d) / (alpha * self.m)
        self.speed = beta / (alpha * math.sqrt(d))

    def averages(self, edge, sign):
        x, w, q = self.law.points(edge)
        with np.errstate(over="ignore", invalid="ignore"):
            u = sign * x / edge if math.isfinite(edge) else 0 * x
            psi, lam = self.force(u), self.value(u)
            keep = w > 0
            return (0.5 * np.sum((w * psi * x)[keep]), 0.5 * np.sum((w * psi * psi * q)[keep]), np.sum((w * lam)[keep]))

    def drive(self, edge):
        correct = self.averages(edge, 1)[0]
        return correct if self.delta == 0 else (1 - self.delta) * correct - self.delta * self.averages(edge, -1)[0]

    def stationary_edge(self):
        if self.delta == 0:
            return 0.0
        low, high = 1e-3, 1e6
        for _ in range(200):
            middle = math.sqrt(low * high)
            if self.drive(middle) > 0:
                high = middle
            else:
                low = middle
        return high

    def time(self, clock, edge_of):
        t = 0.0
        edges = [0.0] + list(clock * 2.0 ** np.arange(-12, 0)) + list(clock * (1 - 2.0 ** -np.arange(2.0, 9))) + [clock]
        for radius in self.law.radii if self.ends else []:
            low, high = 1e-9 * clock, clock
            for _ in range(200):
                middle = (low + high) / 2
                low, high = (middle, high) if edge_of(middle) > radius else (low, middle)
            edges += [high] + [e for k in range(3, 30) for e in (high * (1 - 0.5**k), high * (1 + 0.5**k)) if e < clock]
        x, w = panels(edges)
        for g, v in zip(x, w):
            t += v / (self.speed_of_curve * self.drive(edge_of(g)))
        return t

    def row(self, curve, clock):
        root = math.sqrt(self.d)
        if curve == "lazy":
            self.speed_of_curve, edge_of = self.beta / root, lambda g: self.h * root / (self.m * g)
        elif curve == "rich":
            self.speed_of_curve, edge_of = self.speed, lambda g: 2 * self.kappa * math.exp(-2 * g)
        else:
            self.speed_of_curve, edge_of = self.speed, lambda g: self.kappa / math.sinh(2 * g)
        edge = edge_of(clock)
        correct, flipped = self.averages(edge, 1), self.averages(edge, -1) if self.delta else (0, 0, 0)
        mix = [(1 - self.delta) * a + s * self.delta * b for a, b, s in zip(correct, flipped, (-1, 1, 1))]
        h_star = self.stationary_edge()
        end = math.asinh(self.kappa / h_star) / 2 if h_star and curve == "full" else math.nan
        return [self.time(clock, edge_of), clock, self.speed_of_curve * mix[0], edge, correct[0], mix[0], math.sqrt(mix[1]),
                self.h / self.alpha ** 2 * mix[2], h_star, end]

    def recursion(self, steps):
        p = q = 1.0
        for _ in range(steps):
            c = self.m * (p * p - q * q) / 2
            gain = self.speed * self.drive(self.kappa * self.m / c if c > 0 else math.inf)
            if gain <= -1:
                return math.nan, math.nan
            p, q = p * (1 + gain), q * (1 - gain)
        return p, q


def main():
    laws = [(Gaussian(100), 100), (Shells(2, [1.5], [1], "sphere(d=2,R=1.5)"), 2), (Shells(10, [3.0], [1], "sphere(d=10,R=3)"), 10),
            (Shells(5, [2.0], [1], "ball(d=5,R=2)", 7), 5), (Shells(4, [1.0, 6.0], [0.25, 0.75], "shells(d=4,R=1/6,p=0.25/0.75)"), 4),
            (Student(20, 5.0), 20), (Samples([0.5, -1.25, 2.0, 0.75], [1.0, 1.5, 2.5, 3.0], "samples"), 6), (Gaussian(10000), 10000)]
    print("law,loss,curve,d,alpha,h,beta,delta,outer,inner,N,t,clock,rate,H,I_clean,I_delta,J_delta,population_loss,H_star,gamma_star,steps,P,Q")
    for i, (law, d) in enumerate(laws):
        for loss in LOSSES:
            for delta in (0.0, 0.05):
                if isinstance(law, Student) and loss == "exponential" and delta > 0:
                    continue
                if isinstance(law, Samples) and (delta > 0 or loss == "squared-hinge"):
                    continue
                alpha, h, beta, widths = [(1, 1, 2.5, (1, 1)), (0.1, 2, 0.4, (1, 1)), (20, 0.5, 3, (0.5, 2))][i % 3]
                problem = Problem(law, loss, d, alpha, h, beta, delta, widths, 1000)
                h_star = problem.stationary_edge()
                end = math.asinh(problem.kappa / h_star) / 2 if h_star else math.asinh(problem.kappa / 0.05) / 2
                steps = 60
                p, q = problem.recursion(steps)
                for curve, clock in [("full", 0.05 * end), ("full", 0.5 * end), ("full", 0.9 * end), ("lazy", math.sqrt(d) * h / problem.m / 0.9),
                                     ("rich", 0.8 * end)]:
                    if curve == "lazy" and h_star and h_star > 0.8 or curve == "rich" and delta:
                        continue
                    row = problem.row(curve, clock)
                    head = f'"{law.label}",{loss},{curve},{d},{alpha},{h},{beta},{delta},{widths[0]},{widths[1]},1000'
                    print(head + "," + ",".join(f"{v:.15g}" for v in row) + f",{steps},{p:.15g},{q:.15g}")


main()
