#!/usr/bin/python3
"""Races of our programs against peers: all are prepared first, then take turns, so that a slow minute is slow for all.

usage: race.py [--rounds N] [--smoke] [--write FILE] [NAME ...]   (no name: all races; README.md says how to prepare)
       race.py --against DLL [NAME ...]                           the first of ours beside the Pipelines.Benchmarks.dll of another build
       race.py --scaling [--smoke] [--write FILE] [NAME ...]      how our time grows with sizes, threads and points"""
import argparse
import os
import pathlib
import subprocess
import sys

import contest
from contest import TOOL, Contest, command, is_ours, ours, peer, script
from report import Report
from scaling import scaling

# Races whose turns are long take fewer of them.
FEW = {"hinge-run": 3, "march-large": 3, "march-sgd": 3, "march-late": 3, "march-against-iteration": 3, "population-trajectory": 3}


def races(smoke):
    """name -> contestants by name; ours is the first, the others are peers and probes of what the machine can do at best."""
    hinge = dict(examples=2000, steps=2) if smoke else {}
    whole = dict(examples=1000, steps=40, records=10) if smoke else dict(steps=2000)
    mixture = dict(dimension=500, examples=1000, steps=2) if smoke else {}
    march = dict(steps=40, samples=256) if smoke else {}
    large = dict(steps=40, samples=512) if smoke else dict(samples=16384)
    late = dict(steps=60, samples=256) if smoke else dict(steps=2500)
    both = dict(steps=20, samples=256) if smoke else dict(steps=150, samples=2048)
    quenching = dict(units=20, inputs=10, steps=5) if smoke else {}
    sample = dict(units=20, inputs=10, examples=40, steps=5) if smoke else {}
    flow = dict(units=20, inputs=10, steps=120) if smoke else dict(steps=30_000)
    table = dict(millions=1 if smoke else 10)
    double, single = dict(precision="double"), dict(precision="single")
    return {
        "hinge-step": {
            "ours": ours("hinge-step", **hinge), "numpy": peer("hinge_numpy", **hinge), "torch": peer("hinge_torch", **hinge),
            "torch autograd": peer("hinge_torch", autograd=1, **hinge), "fma-peak": ours("fma-peak")},
        "hinge-step-double": {
            "ours": ours("hinge-step", **double, **hinge), "numpy": peer("hinge_numpy", **double, **hinge), "fma-peak": ours("fma-peak", **double)},
        "hinge-step-drawn": {"inputs drawn": ours("hinge-step", **hinge, **{"inputs-are": "drawn"}), "inputs stored": ours("hinge-step", **hinge)},
        # Another loss costs its slope once an example, beside 4 d M operations.
        "hinge-step-losses": {
            name: ours("hinge-step", **hinge, loss=name) for name in ("logistic", "linear-hinge")},
        "hinge-run": {"ours": ours("hinge-run", **whole), "numpy": peer("hinge_numpy", whole=1, rate=1000, part=20, **whole)},
        "mixture-step": {
            "ours": ours("mixture-step", **mixture), "numpy": peer("mixture_numpy", **mixture), "read-bandwidth": ours("read-bandwidth")},
        "mixture-step-batch": {
            "ours": ours("mixture-step", batch=0.1, **mixture), "numpy": peer("mixture_numpy", batch=0.1, **mixture),
            "read-bandwidth": ours("read-bandwidth")},
        # Points of a sweep that share a data set share one read of it.
        "mixture-points": {
            "one point": ours("mixture-step", **mixture), "eight points": ours("mixture-step", points=8, **mixture),
            "read-bandwidth": ours("read-bandwidth")},
        # The floor of a march is one read of its histories a step, from whatever cache they are in.
        "march": {
            "ours": ours("mean-field-march", method="compressed", **march), "ours, all its past": ours("mean-field-march", **march),
            "ours, all its past in float32": ours("mean-field-march", **single, **march),
            "numpy": peer("march_numpy", **march), "history-read": ours("history-read", **march)},
        "march-large": {
            "ours": ours("mean-field-march", **large), "ours, float32 histories": ours("mean-field-march", **single, **large),
            "numpy": peer("march_numpy", **large), "history-read": ours("history-read", **large)},
        # Seven of ten samples are outside the batch at a step: no read of the histories is the floor, since zeros are left out.
        "march-sgd": {
            "ours": ours("mean-field-march", batch=0.3, **large), "ours, float32 histories": ours("mean-field-march", batch=0.3, **single, **large),
            "numpy": peer("march_numpy", batch=0.3, **large)},
        # The whole command on the experiment of march_command.py; PIPELINES_BASELINE is pipelines.dll of an earlier build, by default this one's.
        "march-late": {
            "ours": command("march_command", method="compressed-march", **late),
            "earlier build, all its past": command("march_command", tool=os.environ.get("PIPELINES_BASELINE", TOOL), **late)},
        # A second direction costs one more normal number a sample and one more product a step; the histories are what they were.
        "march-directions": {
            "one direction": ours("mean-field-march", **march), "two directions": ours("mean-field-march", directions=2, **march),
            "two directions, unequal noise": ours("mean-field-march", directions=2, noise="unequal", **march)},
        "march-against-iteration": {"ours": ours("mean-field-march", **both), "iteration": ours("mean-field-iteration", **both)},
        "population-step": {
            "ours": ours("population-step", **quenching), "torch": peer("population_torch", **quenching),
            "numpy": peer("population_numpy", **quenching), "fma-peak": ours("fma-peak", threads=1, **double)},
        # To t = 30. At tolerance 1e-5 the integrator is as close to the flow as descent with rate 1e-3 (2e-5 and 3e-5 in the weights).
        "population-trajectory": {
            "ours": ours("population-trajectory", tolerance=1e-5, **flow), "torch": peer("population_torch", **flow, whole=1, part=30)},
        "sample-step": {
            "ours": ours("sample-step", **sample), "torch": peer("sample_torch", **sample), "numpy": peer("sample_numpy", **sample),
            "fma-peak": ours("fma-peak", threads=1, **double)},
        "parquet-write": {"ours": ours("parquet-write", **table), "duckdb": script("parquet_duckdb", turn="write", **table)},
        "parquet-read": {"ours": ours("parquet-read", **table), "duckdb": script("parquet_duckdb", turn="read", **table)},
    }


