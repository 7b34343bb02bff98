"""The whole command on an experiment whose cost is the theory of figure 1 at late times: full batch, two solutions and one of half the samples."""
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

from contest import TOOL
from contestant import settings

EXPERIMENT = """experiment: late
system: gaussian-mixture
seed: 1
dataset: {law: two-clusters, inputDimension: 20, sampleRatio: 2, noiseLevel: 0.5}
network: linear
training: {batch: full-batch, learningRate: 0.2, steps: %d, ridge: 0, initialVariance: 0.01, start: free, seeds: 2}
theory: {method: %s, samples: %d, replicates: 2}
record: {log: 40}
"""

s = settings(tool=TOOL, method="march", steps=2500, samples=2048)


def run():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "late.yaml")
        file.write_text(EXPERIMENT % (s["steps"], s["method"], s["samples"]), encoding="utf-8")
        start = time.perf_counter()
        command = ["dotnet", s["tool"], "run", str(file), "--store", f"{folder}/store", "--results", f"{folder}/results", "-q"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start


print("ready 0 0", flush=True)
for _ in sys.stdin:
    print(f"{run()!r} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024!r}", flush=True)
