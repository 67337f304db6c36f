# Two commands matter: `make run` shows the whole system, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test acceptance bench check format setup setup-dev clean

run: setup
	@exec $(BIN)/queue-server demo $(DEMO)

test: setup-dev check
	$(BIN)/python -m pytest -q $(PYTEST)

acceptance: setup-dev
	MOISO_COUNTS=full $(BIN)/python -m pytest -q -s tests/end_to_end tests/faults tests/queue_server/usecases tests/queue_server/simulation $(PYTEST)

bench: setup-dev
	$(BIN)/python -m tests.benchmarks.http_issue
	$(BIN)/python -m tests.benchmarks.slow_disk
	$(BIN)/python -m tests.benchmarks.durable_issue
	$(BIN)/python -m tests.benchmarks.fan_out
	$(BIN)/python -m tests.benchmarks.bus_cycle
	$(BIN)/python -m tests.benchmarks.estimate_quality
	$(BIN)/python -m tests.benchmarks.province_hour
	$(BIN)/python -m tests.benchmarks.scale_out
	$(BIN)/python -m tests.benchmarks.procedure_search

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup:
	@PYTHON=$(PYTHON) tools/setup.sh run

setup-dev:
	@PYTHON=$(PYTHON) tools/setup.sh dev

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
