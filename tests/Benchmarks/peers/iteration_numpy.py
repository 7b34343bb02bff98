"""The paper's way to solve its theory, in NumPy: a damped iteration over the kernels, with plain sampling; block size found by trial."""
from contestant import serve, settings, workers
from dmft import Solver

s = settings(steps=500, samples=2048, batch=1.0, threads=2, mixing=0.7, tolerance=1e-3)
T, S, b = s["steps"], s["samples"], s["batch"]
run_all = workers(s["threads"])
size = Solver.best_size(T, S, b, run_all)
serve(lambda: Solver(T, S, b, size, run_all).iterate(s["mixing"], s["tolerance"]))
