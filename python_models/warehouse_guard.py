"""A plugin of dbt-duckdb: before dbt opens the warehouse, waits for who has it, and says what will not do.

Without it, whatever is in the way is tried five times within half a minute and told in DuckDB's words.
"""

import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.events.logging import AdapterLogger

HELD = re.compile(r"lock is held.*\(PID ([0-9]+)\)", re.DOTALL)


class Plugin(BasePlugin):
    """Its one setting, wait_seconds, is how long a build waits for another process to let go."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        self.wait_seconds = float(plugin_config["wait_seconds"])

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Is called before the warehouse is opened. Raises RuntimeError with the sentence that dbt prints."""
        path = Path(creds.path)
        stop_if_unwritable(path)
        wait_until_free(path, self.wait_seconds)


def stop_if_unwritable(path: Path) -> None:
    """Makes the folder of the warehouse; raises RuntimeError where that or the file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RuntimeError(
            f"The folder of the warehouse, {path.parent}, cannot be made ({error.strerror}). "
            "Set PROPENSITY_DB to a path that can be written."
        ) from error
    for place in (path.parent, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise RuntimeError(
                f"The warehouse cannot be written: {place} is read-only to this user. "
                "Give this user the right, or set PROPENSITY_DB to a path that can be written."
            )


def wait_until_free(path: Path, seconds: float) -> None:
    """Returns as soon as no other process has the file; raises RuntimeError where one has it for so long."""
    until, is_told = time.monotonic() + seconds, False
    while (holder := _holder(path)) is not None:
        who = f"process {holder}{_since(holder)}"
        if time.monotonic() >= until:
            raise RuntimeError(
                f"The warehouse {path} is held by {who}, and was for the {seconds:g} seconds that this build "
                "waited. Build again when that has ended, or set PROPENSITY_WAIT to more seconds."
            )
        if not is_told:
            AdapterLogger("DuckDB").info(f"Waiting for {who}, which has the warehouse {path}.")
            is_told = True
        time.sleep(1)


def _holder(path: Path) -> int | None:
    """The number of the other process that has the file open to write or read, if one has."""
    if not path.exists():
        return None
    try:
        duckdb.connect(path).close()
    except duckdb.IOException as error:
        if found := HELD.search(str(error)):
            return int(found[1])
        raise RuntimeError(f"The warehouse {path} cannot be opened: {error}") from error
    return None


def _since(process: int) -> str:
    """When a process began, in words; nothing where the system does not say."""
    try:
        asked = ["ps", "-o", "lstart=", "-p", str(process)]
        began = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f", which runs since {began}" if began else ""
