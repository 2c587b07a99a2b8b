"""A company to build: its raw tables, a warehouse of its own, and dbt run on them as a user would."""

import contextlib
import datetime
import gc
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.parser.manifest import ManifestLoader
from dbt_common.events.base_types import EventLevel
from dbt_common.events.event_manager import EventManager

from simulator import Config, simulate

ROOT = Path(__file__).resolve().parents[2]
DBT = Path(sys.executable).with_name("dbt")

# the schemas and selectors, in the order in which data flows
LAYERS = [
    "staging",
    "identity",
    "features",
    "predictions",
    "training",
    "evaluation",
    "scores",
    "monitoring",
    "activation",
]

# unit tests are run by the builds of the demo and of the shop
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")

# two predictions that 400 people over 16 weeks are enough for
SMALL = {
    "predictions": {
        "churn_14d": {
            "question": "Which subscribers are likely to cancel in the next 14 days?",
            "population": "subscription_status = 'active'",
            "outcome": {"event": "subscription_cancelled"},
            "horizon_days": 14,
        },
        "open_7d": {
            "question": "Who will open an e-mail in the next 7 days?",
            "outcome": {"event": "email_opened"},
            "horizon_days": 7,
        },
    },
    "holdout_days": 28,
    "training_positives_needed": 10,
    "holdout_positives_needed": 3,
    "backtest_origins": 1,
}


# of each raw table of the simulator: when a row happened, and when the warehouse had it
CLOCKS = {
    "web_events": ("event_time", "received_at"),
    "app_events": ("event_time", "received_at"),
    "email_events": ("occurred_at", "loaded_at"),
    "support_tickets": ("created_at", "loaded_at"),
    "billing_subscription_changes": ("changed_at", "loaded_at"),
    "billing_payments": ("paid_at", "loaded_at"),
    "billing_accounts": ("registered_at", "loaded_at"),
}


def is_known(table: pa.Table, happened: str, loaded: str, moment: datetime.datetime) -> np.ndarray:
    """Whether the warehouse had each row of a raw table before a moment."""
    known_at = pc.max_element_wise(table[happened], table[loaded])
    return pc.less(known_at, pa.scalar(moment, table[happened].type)).to_numpy()


