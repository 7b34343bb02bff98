"""Reference values of the special functions, from mpmath.

Run: python3 generate.py [points per regime, default 25] [folder, default here]
Each <function>.txt holds one point a line: the arguments as 16 hexadecimal digits of the doubles, then the exact value rounded to the nearest double likewise.
The points are drawn with a fixed seed.
"""
import math
import random
import struct
import sys
from pathlib import Path

import mpmath
from mpmath import mp, mpf

mp.prec = 500
count = int(sys.argv[1]) if len(sys.argv) > 1 else 25
folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent
draw = random.Random(2021)


def uniform(low, high):
    return lambda: draw.uniform(low, high)


def logarithmic(low, high):
    return lambda: math.exp(draw.uniform(math.log(low), math.log(high)))


def both(sample):
    return lambda: draw.choice((-1, 1)) * sample()


def near(points, low, high):
    return lambda: draw.choice(points) * (1 + draw.choice((-1, 1)) * math.ldexp(1, draw.randint(low, high)))


def normal_quantile(p):
    p = mpf(p)
    tail = min(p, 1 - p)
    guess = mpmath.sqrt(-2 * mpmath.log(tail)) if tail < 0.1 else mpf(1)
    x = mpmath.findroot(lambda x: mpmath.log(mpmath.erfc(x / mpmath.sqrt(2)) / 2) - mpmath.log(tail), guess)
    return -x if p < 0.5 else x


def elliptic_b(m):
    return (mpmath.ellipe(m) - (1 - m) * mpmath.ellipk(m)) / m


def regularized_beta(a, b, x):
    return mpmath.betainc(a, b, 0, x, regularized=True)


def beta_case(shapes, spread):
    def sample():
        a, b = shapes()
        mean, deviation = a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)
        return a, b, min(max(mean + draw.uniform(-spread, spread) * deviation, 1e-12), 1 - 1e-12)
    return sample


functions = {
    "erf": (mpmath.erf, [both(uniform(0, 1)), both(uniform(1, 6)), both(logarithmic(1e-300, 1))]),
    "erfc": (mpmath.erfc, [uniform(-6, 1), uniform(0.5, 6), uniform(6, 26.5), both(logarithmic(1e-20, 1))]),
    "normal-cdf": (mpmath.ncdf, [uniform(-8, 8), uniform(-37.5, -5), both(logarithmic(1e-20, 1)), near([-1, 1], -50, -3)]),
    "normal-quantile": (normal_quantile, [uniform(0, 1), uniform(0.074, 0.076), logarithmic(1e-300, 0.5), uniform(0.92, 1), lambda: 1 - logarithmic(1e-15, 0.1)()]),
    "log-gamma": (mpmath.loggamma, [uniform(0, 12), logarithmic(1e-300, 1), logarithmic(3, 1e6), logarithmic(1e6, 1e305), near([1.0, 2.0], -50, -2)]),
    "gamma-ratio": (lambda a, b: mpmath.exp(mpmath.loggamma(a) - mpmath.loggamma(b)), [
        lambda: (lambda d: (d / 2, (d + 1) / 2))(float(draw.randint(1, 60))),
        lambda: (lambda d: (d / 2, (d + 1) / 2))(float(draw.randint(60, 10**9))),
        lambda: (lambda x: (x + 1, x + draw.choice((0.5, 1.5, 1.0))))(logarithmic(0.01, 1e5)()),
        lambda: (lambda x: (x, x + draw.uniform(-1, 1) * min(x, 1)))(logarithmic(0.01, 1e5)())]),
    "regularized-beta-half": (regularized_beta, [
        beta_case(lambda: (0.5, draw.randint(1, 60) / 2), 3),
        beta_case(lambda: (0.5, draw.randint(60, 20000) / 2), 5)]),
    "regularized-beta": (regularized_beta, [
        beta_case(lambda: (logarithmic(0.1, 20)(), logarithmic(0.1, 20)()), 3),
        beta_case(lambda: (logarithmic(10, 3000)(), logarithmic(10, 3000)()), 6)]),
    "elliptic-k": (mpmath.ellipk, [uniform(0, 1), logarithmic(1e-300, 1), lambda: 1 - logarithmic(1e-15, 0.5)()]),
    "elliptic-e": (mpmath.ellipe, [uniform(0, 1), logarithmic(1e-300, 1), lambda: 1 - logarithmic(1e-15, 0.5)()]),
    "elliptic-b": (elliptic_b, [uniform(0, 1), logarithmic(1e-70, 1), lambda: 1 - logarithmic(1e-15, 0.5)()]),
    "hypergeometric": (mpmath.hyp2f1, [
        lambda: (-0.5, -0.5, draw.randint(2, 50) / 2, draw.uniform(0, 0.99)),
        lambda: (0.5, 0.5, draw.randint(2, 50) / 2 + 1, draw.uniform(0, 0.99)),
        lambda: (-0.5, -0.5, float(draw.randint(2, 30)), 1 - logarithmic(1e-8, 0.01)()),
        lambda: (0.5, 0.5, float(draw.randint(3, 31)), 1 - logarithmic(1e-8, 0.01)()),
        lambda: (-0.5, -0.5, float(draw.randint(2, 30)), 1.0)]),
    "regularized-beta-small": (regularized_beta, [
        lambda: (logarithmic(1e-8, 1e5)(), logarithmic(1e-12, 0.5)(), 1 - logarithmic(1e-12, 0.1)()),
        lambda: (logarithmic(1e-8, 5)(), logarithmic(1e-12, 0.5)(), draw.uniform(0, 1)),
        lambda: (lambda a: (a, logarithmic(1e-12, 0.5)(), 1 - min(0.5, draw.uniform(0, 3) / a)))(logarithmic(1e-2, 1e5)())]),
}


def bits(x):
    return struct.pack(">d", float(x)).hex()


for name, (function, samples) in functions.items():
    lines = []
    for sample in samples:
        for _ in range(count):
            point = sample()
            point = point if isinstance(point, tuple) else (point,)
            lines.append(" ".join([bits(x) for x in point] + [bits(function(*(mpf(x) for x in point)))]))
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")