def entered(contestants, given):
    """Who takes part, as the command line has it."""
    if given.against:
        who, program = next(iter(contestants.items()))
        return {who: program, "other build": [given.against if part == contest.OURS[1] else part for part in program]}
    return {who: program for who, program in contestants.items() if not given.ours or is_ours(program)}


def race(report, contestants, rounds):
    with Contest(contestants) as contest:
        for _ in range(rounds):
            contest.turn()
        report.race(contest)


def require_openblas():
    """A ratio to NumPy on a slow BLAS says nothing: none is measured then."""
    said = subprocess.run(peer("numpy_blas"), capture_output=True, text=True)
    if said.returncode:
        sys.exit(said.stderr.strip())
    print(said.stdout.strip())


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--rounds", type=int, default=5, help="turns of every contestant; long races take three at most")
    arguments.add_argument("--smoke", action="store_true", help="tiny sizes: does every program still run?")
    arguments.add_argument("--ours", action="store_true", help="our programs alone: needs no NumPy and no PyTorch")
    arguments.add_argument("--against", metavar="DLL", help="the Pipelines.Benchmarks.dll of another build; races of whole commands: PIPELINES_BASELINE")
    arguments.add_argument("--scaling", action="store_true", help="tables of our time against sizes, threads and points")
    arguments.add_argument("--write", type=pathlib.Path, metavar="FILE", help="also replace the tables between the marks in this file")
    given = arguments.parse_args()
    if given.smoke:
        contest.for_all["warm"] = 0
    chosen = scaling(given.smoke) if given.scaling else races(given.smoke)
    unknown = set(given.names) - set(chosen)
    if unknown:
        sys.exit(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(chosen)}")
    raced = [c for name in given.names or chosen for c in entered(chosen[name], given).values()] if not given.scaling else []
    if not given.smoke and any("_numpy.py" in part for c in raced for part in c):
        require_openblas()
    report = Report("scaling" if given.scaling else "races")
    for name in given.names or chosen:
        if given.scaling:
            chosen[name](report)
        else:
            report.title(name)
            race(report, entered(chosen[name], given), min(given.rounds, FEW.get(name, given.rounds)))
    if given.write:
        report.write(given.write)


if __name__ == "__main__":
    main()
