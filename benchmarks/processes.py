"""What a process takes: its processor time, beside that of others, in one run."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# in between, since a process starts with the peak memory of the one that it is started from
LAUNCHER = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
finished = subprocess.run(sys.argv[1:], stdout=sys.stderr)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = used.ru_utime + used.ru_stime
print(json.dumps([seconds, time.perf_counter() - began, used.ru_maxrss // 1024]))
sys.exit(finished.returncode)
"""


def processor_seconds(command: list[str], environment: dict[str, str]) -> list[float]:
    """Run a command; return its processor seconds, its wall-clock seconds and its peak memory in MB."""
    launch = [sys.executable, "-c", LAUNCHER, *command]
    finished = subprocess.run(launch, env=environment, cwd=ROOT, capture_output=True, text=True)
    if finished.returncode:
        raise SystemExit(finished.stderr[-4000:])
    return json.loads(finished.stdout)


def figures(
    measured: Mapping[str, Sequence[Sequence[float]]], seconds: Mapping[str, float]
) -> Iterator[dict[str, str | float]]:
    """Yield what was measured of each method: its seconds, their ratio to the floor's, wall clock and memory.

    measured: by method, what `processor_seconds` returned of each run; seconds: by method, of those the part
    that counts.
    """
    for name, rows in measured.items():
        yield {
            "what": name,
            "seconds": round(seconds[name], 2),
            "ratio": round(seconds[name] / seconds["floor"], 2),
            "wall": round(statistics.median(row[1] for row in rows), 1),
            "peak_mb": max(row[2] for row in rows),
        }