class Company:
    """Raw tables and a warehouse in a folder; `dbt` runs the project of this repository on them."""

    def __init__(
        self, folder: Path, raw: Path | None = None, settings: dict | None = None, project: Path = ROOT
    ):
        self.folder, self.project, self.settings = folder, project, settings or {}
        self.raw = raw or folder / "raw"
        self.warehouse = folder / "warehouse.duckdb"
        self.published = folder / "published.duckdb"

    def environment(self, **extra: str) -> dict[str, str]:
        return {
            **os.environ,
            "DBT_PROFILES_DIR": str(self.project / "profiles"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "PROPENSITY_RAW": str(self.raw),
            "PROPENSITY_DB": str(self.warehouse),
            "PROPENSITY_PUBLISHED": str(self.published),
            **extra,
        }

    def command(self, *arguments: str, **settings) -> list[str]:
        values = {**self.settings, **settings}
        return [str(DBT), *arguments, *(["--vars", json.dumps(values)] if values else [])]

    def start(self, *arguments: str, **settings) -> subprocess.Popen:
        return subprocess.Popen(
            self.command(*arguments, **settings),
            cwd=self.project,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def dbt(self, *arguments: str, code: int = 0, environment: dict | None = None, **settings) -> str:
        """Runs dbt, checks its exit code, and returns what it printed."""
        finished = subprocess.run(
            self.command(*arguments, **settings),
            cwd=self.project,
            env=self.environment(**(environment or {})),
            capture_output=True,
            text=True,
        )
        assert finished.returncode == code, finished.stdout[-8000:] + finished.stderr[-2000:]
        return finished.stdout

    def run(self, select: str, **settings) -> str:
        """Builds the selected models and seeds without any test."""
        flags = ("--exclude-resource-type", "test", *WITHOUT_UNIT_TESTS)
        return self.dbt("build", *flags, "--select", select, **settings)

    def query(self, sql: str, published: bool = False) -> list[tuple]:
        with duckdb.connect(
            str(self.published if published else self.warehouse), read_only=True
        ) as connection:
            return connection.execute(sql).fetchall()

    def manifest(self) -> dict:
        return json.loads((self.folder / "target" / "manifest.json").read_text())


def state_of_any_date(loader: ManifestLoader, state=ManifestLoader.build_manifest_state_check):
    """What dbt compares to know whether to parse anew: all but the as-of date, which no parse reads."""
    said = loader.root_project.cli_vars
    date = said.pop("as_of_date", None)
    try:
        return state(loader)
    finally:
        if date:
            said["as_of_date"] = date


fire_event = EventManager.fire_event


def fire_but_for_debug(manager: EventManager, event, level=None, *rest, **more) -> None:
    """What dbt notes for who debugs it, ten thousand lines a build, is not written."""
    if (level or event.level_tag()) != EventLevel.DEBUG:
        fire_event(manager, event, level, *rest, **more)


class QuickCompany(Company):
    """A company whose dbt runs in this process: seconds sooner, and tests may replace the library."""

    logs = False  # whether dbt writes its log

    def dbt(self, *arguments: str, code: int = 0, environment: dict | None = None, **settings) -> str:
        flags = ("--no-use-colors", "--project-dir", str(self.project))
        command = self.command(*arguments, *flags, **settings)[1:]
        printed = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
            for name, value in self.environment(**(environment or {})).items():
                patch.setenv(name, value)
            patch.chdir(self.project)
            patch.setattr(ManifestLoader, "build_manifest_state_check", state_of_any_date)
            if not self.logs:
                patch.setattr(EventManager, "fire_event", fire_but_for_debug)
            gc.disable()  # a project is a million objects that all live until the end
            try:
                result = dbtRunner().invoke(command)
            finally:
                gc.enable()
                # dbt keeps the warehouse open for as long as the process lives
                if DuckDBConnectionManager._ENV is not None:
                    DuckDBConnectionManager._ENV.close()
                    DuckDBConnectionManager._ENV = None
        output = printed.getvalue() + (str(result.exception) if result.exception else "")
        assert (0 if result.success else 2 if result.exception else 1) == code, output[-8000:]
        return output


def copied(company: Company, folder: Path) -> QuickCompany:
    """The company with all that it has built, in another folder."""
    shutil.copytree(company.folder, folder, dirs_exist_ok=True)
    return QuickCompany(folder, settings=company.settings, project=company.project)


def write_raw(tables: dict[str, pa.Table], folder: Path) -> None:
    """Writes raw tables, without the truth, as the files that staging reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        if not name.startswith("truth/"):
            pq.write_table(table, folder / f"{name}.parquet")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What reads the same large build runs in one process, one test after the other; so does a module."""
    for item in items:
        builds = {"demo", "shop_project", "built_small_company"}.intersection(item.fixturenames)
        item.add_marker(pytest.mark.xdist_group("".join(builds) or item.path.stem))


@pytest.fixture(scope="session")
def small_tables() -> dict[str, pa.Table]:
    """The raw tables of a small company: 400 people, 16 weeks."""
    return simulate(Config(people=400, days=112, seed=3, continuations=0))


@pytest.fixture
def small_company(small_tables, tmp_path) -> QuickCompany:
    """A small company of its own for each test, not yet built."""
    write_raw(small_tables, tmp_path / "raw")
    return QuickCompany(tmp_path, settings=SMALL)


@pytest.fixture(scope="session")
def built_small_company(small_tables, tmp_path_factory) -> QuickCompany:
    """A small company, built once; tests only read it."""
    folder = tmp_path_factory.mktemp("small")
    write_raw(small_tables, folder / "raw")
    company = QuickCompany(folder, settings=SMALL)
    company.output = company.dbt("build", *WITHOUT_UNIT_TESTS)
    return company


@pytest.fixture
def rebuilt_company(built_small_company, tmp_path) -> QuickCompany:
    """A copy of the built small company, to build again."""
    return copied(built_small_company, tmp_path)


@pytest.fixture(scope="session")
def shop_project(tmp_path_factory) -> Path:
    """This project with one more source, as a company would add it; see shop.py."""
    from shop import make_project

    return make_project(tmp_path_factory.mktemp("shop") / "project")


@pytest.fixture(scope="session")
def built_shop(shop_project, tmp_path_factory) -> QuickCompany:
    """A shop with two published predictions, built once; tests only read it."""
    from shop import shop

    company = shop(tmp_path_factory.mktemp("built_shop"), shop_project)
    company.output = company.dbt("build")  # with unit tests, which hold whatever a company sets
    return company


@pytest.fixture
def rebuilt_shop(built_shop, tmp_path) -> QuickCompany:
    """A copy of the built shop, to build again."""
    return copied(built_shop, tmp_path)


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> QuickCompany:
    """The committed demo company, built once, graded at one earlier time; tests only read it."""
    company = QuickCompany(tmp_path_factory.mktemp("demo"), raw=ROOT / "seeds" / "demo")
    company.output = company.dbt("build", *WITHOUT_UNIT_TESTS, backtest_origins=1)
    return company
