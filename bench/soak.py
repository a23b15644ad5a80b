"""Ten minutes of everything at once, workers killed and restarted; nothing may be lost."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median, quantiles

from bench import blog, table
from bench.crowd import ARTICLES, HAN, Crowd, Tally
from bench.server import ROOT, SECRET, Server
from blog.models import site

NAME = "soak"
KILL_SECONDS = 5
QUIET = re.compile(r"Worker \(pid:\d+\) was sent SIG(KILL|TERM)|^The blog is at|^$")


def run(seconds: int = 600) -> None:
    """Print what each kind of request met, and whether anything was lost or left behind."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name)
        blog.filled(folder, ARTICLES, han=HAN, indexed=True)
        app = blog.opened(folder)
        with app.app_context():
            zone = site.current().settings.time_zone
        blog.close(app)
        before = _Stored(folder)
        log = folder / "server.log"
        server = Server.of(folder, workers=3, threads=4, log=log, BLOG_PROXIES="1")
        try:
            with Crowd(server.port, zone) as crowd:
                trial = _Trial(folder, server, crowd, seconds)
                trial.go()
        finally:
            server.stop()
        _tell_requests(crowd, seconds)
        _tell_losses(crowd, before, _Stored(folder))
        trial.tell()
        _tell_rest(folder, log)


class _Trial:
    """What is done to the server while the crowd uses it."""

    def __init__(self, folder: Path, server: Server, crowd: Crowd, seconds: int) -> None:
        self.folder, self.server, self.crowd = folder, server, crowd
        self.seconds = seconds
        self.memory: list[float] = []
        self.killed = 0
        self.away = 0.0
        self.backup: subprocess.Popen[bytes] | None = None

    def go(self) -> None:
        """Kill a worker every five seconds; a backup, SIGHUP and SIGTERM each at its time."""
        begun = time.monotonic()
        deeds = [(0.25, self._back_up), (0.45, self._reload), (0.7, self._restart)]
        while (passed := time.monotonic() - begun) < self.seconds:
            time.sleep(min(KILL_SECONDS, self.seconds - passed))
            self.memory.append(self.server.memory())
            if deeds and passed >= deeds[0][0] * self.seconds:
                deeds.pop(0)[1]()
            else:
                self._kill()
        if self.backup:
            self.backup.wait(120)

    def _kill(self) -> None:
        # The oldest is spared: what leaks shows in one that lives.
        if young := self.server.children()[1:]:
            os.kill(random.choice(young), signal.SIGKILL)
            self.killed += 1

    def _back_up(self) -> None:
        self.backup = subprocess.Popen(
            _command("backup", self.folder / "backup.zip"),
            cwd=ROOT,
            env=_environment(self.folder),
            stdout=subprocess.DEVNULL,
        )

    def _reload(self) -> None:
        self.server.process.send_signal(signal.SIGHUP)

    def _restart(self) -> None:
        self.crowd.restarting, begun = True, time.monotonic()
        self.server.stop()
        self.server.start(self.server.port)
        self.away = time.monotonic() - begun
        self.crowd.restarting = False

    def tell(self) -> None:
        """Print what was done, and the level of the memory."""
        third = len(self.memory) // 3 + 1
        starts = range(0, len(self.memory), third)
        levels = " / ".join(f"{median(self.memory[n : n + third]):.0f}" for n in starts)
        told = f"first, second, last third: {levels} MB; {self.server.workers} workers"
        table.line("memory (PSS), highest", [max(self.memory)], "MB", told=told)
        table.line("workers killed", [self.killed], "")
        table.line("from SIGTERM to the first answer", [self.away], "s")
        ended = self.backup.returncode if self.backup else 1
        table.line("exit status of the backup", [ended], "", most=0)


class _Stored:
    """What the database has counted."""

    def __init__(self, folder: Path) -> None:
        connection = sqlite3.connect(folder / "blog.db")
        self.views = dict(connection.execute("SELECT article_id, views FROM article_views"))
        self.comments = connection.execute("SELECT count(*) FROM comments").fetchone()[0]
        connection.close()


def _tell_requests(crowd: Crowd, seconds: int) -> None:
    table.head(f"{seconds} s, {len(crowd.people)} people on {ARTICLES:,} articles")
    print(f"  {'':12}{'answers':>9} {'cut':>6} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8}  statuses")
    for kind, tally in crowd.tallies.items():
        print(f"  {kind:12}{_figures(tally)}")
    late = crowd.late or [0.0]
    told = f"{len(late)} times; looked at once a second"
    table.line("published after its time, at most", [max(late)], "s", told=told)
    unlike = Counter(crowd.failures)
    table.line("wrong answers outside the restart", [len(crowd.failures)], "", most=0)
    for failure, times in unlike.most_common(5):
        print(f"      {times} x {failure!r}")
    table.line("wrong answers in the restart", [crowd.excused], "")


def _figures(tally: Tally) -> str:
    waits = tally.waits if len(tally.waits) > 1 else [0.0, 0.0]
    statuses = ", ".join(f"{status}: {n:,}" for status, n in sorted(tally.statuses.items()))
    return (
        f"{len(tally.waits):>9,} {tally.cut:>6} {median(waits):>8.1f}"
        f" {quantiles(waits, n=100)[-1]:>8.1f} {max(waits):>8.0f}  {statuses}"
    )


def _tell_losses(crowd: Crowd, before: _Stored, after: _Stored) -> None:
    wrong = [
        article
        for article, views in after.views.items()
        if not 0 <= views - before.views[article] - crowd.answered[article] <= crowd.cut[article]
    ]
    counted = sum(after.views.values()) - sum(before.views.values())
    hits = crowd.tallies["hit"]
    told = f"{hits.statuses[200]:,} answered, {hits.cut} cut, {counted:,} counted"
    table.line("articles whose count is wrong", [len(wrong)], "", most=0, told=told)
    for article in wrong[:5]:
        counted = after.views[article] - before.views[article]
        print(f"      article {article}: {crowd.answered[article]} answered, {counted} counted")
    sent = crowd.tallies["comment"]
    stored = after.comments - before.comments
    lost = max(0, sent.statuses[303] - stored, stored - sent.statuses[303] - sent.cut)
    told = f"{sent.statuses[303]} answered, {sent.cut} cut, {stored} stored"
    table.line("comments lost or doubled", [lost], "", most=0, told=told)


def _tell_rest(folder: Path, log: Path) -> None:
    lines = [line for line in log.read_text().splitlines() if not QUIET.search(line)]
    table.line("lines in the server's log", [len(lines)], "")
    for line, times in Counter(re.sub(r"\d{2,}|0x\w+", "…", line) for line in lines).most_common(8):
        print(f"      {times} x {line[:160]}")
    left = [number for number in _processes(folder) if number != os.getpid()]
    table.line("processes left behind", [len(left)], "", most=0)
    checked = subprocess.run(
        _command("check"),
        cwd=ROOT,
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    said = (checked.stdout + checked.stderr).strip().splitlines()
    table.line("exit status of flask blog check", [checked.returncode], "", most=0, told=said[-1])
    for line in said[:-1][:5]:
        print(f"      {line}")


def _command(*arguments: str | Path) -> list[str | Path]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "blog", *arguments]


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {"BLOG_INSTANCE_FOLDER": str(folder), "BLOG_SECRET_KEY": SECRET}


def _processes(folder: Path) -> list[int]:
    """Those that were started for the blog in that folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"BLOG_INSTANCE_FOLDER={folder}\0".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:  # it is gone, or somebody else's
            continue
    return found
