#!/usr/bin/env python3
"""Time to a standard error: how long until the theory's generalisation error is known to 1e-3 at every time up to t = 100 (figure 1, left, full batch)?

    /usr/bin/python3 tests/Benchmarks/peers/time_to_error.py [--steps 500] [--error 1e-3] [--rounds 3]

Ours against the paper's damped iteration with plain sampling in NumPy. For each number of samples S the deviation of one solution is measured over
independent ones (the largest over the times), and so many solutions are counted as bring the standard error of their mean to what is asked, four at
least: fewer give no standard error. Solutions are timed in turns. Each side is taken at the S that serves it best. The bias column says how far the mean lies from
that of our largest S."""
import argparse
import csv
import io
import math
import os
import pathlib
import subprocess
import tempfile

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np

from contest import TOOL, Contest, ours, peer
from contestant import workers
from dmft import Solver

LEAST = 4
EXPERIMENT = """experiment: error
system: gaussian-mixture
seed: 11
dataset: {{law: two-clusters, inputDimension: 500, sampleRatio: 2, noiseLevel: 0.5}}
network: linear
training: {{batch: full-batch, learningRate: 0.2, steps: {steps}, initialVariance: 0.01, start: {{kind: fixed, magnetization: 0}}}}
theory: {{method: {method}, samples: {samples}, replicates: {count}, simulations: none}}
record: {{every: 1}}
"""


def of_ours(method, samples, steps, count):
    """Mean and deviation of one solution, by the tool."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "error.yaml")
        file.write_text(EXPERIMENT.format(method=method, samples=samples, steps=steps, count=count), encoding="utf-8")
        results = pathlib.Path(folder, "results")
        run = ["dotnet", TOOL, "run", str(file), "--quiet", "--store", str(pathlib.Path(folder, "store")), "--results", str(results)]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        table = subprocess.run(
            ["dotnet", TOOL, "export", str(results / "error"), "theory", "--csv"], check=True, capture_output=True, text=True).stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    means, errors = ([float(row[c]) for row in rows] for c in ("generalisationError", "generalisationErrorStandardError"))
    return np.array(means), math.sqrt(count) * max(errors)


def of_iteration(samples, steps, count, threads):
    """Mean and deviation of one solution, in NumPy."""
    run_all = workers(threads)
    solutions = np.array([
        Solver(steps, samples, 1.0, min(samples, 512), run_all, seed).iterate(0.7, 1e-3).errors() for seed in range(1, count + 1)])
    return solutions.mean(axis=0), solutions.std(axis=0, ddof=1).max()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--steps", type=int, default=500)
    arguments.add_argument("--error", type=float, default=1e-3, help="the standard error that is asked for")
    arguments.add_argument("--rounds", type=int, default=3, help="turns of every contestant")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--ours", type=int, nargs="+", default=[128, 256, 512, 1024, 2048], metavar="S")
    arguments.add_argument("--peer", type=int, nargs="+", default=[1024, 4096, 16384], metavar="S")
    given = arguments.parse_args()
    steps, threads = given.steps, given.threads
    found, commands = {}, {}
    for samples in given.ours:
        for name, method, race in (("march", "march", "march"), ("compressed march", "compressed-march", "compressed")):
            who = f"ours, {name}", samples
            found[who] = of_ours(method, samples, steps, 32)
            commands[who] = ours("mean-field-march", steps=steps, samples=samples, method=race, threads=threads, warm=1)
    for samples in given.peer:
        who = "iteration, numpy", samples
        found[who] = of_iteration(samples, steps, 8, threads)
        commands[who] = peer("iteration_numpy", steps=steps, samples=samples, threads=threads, warm=0)
    with Contest(commands) as contest:
        for _ in range(given.rounds):
            contest.turn()
        seconds = {who: contestant.median for who, contestant in contest.contestants.items()}
    exact = found["ours, march", max(given.ours)][0]
    costs = {}
    print("| who | S | deviation of a solution | bias | seconds a solution | solutions | seconds in all |\n|---|---|---|---|---|---|---|")
    for (name, samples), (mean, deviation) in found.items():
        count = max(LEAST, math.ceil((deviation / given.error) ** 2))
        costs[name, samples] = count * seconds[name, samples]
        print(f"| {name} | {samples} | {deviation:.2g} | {np.abs(mean - exact).max():.1g} | {seconds[name, samples]:.4g} | {count} "
              f"| {costs[name, samples]:.4g} |")
    best = {mine: min((cost, who) for who, cost in costs.items() if who[0].startswith("ours") == mine) for mine in (True, False)}
    print(f"\nBest: {best[True][1][0]} at S = {best[True][1][1]}, {best[True][0]:.3g} s; "
          f"{best[False][1][0]} at S = {best[False][1][1]}, {best[False][0]:.3g} s: {best[False][0] / best[True][0]:.0f} times.")


if __name__ == "__main__":
    main()
