#!/usr/bin/env python3
"""Times of plans beside times of runs, on generated experiments of the three systems.

    python3 tests/Benchmarks/plan_times.py [--count 100] [--first 0] [--store FOLDER] [--limit SECONDS] [--processor]

Without --store every experiment has a fresh store, so that its times are assumed; with one, later plans know what earlier runs measured. Prints a line
for each experiment and the share of estimates within a factor of two and of three. Experiments whose estimate is above the limit are not run.
With --processor runs have one thread, and their processor time is compared: on a machine with other work wall time says nothing.
"""
import argparse
import json
import os
import random
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOL = os.environ.get("PIPELINES_TOOL") or os.path.join(ROOT, "artifacts", "bin", "Pipeline", "release", "pipelines")


def power(r, low, high):
    """A whole number whose logarithm is uniform."""
    return int(10 ** r.uniform(low, high))


def hinge(r):
    return f"""system: mean-field-hinge
dataset: {{law: gaussian, inputDimension: {power(r, 0.7, 2.5)}, trainingSamples: {power(r, 2, 4.3)}, testSamples: {power(r, 2, 4)}}}
network: {{hiddenUnits: {power(r, 1, 2.8)}}}
training: {{effectiveLearningRate: {round(10 ** r.uniform(-0.5, 0.5), 3)}, steps: {power(r, 1, 2.7)}}}
record: {{log: {r.choice([10, 30, 60])}}}
"""


def mixture(r):
    batch = r.choice(["full-batch", "{algorithm: sgd, batchFraction: 0.4}", "{algorithm: persistent-sgd, batchFraction: 0.3, persistenceTime: 1}"])
    return f"""system: gaussian-mixture
dataset: {{law: {r.choice(["two-clusters", "three-clusters"])}, inputDimension: {power(r, 1, 3)}, sampleRatio: {r.choice([1, 2, 4])}, noiseLevel: 0.5}}
network: linear
training: {{learningRate: 0.2, initialVariance: 0.01, steps: {power(r, 1, 2.5)}, batch: {batch}, start: free, seeds: {r.choice([2, 3, 10])}}}
theory: {{method: march, samples: {2 ** r.randrange(5, 12)}, replicates: 2}}
record: {{every: 1}}
"""


def quenching(r):
    d = power(r, 0.3, 1.7)
    data = r.choice([f"law: population, inputDimension: {d}",
                     f"law: gaussian, inputDimension: {d}, trainingSamples: {power(r, 1, 2.7)}, testSamples: {power(r, 1, 3.5)}"])
    return f"""system: quenching-activation
dataset: {{{data}}}
network: {{hiddenUnits: {power(r, 0.7, 2.5)}}}
target: {{function: single-neuron}}
training: {{optimiser: {r.choice(["gradient-descent", "gradient-flow", "adam"])}, learningRate: 0.001, steps: {power(r, 2, 4)}}}
record: {{log: 30}}
"""


def tool(*arguments, **more):
    return subprocess.run([TOOL, *arguments], capture_output=True, text=True, check=True, **more)


def seconds(command, processor):
    start, before = time.perf_counter(), os.times()
    tool(*command)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used if processor else time.perf_counter() - start


def compare(number, folder, store, limit, processor):
    r = random.Random(number)
    system = r.choice([hinge, mixture, quenching])
    text = system(r)
    file = os.path.join(folder, f"e{number}.yaml")
    with open(file, "w") as f:
        f.write(f"experiment: e{number}\nseed: 1\nreplicates: {r.choice([1, 2, 5])}\n{text}")
    store = store or os.path.join(folder, f"store{number}")
    threads = ["--threads", "1"] if processor else []
    said = json.loads(tool("plan", file, "--json", "--store", store, *threads).stdout)["seconds"]
    if said > limit:
        print(f"{number} {system.__name__}: {said:.1f} s said, not run")
        return None
    took = seconds(["run", file, "-q", "--store", store, "--results", os.path.join(folder, "results"), *threads], processor)
    print(f"{number} {system.__name__}: {said:.2f} s said, {took:.2f} s taken, ratio {said / took:.2f}", flush=True)
    return said / took


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--store")
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--processor", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        numbers = range(options.first, options.first + options.count)
        ratios = [q for q in (compare(n, folder, options.store, options.limit, options.processor) for n in numbers) if q]
    for factor in (2, 3):
        print(f"within a factor of {factor}: {sum(1 / factor <= q <= factor for q in ratios)} of {len(ratios)}")


if __name__ == "__main__":
    main()
