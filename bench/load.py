"""Load by wrk, and what it did to a server."""

import re
import shutil
import subprocess
from dataclasses import dataclass

from bench.server import ROOT, Server

CONNECTIONS = 16
WARM_SECONDS = 4
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Sample:
    """One round: requests a second, CPU milliseconds a request, 99th percentile in ms."""

    rate: float
    cpu: float
    p99: float
    requests: int
    errors: int


@dataclass(frozen=True, slots=True)
class Target:
    """What to ask of whom; `script` is a Lua file of wrk's, `arguments` are for it."""

    server: Server
    path: str
    headers: tuple[str, ...] = ()
    script: str = ""
    arguments: tuple[str, ...] = ()


def interleaved(targets: dict[str, Target], rounds: int, seconds: int) -> dict[str, list[Sample]]:
    """The samples of each target by its name, taken in turn, there and back.

    Each runs for a while before: in its first seconds a server loads and compiles what it needs,
    and looks for the first time what its housekeeping has to do.
    """
    for target in targets.values():
        run(target, seconds=WARM_SECONDS)
    samples: dict[str, list[Sample]] = {name: [] for name in targets}
    for number in range(rounds):
        names = list(targets)
        for name in names if number % 2 == 0 else reversed(names):
            samples[name].append(run(targets[name], seconds=seconds))
    return samples


def run(target: Target, *, seconds: int, connections: int = CONNECTIONS) -> Sample:
    """Ask for the path over and over from that many connections."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    for header in target.headers:
        command += ["-H", header]
    if target.script:
        command += ["-s", str(ROOT / "bench" / target.script)]
    command.append(target.server.url + target.path)
    if target.arguments:
        command += ["--", *target.arguments]
    before = target.server.cpu()
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = target.server.cpu() - before
    requests = int(_found(r"(\d+) requests in", output))
    errors = sum(int(n) for n in re.findall(r"(?:connect|read|write|timeout) (\d+)", output))
    errors += int(_found(r"Non-2xx or 3xx responses: (\d+)", output) or 0)
    number, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s|m)", output)[0]
    return Sample(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", output)),
        cpu=spent * 1000 / max(1, requests),
        p99=float(number) * UNITS[unit],
        requests=requests,
        errors=errors,
    )


def need_wrk() -> None:
    """Stop with a sentence when wrk is not there."""
    if shutil.which("wrk") is None:
        raise SystemExit("bin/bench needs wrk: apt-get install wrk")


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match.group(1) if match else ""
