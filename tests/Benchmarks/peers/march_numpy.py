"""The causal march of the dynamical mean-field theory in NumPy; the best size of its blocks is found by trial."""
from contestant import fastest, serve, settings, workers
from dmft import Solver

s = settings(steps=500, samples=2048, batch=1.0, threads=2)
T, S, b = s["steps"], s["samples"], s["batch"]
run_all = workers(s["threads"])


def march(size, last=T):
    return Solver(T, S, b, size, run_all).march(last)


size = fastest([c for c in (128, 256, 512, 1024, 2048, 4096, 8192, 16384) if S % c == 0 and c <= S], lambda c: march(c, min(T, 200)))
serve(lambda: march(size), 1, 5.0 * S * T * T, 8.0 * S * T * T)
