"""Makes hard_cases.csv: random parameters over many decades, solved with 30 to 40 digits (mpmath 1.3).

    python3 hard_cases.py > hard_cases.csv        # about five minutes

t(gamma) = integral of dgamma / rate between chosen clocks; nothing is inverted. Formulas: src/Model/MeanFieldHinge/README.md.
Kept apart from the program on purpose: incomplete beta functions and their laws come from mpmath, fixed points from plain bisection.
"""
import random

import mpmath as mp

RADIAL_DIMENSIONS = [2, 2, 3, 4, 5, 7, 10, 50, 300, 3000, 100000]


def number(x):
    return mp.mpf(repr(x)) if isinstance(x, float) else mp.mpf(x)


class Radial:
    """Mixture of spheres; x_par may belong to another dimension than the space (ball)."""

    def __init__(self, d, radii, weights, projected=None):
        self.d, self.radii, self.weights = d, [number(r) for r in radii], [number(p) for p in weights]
        self.n = mp.mpf(projected or d)
        self.b = (self.n - 1) / 2
        self.c = mp.gamma(self.n / 2) / (2 * mp.sqrt(mp.pi) * mp.gamma((self.n + 1) / 2))
        self.kinks = sorted(set(self.radii), reverse=True)
        self.scale = max(self.radii)

    def drive(self, h):
        terms = (p * r * (1 if h >= r else -mp.expm1(self.b * mp.log1p(-(h / r) ** 2))) for p, r in zip(self.weights, self.radii))
        return self.c * sum(terms)

    def shares(self, h, b):
        for p, r in zip(self.weights, self.radii):
            yield p, r, 1 if h >= r else mp.betainc(0.5, b, 0, (h / r) ** 2, regularized=True)

    def unsatisfied(self, h):
        return sum(p * w for p, _, w in self.shares(h, self.b))

    def noise_square(self, h):
        return (self.n - 1) / (2 * self.n) * sum(p * r * r * w for p, r, w in self.shares(h, self.b + 1))


class Ball(Radial):
    def __init__(self, d, radius):
        super().__init__(d, [radius], [1], d + 2)

    def noise_square(self, h):
        return mp.mpf(self.d - 1) / (self.d + 1) * super().noise_square(h)


class Gaussian:
    kinks, scale = [], mp.mpf(1)

    def __init__(self, d):
        self.d = d

    def drive(self, h):
        return -mp.expm1(-h * h / 2) / mp.sqrt(2 * mp.pi)

    def unsatisfied(self, h):
        return mp.erf(h / mp.sqrt(2))

    def noise_square(self, h):
        return (self.d - 1) * self.unsatisfied(h) / 2


class Student:
    kinks = []

    def __init__(self, d, nu):
        self.d, self.nu = d, number(nu)
        self.scale = mp.sqrt(self.nu)
        self.density = mp.gamma((self.nu + 1) / 2) / (mp.sqrt(self.nu * mp.pi) * mp.gamma(self.nu / 2))

    def drive(self, h):
        start = self.density * self.nu / (self.nu - 1)
        return start if h == mp.inf else start * -mp.expm1(-(self.nu - 1) / 2 * mp.log1p(h * h / self.nu))

    def unsatisfied(self, h):
        return mp.mpf(1) if h == mp.inf else mp.betainc(0.5, self.nu / 2, 0, h * h / (self.nu + h * h), regularized=True)

    def noise_square(self, h):
        if self.d == 1:
            return mp.mpf(0)
        if h == mp.inf:
            return (self.d - 1) * self.nu / (self.nu - 2) / 2 if self.nu > 2 else mp.inf
        end, points, width = mp.asinh(h / mp.sqrt(self.nu)), [mp.mpf(0)], 1 / mp.sqrt(self.nu)
        while width < end:
            points.append(width)
            width *= 2
        area = mp.quad(lambda u: mp.cosh(u) ** (2 - self.nu), points + [end])
        return (self.d - 1) * self.nu / (self.nu - 1) * self.density * mp.sqrt(self.nu) * area


def decade(low, high):
    return float("%.3g" % 10 ** random.uniform(low, high))


