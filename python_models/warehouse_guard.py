"""A plugin of dbt-duckdb: before dbt opens the warehouse, waits for who has it, and says what will not do.

Without it, whatever is in the way is tried five times within half a minute and told in DuckDB's words.
"""

import os
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.events.logging import AdapterLogger

HELD = re.compile(r"lock is held.*?(?:PID ([1-9][0-9]*)|$)", re.DOTALL)


class Plugin(BasePlugin):
    """Its one setting, wait_seconds, is how long a build waits for another process to let go."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        asked = plugin_config["wait_seconds"]
        if not re.fullmatch(r"[0-9]+", str(asked)):
            raise RuntimeError(f"PROPENSITY_WAIT must be a number of seconds, such as 60; it is '{asked}'.")
        self.wait_seconds = int(asked)

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Is called before the warehouse is opened. Raises RuntimeError with the sentence that dbt prints."""
        path = Path(creds.path)
        stop_if_unwritable(path)
        wait_until_free(path, self.wait_seconds, config)


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


def wait_until_free(path: Path, seconds: int, config: Mapping[str, Any]) -> None:
    """Returns as soon as no other process has the file; raises RuntimeError where one has it for so long.

    config: of the connection, as DuckDB takes it.
    """
    until, is_told = time.monotonic() + seconds, False
    while who := _holder(path, config):
        if time.monotonic() >= until:
            raise RuntimeError(
                f"The warehouse {path} is held by {who}, and was for the {seconds} seconds that this build "
                "waited. Build again when that has ended, or set PROPENSITY_WAIT to more seconds."
            )
        if not is_told:
            AdapterLogger("DuckDB").info(f"Waiting for {who}, which has the warehouse {path}.")
            is_told = True
        time.sleep(1)


def _holder(path: Path, config: Mapping[str, Any]) -> str | None:
    """Which other process has the file open to write or read, in words, if one has."""
    if not path.exists():
        return None
    try:
        duckdb.connect(path, config=dict(config)).close()
    except duckdb.IOException as error:
        if held := HELD.search(str(error)):
            # of one in another container there is no number
            return f"process {held[1]}{_since(held[1])}" if held[1] else "another process"
        raise RuntimeError(f"The warehouse {path} cannot be opened: {error}") from error
    return None


def _since(process: str) -> str:
    """When a process began, in words; nothing where the system does not say."""
    try:
        asked = ["ps", "-o", "lstart=", "-p", process]
        began = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f", which runs since {began}" if began else ""
