"""Load by wrk, and what it did to a server."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from statistics import median

from bench.server import Server

CONNECTIONS = 16
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Sample:
    """One round: requests a second, CPU milliseconds a request, 99th percentile in ms."""

    rate: float
    cpu: float
    p99: float
    requests: int
    errors: int


def run(server: Server, path: str, *headers: str, seconds: float = 3, script: str = "") -> Sample:
    """Ask for the path over and over from CONNECTIONS connections."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", script]
    before = server.cpu()
    output = subprocess.run(
        [*command, server.url + path], capture_output=True, text=True, check=True
    ).stdout
    spent = server.cpu() - before
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


def middle(samples: list[Sample]) -> Sample:
    """The median of each figure over the rounds."""
    return Sample(
        rate=median(sample.rate for sample in samples),
        cpu=median(sample.cpu for sample in samples),
        p99=median(sample.p99 for sample in samples),
        requests=sum(sample.requests for sample in samples),
        errors=sum(sample.errors for sample in samples),
    )


def spread(values: list[float]) -> str:
    """Lowest to highest."""
    return f"{min(values):.2f}-{max(values):.2f}"


def need_wrk() -> None:
    """Stop with a sentence when wrk is not there."""
    if shutil.which("wrk") is None:
        raise SystemExit("bin/bench needs wrk: apt-get install wrk")


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match.group(1) if match else ""