def random_law():
    kind = random.choice(["gaussian", "sphere", "ball", "shells", "student"])
    d = random.choice(RADIAL_DIMENSIONS)
    if kind == "gaussian":
        d = random.choice([1, d])
        return f"gaussian(d={d})", Gaussian(d), d
    if kind == "sphere":
        radius = decade(-6, 6)
        return f"sphere(d={d},R={radius!r})", Radial(d, [radius], [1]), d
    if kind == "ball":
        d, radius = random.choice([1, d]), decade(-6, 6)
        return f"ball(d={d},R={radius!r})", Ball(d, radius), d
    if kind == "shells":
        count = random.choice([2, 3])
        radii = [decade(-9, 9) if random.random() < 0.5 else decade(-1, 1) for _ in range(count)]
        weights = {2: [0.25, 0.75], 3: [0.125, 0.375, 0.5]}[count]
        return f"shells(d={d},R={'/'.join(map(repr, radii))},p={'/'.join(map(repr, weights))})", Radial(d, radii, weights), d
    nu = random.choice([1.01, 1.05, 1.5, 1.9999, 2.0, 2.0001, 2.5, 3.0, 8.0, 100.0, 5000.0])
    d = random.choice([1, 2, 5, 40])
    return f"student(d={d},nu={nu!r})", Student(d, nu), d


def stationary_edge(law, target):
    low = high = law.scale
    while law.drive(low) > target:
        low /= 2
    while law.drive(high) < target:
        high *= 2
    a, b = mp.log(low), mp.log(high)
    for _ in range(160):
        middle = (a + b) / 2
        a, b = (a, middle) if law.drive(mp.exp(middle)) > target else (middle, b)
    return mp.exp((a + b) / 2)


def show(value):
    return mp.nstr(value, 18, min_fixed=1, max_fixed=0) if mp.isfinite(value) else "inf"


def write_case():
    mp.mp.dps = 40
    name, law, d = random_law()
    hidden, samples = random.choice([1, 3, 400, 10000]), random.choice([1, 50, 100000])
    given = decade(-9, 9), decade(-4, 4), decade(-4, 6), float(random.choice([0, 0, 0, 0.001, 0.1, 0.3, 1e-9, 0.49, 0.4999]))
    alpha, margin, rate, delta = map(number, given)
    speed, kappa, start = rate / hidden / (alpha * mp.sqrt(d)), 2 * margin * mp.sqrt(d) / alpha, law.drive(mp.inf)
    edge_star = stationary_edge(law, delta / (1 - delta) * start) if delta else mp.mpf(0)
    clock_at = lambda h: mp.asinh(kappa / h) / 2
    clock_star = clock_at(edge_star) if delta else mp.inf
    drive_at = lambda g: (1 - delta) * law.drive(kappa / mp.sinh(2 * g)) - delta * start
    if delta:
        targets = [clock_star * number(x) for x in (0.01, 0.3, 0.7, 0.999)] + [clock_star * (1 - number(x)) for x in (1e-7, 1e-12)]
    else:
        targets = [clock_at(law.scale * number(10.0 ** e)) for e in (2, 0.5, 0, -1, -3, -6)]
    points, h = {clock_at(k) for k in law.kinks} | {mp.mpf(0)}, law.scale * 1000
    while h > edge_star and clock_at(h) < targets[-1]:
        points.add(clock_at(h))
        h /= 2
    gap = clock_star / 2
    while delta and gap > clock_star * number(1e-13):
        points.add(clock_star - gap)
        gap /= 2
    time, previous = mp.mpf(0), mp.mpf(0)
    mp.mp.dps = 40 if delta else 30
    for g in targets:
        inner = sorted(p for p in points if previous < p < g)
        time += mp.quad(lambda x: 1 / (speed * (drive_at(x) if x > 0 else (1 - 2 * delta) * start)), [previous, *inner, g])
        previous, h = g, kappa / mp.sinh(2 * g)
        drive, unsatisfied, biased = law.drive(h), law.unsatisfied(h), drive_at(g)
        noise = (1 - delta) * law.noise_square(h) + (delta * law.noise_square(mp.inf) if delta else 0)
        loss = margin / alpha ** 2 * ((1 - delta) * (unsatisfied - 2 * drive / h) + delta * (1 + 2 * start / h))
        values = time, g, speed * biased, h, drive, biased, unsatisfied, mp.sqrt(noise), loss, clock_star, clock_star - g
        print(f'"{name}"', hidden, samples, *map(repr, given), *map(show, values), sep=",")


if __name__ == "__main__":
    print("law,M,N,alpha,h,beta_star,delta,t,gamma,dgamma_dt,H,I_clean,I_delta,fU_clean,J_delta,population_loss,gamma_star,gap")
    for seed, cases in ((1, 12), (2, 60)):
        random.seed(seed)
        for _ in range(cases):
            write_case()
