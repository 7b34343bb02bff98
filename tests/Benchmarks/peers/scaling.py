"""How our time and memory grow with one size at a time, the others at the sizes of the papers' figures."""
import math
import pathlib
import subprocess
import tempfile
import time

from contest import BUILT, Contestant, ours

TURNS = 3
POINTS = """experiment: many
system: quenching-activation
seed: 1
dataset: {law: population, inputDimension: 2}
target: {function: single-neuron}
network: {hiddenUnits: 2}
training: {optimiser: gradient-descent, learningRate: 0.01, steps: 1}
record: {log: 2}
randomFeatures: false
sweep:
  training.learningRate: {lin: [0.001, 0.01, %d]}
"""


def scaling(smoke):
    """name -> a function that measures one table."""
    def axis(title, key, values, race, **settings):
        if smoke:
            values = values[:2]
        return lambda report: table(report, title, key, values, lambda v: programme(ours(race, **settings, **{key: v})))

    few = dict(examples=2_000 if smoke else 25_000)
    short = dict(steps=20, samples=256) if smoke else {}
    return {
        "hinge-examples": axis("hinge step, float32, d = 100, M = 400", "examples", [12_500, 25_000, 50_000, 100_000, 200_000], "hinge-step"),
        "hinge-drawn-examples": axis(
            "hinge step of inputs that are drawn, float32, d = 100, M = 400", "examples", [100_000, 1_000_000, 10_000_000], "hinge-step",
            **{"inputs-are": "drawn", "steps": 1}),
        "hinge-inputs": axis("hinge step, float32, N = 25,000, M = 400", "inputs", [25, 50, 100, 200, 400, 800], "hinge-step", **few),
        "hinge-units": axis("hinge step, float32, N = 25,000, d = 100", "units", [50, 100, 200, 400, 800, 1600], "hinge-step", **few),
        "hinge-threads": axis("hinge step, float32, N = 25,000, d = 100, M = 400", "threads", [1, 2], "hinge-step", **few),
        "march-steps": axis("mean-field march, S = 2048", "steps", [125, 250, 500, 1000], "mean-field-march", samples=short.get("samples", 2048)),
        "march-late-steps": axis(
            "compressed march, S = 2048", "steps", [500, 1000, 2500, 5000, 10_000], "mean-field-march", method="compressed",
            samples=short.get("samples", 2048)),
        "march-samples": axis("mean-field march, T = 500", "samples", [512, 2048, 8192, 16_384], "mean-field-march", steps=short.get("steps", 500)),
        "march-threads": axis("mean-field march, T = 500, S = 2048", "threads", [1, 2], "mean-field-march", **short),
        "mixture-examples": axis("mixture step, d = 10,000, full batch", "examples", [2_500, 5_000, 10_000, 20_000], "mixture-step"),
        "mixture-inputs": axis("mixture step, n = 20,000, full batch", "dimension", [500, 1_000, 5_000, 10_000], "mixture-step"),
        "mixture-threads": axis("mixture step, d = 10,000, n = 20,000, full batch", "threads", [1, 2], "mixture-step"),
        "mixture-points": axis("mixture step, d = 10,000, n = 5,000, full batch, all points together", "points", [1, 2, 4, 8, 16], "mixture-step", examples=5_000),
        "population-units": axis("population gradient and update, d = 100, one thread", "units", [50, 100, 200, 400, 800], "population-step"),
        "parquet-rows": axis("Parquet, written", "millions", [1, 5, 10, 20], "parquet-write"),
        "points": lambda report: table(report, "a sweep of trivial points, the whole command", "points", [100, 1000] if smoke else [1000, 3000, 10_000], sweep),
    }


def table(report, title, key, values, measure):
    report.say(f"\n{title}:\n\n| {key} | seconds: median of {TURNS} | grows as {key} to the | peak memory |\n|---|---|---|---|")
    before = None
    for value in values:
        seconds, megabytes = measure(value)
        power = f"{math.log(seconds / before[1]) / math.log(value / before[0]):.2f}" if before else ""
        memory = f"{megabytes:.0f} MB" if megabytes else ""
        report.say(f"| {value:,} | {seconds:.4g} | {power} | {memory} |")
        before = value, seconds


def programme(command):
    contestant = Contestant(command)
    for _ in range(TURNS):
        contestant.turn()
    megabytes = contestant.peak_megabytes()
    contestant.close()
    return contestant.median, megabytes


def sweep(points):
    seconds = []
    for _ in range(TURNS):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "many.yaml")
            file.write_text(POINTS % points, encoding="utf-8")
            start = time.perf_counter()
            subprocess.run(
                ["dotnet", str(BUILT / "Pipeline/release/pipelines.dll"), "run", str(file), "--store", f"{folder}/store", "--results", f"{folder}/results", "-q"],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - start)
    return sorted(seconds)[TURNS // 2], None
