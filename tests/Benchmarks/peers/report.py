"""Tables of a race, printed as they come and, if asked, put between two marks of a document."""
import datetime
import os
import pathlib
import platform
import statistics


def spread(values, form="{:.4g}"):
    return " / ".join(form.format(v) for v in (min(values), statistics.median(values), max(values)))


class Report:
    HEAD = "| race | who | seconds: min / median / max | rate | times ours: min / median / max | of the probe | peak memory |\n|---|---|---|---|---|---|---|"

    def __init__(self, kind):
        self.kind, self.lines, self.name = kind, [], ""
        load = os.getloadavg()[0]
        self.say(f"{datetime.date.today()}, {machine()}, {os.cpu_count()} processors, load {load:.1f} at the start.\n")
        if kind == "races":
            self.say(self.HEAD)

    def say(self, line):
        self.lines.append(line)
        print(line, flush=True)

    def title(self, name):
        self.name = name

    def race(self, contest):
        probe = contest.probe()
        for who, c in contest.contestants.items():
            ratios = [theirs / own for own, theirs in zip(contest.first.seconds, c.seconds)]
            against = "" if c in (contest.first, probe) else spread(ratios, "{:.2f}")
            memory = c.peak_megabytes()
            cells = [self.name, who, spread(c.seconds), rate(c), against, share(c, probe), f"{memory:.0f} MB" if memory else ""]
            self.say("| " + " | ".join(cells) + " |")

    def write(self, path):
        begin, end = f"<!-- {self.kind}: begin -->", f"<!-- {self.kind}: end -->"
        text = path.read_text(encoding="utf-8")
        if begin not in text or end not in text:
            raise SystemExit(f"{path} lacks the marks {begin} and {end}")
        before, after = text.split(begin)[0], text.split(end)[1]
        path.write_text(before + begin + "\n" + "\n".join(self.lines) + "\n" + end + after, encoding="utf-8")


def rate(contestant):
    parts = [f"{contestant.flops / contestant.median / 1e9:.0f} GFLOP/s"] if contestant.flops else []
    parts += [f"{contestant.bytes / contestant.median / 1e9:.1f} GB/s"] if contestant.bytes else []
    return ", ".join(parts)


def share(contestant, probe):
    """A contestant's rate over the probe's, turn by turn."""
    if probe is None or contestant is probe:
        return ""
    work, limit = (contestant.flops, probe.flops) if probe.flops else (contestant.bytes, probe.bytes)
    if not work:
        return ""
    return spread([(work / own) / (limit / best) for own, best in zip(contestant.seconds, probe.seconds)], "{:.2f}")


def machine():
    """The processor's name, where the system says so."""
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())
