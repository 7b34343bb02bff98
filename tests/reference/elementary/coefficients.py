"""Polynomial coefficients of src/Model/Numerics/Functions: Chebyshev interpolation at 60 digits, rounded to double.

Run: python3 coefficients.py     (needs mpmath; prints C# literals and the relative error left by each truncation)
"""
from mpmath import mp, mpf, cos, pi, exp, log, sin, asin, atan, sqrt, matrix, lu_solve

mp.dps = 60


def fit(function, low, high, degree):
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * degree + 2)) for i in range(degree + 1)]
    system = matrix(degree + 1)
    for i, x in enumerate(nodes):
        for j in range(degree + 1):
            system[i, j] = x**j
    return list(lu_solve(system, matrix([function(x) for x in nodes])))


def report(name, function, low, high, degree, weight):
    coefficients = [float(c) for c in fit(function, mpf(low), mpf(high), degree)]
    worst = mpf(0)
    for i in range(1, 2000):
        x = mpf(low) + (mpf(high) - mpf(low)) * i / 2000
        value = sum(mpf(c) * x**j for j, c in enumerate(coefficients))
        worst = max(worst, abs((value - function(x)) * weight(x)))
    print(f"{name}: weighted error 2^{float(log(worst, 2)):.1f}")
    for c in coefficients:
        print(f"    {c!r}")


report("exp P: e^r = 1 + r + r^2 / 2 + r^3 P(r)", lambda r: (exp(r) - 1 - r - r * r / 2) / r**3 if abs(r) > 1e-12 else mpf(1) / 6, -0.35, 0.35, 9, lambda r: r**3)
report("log L: ln((1+s)/(1-s)) = 2s + s z L(z), z = s^2", lambda z: (log((1 + sqrt(z)) / (1 - sqrt(z))) / sqrt(z) - 2) / z, 1e-30, 0.0296, 7, lambda z: z / 2)
report("log M: ln((1+s)/(1-s)) = 2s + 2/3 s z + s z^2 M(z)", lambda z: (log((1 + sqrt(z)) / (1 - sqrt(z))) / sqrt(z) - 2 - 2 * z / 3) / z**2, 1e-18, 0.0296, 7, lambda z: z * z / 2)
report("sin S: sin r = r + r z S(z)", lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, 1e-30, 0.62, 6, lambda z: z)
report("cos C: cos r = 1 - z/2 + z^2 C(z)", lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, 1e-18, 0.62, 5, lambda z: z * z)
report("asin A: asin r = r + r z A(z)", lambda z: (asin(sqrt(z)) / sqrt(z) - 1) / z, 1e-30, 0.2505, 13, lambda z: z)
report("atan B: atan r = r + r z B(z)", lambda z: (atan(sqrt(z)) / sqrt(z) - 1) / z, 1e-30, 0.1717, 11, lambda z: z)


def parts(name, value, count):
    print(name)
    for _ in range(count):
        head = float(value)
        print(f"    {head!r}")
        value -= mpf(head)


parts("ln 2", log(mpf(2)), 2)
head = mpf(int(log(mpf(2)) * 2**42)) / 2**42
print("ln 2 with 42 bits after the point, and the rest\n   ", repr(float(head)), repr(float(log(mpf(2)) - head)))
parts("log2 e", 1 / log(mpf(2)), 1)
parts("pi / 2", pi / 2, 3)
parts("2 pi", 2 * pi, 2)
parts("2 / pi", 2 / pi, 1)
parts("1 / 3", mpf(1) / 3, 2)
parts("2 / 3", mpf(2) / 3, 2)
