#!/usr/bin/python3
"""Races of our programs against peers: all are prepared first, then take turns, so that a slow minute is slow for all.

usage: race.py [--rounds N] [--smoke] [NAME ...]      (no name: all races; tests/Benchmarks/README.md says how to prepare)"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
OURS = ["dotnet", str(HERE.parents[2] / "artifacts/bin/Benchmarks/release/Pipelines.Benchmarks.dll"), "race"]


def ours(race, **settings):
    return [*OURS, race, *(f"{key}={value}" for key, value in settings.items())]


def peer(program, **settings):
    return ["/usr/bin/python3", str(HERE / f"{program}.py"), *(f"{key}={value}" for key, value in settings.items())]


def races(smoke):
    """name -> contestants by name; ours is the first, the others are peers and probes."""
    hinge = dict(examples=2000, steps=2) if smoke else {}
    whole = dict(examples=1000, steps=20, records=5) if smoke else dict(steps=2000)
    mixture = dict(dimension=500, examples=1000, steps=2) if smoke else {}
    march = dict(steps=40, samples=256) if smoke else {}
    large = dict(steps=40, samples=512) if smoke else dict(samples=16384)
    both = dict(steps=20, samples=256) if smoke else dict(steps=150, samples=2048)
    quenching = dict(units=20, inputs=10, steps=5) if smoke else {}
    flow = dict(units=20, inputs=10, steps=100) if smoke else dict(steps=30_000)
    table = dict(millions=1 if smoke else 10)
    return {
        "hinge-step": {
            "ours": ours("hinge-step", **hinge), "numpy": peer("hinge_numpy", **hinge), "fma-peak": ours("fma-peak")},
        "hinge-step-double": {
            "ours": ours("hinge-step", precision="double", **hinge), "numpy": peer("hinge_numpy", precision="double", **hinge)},
        "hinge-run": {"ours": ours("hinge-run", **whole), "numpy": peer("hinge_numpy", whole=1, rate=1000, **whole)},
        "mixture-step": {
            "ours": ours("mixture-step", **mixture), "numpy": peer("mixture_numpy", **mixture), "read-bandwidth": ours("read-bandwidth")},
        "mixture-step-batch": {
            "ours": ours("mixture-step", batch=0.1, **mixture), "numpy": peer("mixture_numpy", batch=0.1, **mixture)},
        "march": {"ours": ours("mean-field-march", **march), "numpy": peer("march_numpy", **march)},
        "march-large": {"ours": ours("mean-field-march", **large), "numpy": peer("march_numpy", **large)},
        "march-against-iteration": {"ours": ours("mean-field-march", **both), "iteration": ours("mean-field-iteration", **both)},
        "population-step": {
            "ours": ours("population-step", **quenching), "torch": peer("population_torch", **quenching),
            "numpy": peer("population_numpy", **quenching)},
        # To t = 30. At tolerance 1e-5 the integrator is as close to the flow as descent with rate 1e-3 (2e-5 and 3e-5 in the weights).
        "population-trajectory": {
            "ours": ours("population-trajectory", tolerance=1e-5, **flow), "torch": peer("population_torch", **flow, whole=1)},
        "parquet-write": {"ours": ours("parquet-write", **table), "snappy": ours("parquet-write", compression="Snappy", **table)},
        "parquet-read": {"ours": ours("parquet-read", **table), "snappy": ours("parquet-read", compression="Snappy", **table)},
    }


class Contestant:
    def __init__(self, command):
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        ready = self.process.stdout.readline().split()
        if not ready:
            sys.exit(f"{' '.join(command)} did not start")
        self.flops, self.bytes = float(ready[1]), float(ready[2])
        self.seconds = []

    def turn(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        self.seconds.append(float(self.process.stdout.readline()))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def row(name, contestant, first):
    seconds = contestant.seconds
    ratios = [theirs / own for own, theirs in zip(first.seconds, seconds)]
    middle = statistics.median(seconds)
    rate = f"{contestant.flops / middle / 1e9:.0f} GFLOP/s" if contestant.flops else ""
    rate += (", " if rate and contestant.bytes else "") + (f"{contestant.bytes / middle / 1e9:.1f} GB/s" if contestant.bytes else "")
    against = "" if contestant is first else f"{min(ratios):.2f} / {statistics.median(ratios):.2f} / {max(ratios):.2f}"
    return f"| {name} | {min(seconds):.4g} / {middle:.4g} / {max(seconds):.4g} | {rate} | {against} |"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--smoke", action="store_true", help="tiny sizes: does every program still run?")
    given = arguments.parse_args()
    chosen = races(given.smoke)
    for name in given.names or chosen:
        if name not in chosen:
            sys.exit(f"there is no race {name}; there are {', '.join(chosen)}")
        contestants = {who: Contestant(command) for who, command in chosen[name].items()}
        for _ in range(given.rounds):
            for contestant in contestants.values():
                contestant.turn()
        first = next(iter(contestants.values()))
        print(f"\n### {name}\n\n| who | seconds a step: min / median / max | rate | slower than ours: min / median / max |\n|---|---|---|---|")
        for who, contestant in contestants.items():
            print(row(who, contestant, first), flush=True)
            contestant.close()


if __name__ == "__main__":
    main()
