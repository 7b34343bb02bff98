"""The programs of a race as processes that answer one line with the seconds of one turn."""
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE.parents[2] / "artifacts/bin"
TOOL = str(BUILT / "Pipeline/release/pipelines.dll")
OURS = ["dotnet", str(BUILT / "Benchmarks/release/Pipelines.Benchmarks.dll"), "race"]


for_all = {}  # settings that every program gets


def ours(race, **settings):
    return [*OURS, race, *pairs(settings)]


def peer(program, **settings):
    return ["/usr/bin/python3", str(HERE / f"{program}.py"), *pairs(settings)]


def command(program, **settings):
    """A program that runs our tool, and needs no package."""
    return [sys.executable, "-S", str(HERE / f"{program}.py"), *pairs(settings)]


def is_ours(program):
    return program[0] == OURS[0] or "-S" in program


def script(program, **settings):
    return ["node", str(HERE / f"{program}.mjs"), *pairs(settings)]


def pairs(settings):
    return [f"{key}={value}" for key, value in (for_all | settings).items()]


class Contestant:
    def __init__(self, command):
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        ready = self.process.stdout.readline().split()
        if not ready:
            sys.exit(f"{' '.join(command)} did not start")
        self.flops, self.bytes = float(ready[1]), float(ready[2])
        self.seconds, self.megabytes = [], None

    def turn(self):
        """A program that runs others says how much memory they had, too."""
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        seconds, *megabytes = map(float, self.process.stdout.readline().split())
        self.seconds.append(seconds)
        if megabytes:
            self.megabytes = megabytes[0]

    @property
    def median(self):
        return statistics.median(self.seconds)

    def peak_megabytes(self):
        """The most memory the process has had, where the system says so."""
        if self.megabytes:
            return self.megabytes
        try:
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return None
        return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), None)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Contest:
    """Contestants by name, all prepared; a turn is one of each, in order."""

    def __init__(self, commands):
        self.contestants = {}
        self.commands = commands

    def __enter__(self):
        for who, command in self.commands.items():
            self.contestants[who] = Contestant(command)
        return self

    def __exit__(self, *_):
        for contestant in self.contestants.values():
            contestant.close()

    def turn(self):
        for contestant in self.contestants.values():
            contestant.turn()

    @property
    def first(self):
        return next(iter(self.contestants.values()))

    def probe(self):
        """The contestant that only measures the machine, if there is one."""
        return next((c for who, c in self.contestants.items() if who in ("fma-peak", "read-bandwidth", "history-read")), None)
