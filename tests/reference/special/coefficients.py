"""Chebyshev and power series of src/Model/Numerics/SpecialFunctions.*.cs, computed at 60 digits and rounded to double.

Run: python3 coefficients.py     (needs mpmath; prints C# literals)
"""
from mpmath import mp, mpf, bernoulli, cos, erf, erfc, exp, lu_solve, loggamma, matrix, pi, sqrt

mp.dps = 60


def nodes(low, high, degree):
    return [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * degree + 2)) for i in range(degree + 1)]


def chebyshev(function, low, high, degree):
    values = [function(x) for x in nodes(low, high, degree)]
    return [(2 if j else 1) * sum(v * cos(j * pi * (2 * i + 1) / (2 * degree + 2)) for i, v in enumerate(values)) / (degree + 1) for j in range(degree + 1)]


def powers(function, low, high, degree):
    points = nodes(low, high, degree)
    system = matrix(degree + 1)
    for i, x in enumerate(points):
        for j in range(degree + 1):
            system[i, j] = x**j
    return list(lu_solve(system, matrix([function(x) for x in points])))


def show(title, values):
    print(title)
    for i in range(0, len(values), 4):
        print("        " + " ".join(f"{float(v)!r}," for v in values[i:i + 4]))


def scaled(t):
    x = 3 * (1 + t) / (1 - t)
    return (1 + 2 * x) * exp(x * x) * erfc(x)


tiny = mpf(10) ** -35
show("erf(x)/x = P(x^2), 0 <= x <= 1", powers(lambda z: erf(sqrt(z)) / sqrt(z), tiny, mpf(1), 14))
low, high = mpf(-5) / 7, mpf(25) / 31
print("t between", repr(float(low)), repr(float(high)), "centre and half width", repr(float((low + high) / 2)), repr(float((high - low) / 2)))
show("(1 + 2x) e^(x^2) erfc x, x = 3 (1 + t)/(1 - t), 0.5 <= x <= 28: Chebyshev over t", chebyshev(scaled, low, high, 25))
show("ln Gamma(x) / ((x - 1)(x - 2)), 1 <= x <= 3: Chebyshev over x - 2", chebyshev(lambda x: loggamma(x) / ((x - 1) * (x - 2)), 1 + tiny, mpf(3), 30))
show("Stirling: B_2k / (2k (2k - 1))", [bernoulli(2 * k) / (2 * k * (2 * k - 1)) for k in range(1, 11)])
