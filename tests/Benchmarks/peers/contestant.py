"""The peers' side of the protocol of race.py: say what a step amounts to, then answer every line with the seconds of a step."""
import sys
import time
from concurrent.futures import ThreadPoolExecutor


warming = 2.0


def settings(**defaults):
    """key=value arguments over the defaults; a key without a default is refused, but for warm, the seconds to warm up."""
    global warming
    given = dict(argument.split("=", 1) for argument in sys.argv[1:])
    warming = float(given.pop("warm", warming))
    unknown = set(given) - set(defaults)
    if unknown:
        sys.exit(f"nothing here reads {', '.join(sorted(unknown))}")
    return {key: type(value)(given[key]) if key in given else value for key, value in defaults.items()}


def serve(run, steps=1, flops=0.0, bytes_read=0.0):
    warm = time.perf_counter()
    run()
    while time.perf_counter() - warm < warming:
        run()
    print(f"ready {flops!r} {bytes_read!r}", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        run()
        print(f"{(time.perf_counter() - start) / steps!r}", flush=True)


def workers(threads):
    """Runs jobs on so many threads. BLAS has one thread a job: NumPy's element-wise work is then parallel too."""
    if threads == 1:
        return lambda function, jobs: [function(job) for job in jobs]
    pool = ThreadPoolExecutor(threads)
    return lambda function, jobs: list(pool.map(function, jobs))


def fastest(candidates, trial):
    """The candidate whose trial takes least, the best of three trials each: a peer is as good as it can be made."""
    def seconds(candidate):
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            trial(candidate)
            best = min(best, time.perf_counter() - start)
        return best
    return min(candidates, key=seconds)
