"""The causal march of the dynamical mean-field theory in NumPy; the best size of its blocks is found by trial."""
from contestant import serve, settings, workers
from dmft import Solver

s = settings(steps=500, samples=2048, batch=1.0, threads=2)
T, S, b = s["steps"], s["samples"], s["batch"]
run_all = workers(s["threads"])
size = Solver.best_size(T, S, b, run_all)
serve(lambda: Solver(T, S, b, size, run_all).march(), 1, 5.0 * S * T * T, 8.0 * S * T * T)
