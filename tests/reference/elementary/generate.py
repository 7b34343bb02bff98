"""Reference values of the elementary functions, from mpmath.

Run: python3 generate.py [points per regime, default 40] [folder, default here]
Each <function>.txt holds one point a line: the argument(s) as 16 hexadecimal digits of the double, the exact value rounded to the nearest double likewise, and what
that rounding left, in units in the last place (so that an error can be stated to a thousandth of a unit). The points are drawn with a fixed seed.
"""
import math
import random
import struct
import sys
from pathlib import Path

from mpmath import mp, mpf
import mpmath

mp.prec = 1400  # the largest argument has 1024 bits before the point
count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent
draw = random.Random(2020)


def bits(x):
    return struct.pack(">d", x).hex()


def nearest(value):
    """value rounded to double (subnormals included) and the remainder in units in the last place."""
    if value == 0:
        return 0.0, 0.0
    exponent = max(mpmath.frexp(value)[1] - 53, -1074)
    scaled = mpmath.ldexp(value, -exponent)
    whole = int(mpmath.nint(scaled))
    try:
        return math.ldexp(whole, exponent), float(scaled - whole)
    except OverflowError:
        return math.copysign(math.inf, whole), 0.0


def uniform(low, high):
    return lambda: draw.uniform(low, high)


def powers(low, high):
    return lambda: math.ldexp(draw.uniform(1, 2), draw.randint(low, high))


def both(sample):
    return lambda: draw.choice((-1, 1)) * sample()


def near(points, low, high):
    """Within a relative 2^low to 2^high of one of the points."""
    return lambda: draw.choice(points) * (1 + draw.choice((-1, 1)) * math.ldexp(1, draw.randint(low, high)))


def multiples():
    return float(mpmath.nint(powers(0, 40)()) * mp.pi / 2)


HARD = 6381956970095103 * 2.0**797  # of all doubles the nearest to a multiple of pi / 2 (Muller, Elementary Functions)
one = {
    "exp": (mpmath.exp, [uniform(-1, 1), uniform(-40, 40), uniform(-708, 709.7), uniform(-745.1, -708), both(powers(-70, -1))]),
    "expm1": (mpmath.expm1, [uniform(-1, 1), uniform(-40, 40), uniform(-36, 709.7), both(powers(-1074, -1)), both(powers(-60, -2))]),
    "log": (mpmath.log, [uniform(0.5, 2), powers(-1074, -1023), powers(-1022, 1023), near([1.0], -50, -2), uniform(0, 100)]),
    "log1p": (mpmath.log1p, [uniform(-0.999, 1), both(powers(-1074, -2)), powers(0, 1023), both(powers(-60, -2)), near([-1.0], -53, -2)]),
    "sinh": (mpmath.sinh, [uniform(-1, 1), uniform(-45, 45), uniform(-710, 710), both(powers(-1074, -1)), both(powers(-30, -1))]),
    "cosh": (mpmath.cosh, [uniform(-1, 1), uniform(-45, 45), uniform(-710, 710), both(powers(-60, -1))]),
    "tanh": (mpmath.tanh, [uniform(-1, 1), uniform(-25, 25), both(powers(-1074, -1)), both(powers(-30, -1))]),
    "asinh": (mpmath.asinh, [uniform(-1, 1), uniform(-100, 100), both(powers(-1074, 1023)), both(powers(-30, 30))]),
    "acosh": (mpmath.acosh, [uniform(1, 2), uniform(1, 100), powers(0, 1023), near([1.0], -52, -2)]),
    "sin": (mpmath.sin, [uniform(-1, 1), uniform(-100, 100), both(powers(-1074, 1023)), both(powers(20, 40)), multiples, near([HARD], -52, -45)]),
    "cos": (mpmath.cos, [uniform(-1, 1), uniform(-100, 100), both(powers(-60, 1023)), both(powers(20, 40)), multiples, near([HARD], -52, -45)]),
    "asin": (mpmath.asin, [uniform(-1, 1), uniform(-0.6, 0.6), both(powers(-1074, -1)), near([-1.0, 1.0, 0.5, -0.5], -53, -3)]),
    "acos": (mpmath.acos, [uniform(-1, 1), uniform(-0.6, 0.6), both(powers(-60, -1)), near([-1.0, 1.0, 0.5, -0.5], -53, -3)]),
    "atan": (mpmath.atan, [uniform(-1, 1), uniform(-5, 5), both(powers(-1074, 1023)), near([math.sqrt(2) - 1, math.sqrt(2) + 1, 1.0], -52, -3)]),
}
two = {
    "atan2": (mpmath.atan2, [
        lambda: (draw.uniform(-1, 1), draw.uniform(-1, 1)),
        lambda: (both(powers(-1074, 1023))(), both(powers(-1074, 1023))()),
        lambda: (both(powers(-1074, -1000))(), both(powers(-1074, -1000))()),
        lambda: (both(powers(-5, 5))(), both(powers(-5, 5))()),
        lambda: (both(powers(1000, 1023))(), both(powers(1000, 1023))())]),
    "pow": (lambda x, y: mpmath.power(x, y), [
        lambda: (draw.uniform(0, 10), draw.uniform(-10, 10)),
        lambda: (powers(-1022, 1023)(), draw.uniform(-1, 1)),
        lambda: (near([1.0], -40, -3)(), both(powers(0, 40))()),
        lambda: (draw.uniform(0.1, 10), draw.uniform(-700, 700)),
        lambda: (draw.uniform(-10, 10), float(draw.randint(-300, 300)))]),
}


def write(name, function, samples, arity):
    lines = []
    for sample in samples:
        kept = 0
        while kept < count:
            point = sample() if arity == 2 else (sample(),)
            try:
                value = function(*(mpf(x) for x in point))
            except (OverflowError, ZeroDivisionError):
                continue
            if isinstance(value, mpmath.mpc) or abs(value) > mpf(2) ** 1023 or (0 < abs(value) < mpf(2) ** -1076):
                continue
            rounded, left = nearest(value)
            lines.append(" ".join([bits(x) for x in point] + [bits(rounded), f"{left:.3f}"]))
            kept += 1
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")


for name, (function, samples) in one.items():
    write(name, function, samples, 1)
for name, (function, samples) in two.items():
    write(name, function, samples, 2)
