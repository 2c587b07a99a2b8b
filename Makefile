# The two commands: `make build` sets everything up and runs the main job, `make test` runs every check.
PYTHON ?= python3
BIN := .venv/bin
# a third sooner: what it parses are objects that all live until the end
SQLFLUFF := $(BIN)/python -c "import gc; gc.disable(); from sqlfluff.cli.commands import cli; cli()"

.PHONY: build test story lint lock demo clean

build: .venv/.installed
	$(BIN)/dbt build

test: .venv/.installed lint
	@echo "== pytest, with whole builds of the demo and of small companies (25 to 30 minutes)"
	$(BIN)/python -m pytest

# ninety days of a company, built one by one (about an hour)
story: .venv/.installed
	STORY_DAYS=90 $(BIN)/python -m pytest -n0 tests/python/test_story.py

lint: .venv/.installed
	@echo "== ruff and sqlfluff"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	ls -d models/*/ tests | DBT_TARGET=lint xargs -P 2 -n 5 $(SQLFLUFF) lint --nocolor --disable-progress-bar

.venv/.installed: requirements.lock
	@echo "== setting up .venv from requirements.lock (about a minute)"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

# writes the demo company's raw tables anew, byte for byte
demo: .venv/.installed
	$(BIN)/python -m simulator --out seeds/demo

# needs uv on the path; the list it writes holds no registry's host
lock:
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-annotate --no-header -o requirements.lock

clean:
	rm -rf .venv target logs dbt_packages warehouse/*.duckdb*
