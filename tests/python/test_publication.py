"""What readers outside see: whole generations, whatever happens to a build."""

import multiprocessing
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, SMALL, WITHOUT_UNIT_TESTS, Company
from shop import shop

import propensity
from propensity import publishing

IMPOSSIBLE = {
    name: {**block, "minimum_roc_auc": 0.999} if name == "open_7d" else block
    for name, block in SMALL["predictions"].items()
}


# ids, times, and an archive's bytes, which hold the time of its writing
DIFFERS_BY_RUN = ("generation_id", "trained_at")


def tables_of(path) -> list[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()


def generations_in(path) -> set[str]:
    """Every generation_id that any row of any table of the published file carries."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        union = " union ".join(f"select generation_id from {schema}.{table}" for schema, table in names)
        return {row[0] for row in connection.execute(union).fetchall()}


def contents(company, published: bool = True) -> dict[str, list[tuple]]:
    """Every published row, without the ids and times that differ from run to run."""
    rows = {}
    for schema, table in tables_of(company.published):
        named = company.query(f"select column_name from (describe {schema}.{table})", published)
        columns = [name for (name,) in named if name not in DIFFERS_BY_RUN]
        rows[table] = company.query(
            f"select {', '.join(columns)} from {schema}.{table} order by all", published
        )
    return rows


def test_every_table_carries_one_generation(built_small_company):
    assert len(generations_in(built_small_company.published)) == 1
    published = {table for _, table in tables_of(built_small_company.published)}
    assert {"audience_scores", "prediction_status", "model_evaluations", "holdout_scores"} <= published
    assert "person_identifiers" not in published


def test_tables_and_columns_carry_their_descriptions_as_comments(built_small_company):
    tables = built_small_company.query("select table_name, comment from duckdb_tables()", published=True)
    assert len(tables) >= 18
    assert [name for name, comment in tables if not (comment or "").startswith("One row")] == []
    columns = dict(
        built_small_company.query(
            "select table_name || '.' || column_name, comment from duckdb_columns() where not internal",
            published=True,
        )
    )
    assert "'" in columns["predictions.prediction_name"]  # text with quotes survives
    # features are described in feature_catalog, and the generation is stamped on by the publication
    elsewhere = ("person_features.", "generation_id")
    silent = [name for name, comment in columns.items() if not comment]
    assert [name for name in silent if not any(part in name for part in elsewhere)] == []


def test_other_threads_another_time_zone_and_a_second_build_change_no_bit(built_shop, shop_project, tmp_path):
    company = shop(tmp_path, shop_project)
    alone = Company(company.folder, settings=company.settings, project=shop_project)
    # where it is tomorrow for half the day
    elsewhere = {"PROPENSITY_THREADS": "1", "TZ": "Pacific/Kiritimati"}
    alone.dbt("build", *WITHOUT_UNIT_TESTS, environment=elsewhere)
    first = contents(company)
    assert first == contents(built_shop)
    assert len(first["audience_scores"]) > 50
    artifacts = "select prediction_name, artifact from training.model_registry order by 1"
    stored = company.query(artifacts, published=True)
    company.dbt("build", *WITHOUT_UNIT_TESTS)
    assert contents(company) == first
    assert company.query(artifacts, published=True) == stored


def poll(published, pipe) -> None:
    """Reads the published file, as a process of its own, until anything comes through the pipe."""
    seen, mixed = generations_in(published), []
    pipe.send("polling")
    while not pipe.poll(0.3):
        ids = generations_in(published)
        seen |= ids
        if len(ids) != 1:
            mixed.append(ids)
    pipe.send((seen, mixed))


def test_readers_during_a_build_see_whole_generations_only(rebuilt_shop):
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    reader = processes.Process(target=poll, args=(rebuilt_shop.published, theirs), daemon=True)
    reader.start()
    theirs.close()  # so that a reader which fails ends the test
    assert ours.recv() == "polling"
    rebuilt_shop.dbt("build", *WITHOUT_UNIT_TESTS)
    ours.send("enough")
    seen, mixed = ours.recv()
    assert mixed == []
    assert len(seen) == 2


def test_kills_in_mid_build_leave_the_last_generation_and_the_next_build_goes_on(
    built_shop, shop_project, tmp_path
):
    company = shop(tmp_path, shop_project)
    company.published.write_bytes(built_shop.published.read_bytes())
    before = company.published.read_bytes()
    for moment in ("features.person_features", "training.trained_models", "activation.published_generation"):
        build = company.start("build", *WITHOUT_UNIT_TESTS)
        for line in build.stdout:
            if moment in line and "START" in line:
                break
        else:
            pytest.fail(f"the build ended before {moment}")
        os.kill(build.pid, signal.SIGKILL)
        build.wait()
        assert company.published.read_bytes() == before
    company.dbt("build", *WITHOUT_UNIT_TESTS)
    assert generations_in(company.published).isdisjoint(generations_in(built_shop.published))
    assert contents(company) == contents(built_shop)
    assert [file.name for file in company.folder.glob("*.draft*")] == []


def test_a_build_waits_for_the_warehouse_and_in_the_end_says_which_process_has_it(rebuilt_shop):
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    for wait, code in (("60", 0), ("2", 1)):
        holder = subprocess.Popen(
            [sys.executable, "-c", hold, str(rebuilt_shop.warehouse)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout.readline() == "held\n"
        # in a process of its own: what this one holds would not keep it out
        build = subprocess.Popen(
            rebuilt_shop.command("run", "--select", "as_of_dates"),
            cwd=rebuilt_shop.project,
            env=rebuilt_shop.environment(PROPENSITY_WAIT=wait),
            stdout=subprocess.PIPE,
            text=True,
        )
        who = f"process {holder.pid}, which runs since "
        assert any(f"Waiting for {who}" in line for line in build.stdout)
        if code == 0:
            holder.communicate("\n")  # lets go
        printed, _ = build.communicate()
        holder.kill()
        holder.wait()
        assert (build.returncode != 0) == code, printed
    assert f"is held by {who}" in printed and "for the 2 seconds that this build waited" in printed


def test_a_warehouse_that_cannot_be_written_is_told_by_its_path():
    ask = (
        "import os, sys; from pathlib import Path; from warehouse_guard import stop_if_unwritable as stop;"
        "os.setresuid(*3 * [65534]) if os.geteuid() == 0 else None; stop(Path(sys.argv[1]))"
    )
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o777)
        folder, file = Path(root) / "folder", Path(root) / "file"
        folder.mkdir(mode=0o555)
        file.touch(mode=0o444)
        for path, place in ((folder / "w.duckdb", folder), (file, file), (file / "w.duckdb", file)):
            command = [sys.executable, "-c", ask, str(path)]
            told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT / "python_models").stderr
            assert "RuntimeError: The " in told and f"{place}" in told and "PROPENSITY_DB" in told


def test_a_build_whose_warehouse_cannot_be_made_ends_in_a_sentence(small_company):
    (small_company.folder / "file").touch()
    small_company.warehouse = small_company.folder / "file" / "warehouse.duckdb"
    printed = small_company.dbt("run", "--select", "as_of_dates", code=2)
    assert f"The folder of the warehouse, {small_company.folder / 'file'}, cannot be made" in printed


def test_a_model_that_fails_leaves_its_table_as_it_was(rebuilt_shop, tmp_path, monkeypatch):
    tables = ("monitoring.source_volumes", "scores.person_contributions")
    before = {table: rebuilt_shop.query(f"select * from {table} order by all") for table in tables}
    rebuilt_shop.project = shutil.copytree(rebuilt_shop.project, tmp_path / "project")
    model = rebuilt_shop.project / "models" / "monitoring" / "source_volumes.sql"
    model.write_text(model.read_text() + "where error('broken')\n")

    def broken(*_):
        raise ValueError("broken")

    monkeypatch.setattr(propensity, "explain", broken)
    printed = rebuilt_shop.dbt("run", "--select", "source_volumes", "person_contributions", code=1)
    assert printed.count("ERROR creating") == 2, printed
    assert {table: rebuilt_shop.query(f"select * from {table} order by all") for table in tables} == before


@pytest.mark.parametrize("is_written", [False, True])
def test_a_publication_that_fails_leaves_the_last_and_nothing_beside_it(is_written, tmp_path, monkeypatch):
    """As where the disk is full while the copy is written, or when it is renamed."""
    path, session = tmp_path / "published.duckdb", duckdb.connect(str(tmp_path / "warehouse.duckdb"))
    for schema, name in (*publishing.REMEMBERED, ("scores", "told"), ("previous", "nothing")):
        session.execute(f"create schema if not exists {schema}")
        session.execute(f"create table {schema}.{name} as select 1 as one")
    told = {
        "schema_name": "scores",
        "table_name": "told",
        "condition": "true",
        "descriptions": '{"": "One."}',
    }
    full = {**told, "condition": "error('No space left on device')"}

    def publish(generation_id: str, *tables: dict[str, str]) -> int:
        run = {"is_whole": True, "published_path": str(path), "generation_id": generation_id}
        return publishing.publish(session, run, tables).num_rows

    def no_space(*_):
        raise OSError("No space left on device")

    assert publish("first", told) == 1
    before = path.read_bytes()
    with monkeypatch.context() as patch, pytest.raises(Exception, match="No space left on device"):
        if is_written:
            patch.setattr(os, "replace", no_space)
        publish("second", told if is_written else full)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.glob("published*")] == ["published.duckdb"]
    assert ("generation",) not in session.execute("select database_name from duckdb_databases()").fetchall()
    assert publish("third", told) == 1


def test_a_full_disk_leaves_the_last_generation_and_the_next_build_goes_on(rebuilt_shop):
    """No file may be longer than a quarter of the warehouse is; that fails as a full disk does."""
    before, rows = rebuilt_shop.published.read_bytes(), contents(rebuilt_shop)
    blocks = rebuilt_shop.warehouse.stat().st_size // 4096
    build = rebuilt_shop.command("build", *WITHOUT_UNIT_TESTS)
    command = [f"ulimit -f {blocks}; exec", *map(shlex.quote, build)]
    failed = subprocess.run(
        ["bash", "-c", " ".join(command)],
        cwd=rebuilt_shop.project,
        env=rebuilt_shop.environment(),
        capture_output=True,
        text=True,
    )
    assert failed.returncode != 0
    assert str(rebuilt_shop.warehouse) in failed.stdout
    assert rebuilt_shop.published.read_bytes() == before
    rebuilt_shop.dbt("build", *WITHOUT_UNIT_TESTS)
    assert contents(rebuilt_shop) == rows
    assert [file.name for file in rebuilt_shop.folder.glob("*.draft*")] == []


def test_an_impossible_minimum_withholds_one_prediction_publishes_the_rest_and_exits_1(rebuilt_company):
    output = rebuilt_company.dbt(
        "build",
        *WITHOUT_UNIT_TESTS,
        code=1,
        predictions={**IMPOSSIBLE, "also_open_7d": SMALL["predictions"]["open_7d"]},
    )
    assert "open_7d: withheld. On the latest holdout an AUC of" in output
    status = dict(
        rebuilt_company.query(
            "select prediction_name, status from activation.prediction_status", published=True
        )
    )
    assert status["open_7d"] == "withheld"
    assert status["also_open_7d"] == "published"
    scored = rebuilt_company.query(
        "select distinct prediction_name from activation.audience_scores", published=True
    )
    assert scored == [("also_open_7d",)]


def test_a_new_block_is_a_published_prediction(built_small_company):
    """The blocks of SMALL stand nowhere but in vars: naming an event and a horizon was enough."""
    scores = built_small_company.query(
        "select count(*), min(propensity) > 0, max(propensity) < 1 from activation.audience_scores "
        "where prediction_name = 'open_7d'",
        published=True,
    )
    assert scores[0][0] > 50
    assert scores[0][1:] == (True, True)


def test_a_value_that_must_be_there_and_is_not_is_found(rebuilt_shop):
    select = ("--select", "settled_labels,test_name:is_never_null")
    rebuilt_shop.dbt("test", *select)
    with duckdb.connect(str(rebuilt_shop.warehouse)) as connection:
        connection.execute("update predictions.settled_labels set settled_person_id = null")
    assert "is_never_null" in rebuilt_shop.dbt("test", *select, code=1)


def test_a_partial_selection_publishes_nothing(rebuilt_company):
    before = rebuilt_company.published.read_bytes()
    output = rebuilt_company.dbt("build", "--select", "scores", "activation", *WITHOUT_UNIT_TESTS)
    assert "Nothing of this was published: the last generation stands." in output
    assert rebuilt_company.query("select count(*) from activation.published_generation") == [(0,)]
    rebuilt_company.dbt("run")
    assert rebuilt_company.published.read_bytes() == before


def test_no_reader_holds_up_a_build_and_none_that_writes_spoils_the_next_generation(rebuilt_company):
    first = generations_in(rebuilt_company.published)
    # a client that opens the file to write, as many do unless told not to, and dies, leaves a log beside it
    rebuilt_company.published.chmod(0o644)
    careless = (
        "import duckdb, os, sys; client = duckdb.connect(sys.argv[1]);"
        "client.execute('create table activation.mine as from activation.audience_scores');"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", careless, str(rebuilt_company.published)], check=True)
    assert rebuilt_company.published.with_name("published.duckdb.wal").exists()
    patient = (
        "import duckdb, sys; client = duckdb.connect(sys.argv[1], read_only=True);"
        "client.execute('set enable_progress_bar = false');"
        "rows = client.execute('select generation_id from activation.audience_scores');"
        "print('reading', flush=True); input(); print(*{row[0] for row in rows.fetchall()})"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", patient, str(rebuilt_company.published)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout.readline() == "reading\n"
    rebuilt_company.dbt("build", *WITHOUT_UNIT_TESTS)
    assert set(reader.communicate("\n")[0].split()) == first
    assert len(generations_in(rebuilt_company.published)) == 1
    assert generations_in(rebuilt_company.published).isdisjoint(first)
    assert ("activation", "mine") not in tables_of(rebuilt_company.published)


def test_the_published_file_is_of_a_format_that_old_clients_read(built_small_company):
    # bytes 12 to 20 of a DuckDB file hold its storage version; 1.2 writes 65 and reads up to 65
    header = built_small_company.published.read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") <= 65
