# Two commands matter: `make run` shows the whole system, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Each also alone: python -m tests.benchmarks.NAME
BENCHMARKS := http_issue call_next commit_to_displays press_to_digits press_to_tv announce_latency slow_disk start_up idle_displays \
	bus_cycle estimate_quality procedure_search province_hour scale_out durable_issue fan_out

.PHONY: run test acceptance bench check format setup setup-dev clean

run: setup
	@exec $(BIN)/queue-server demo $(DEMO)

test: setup-dev check
	$(if $(PYTEST),$(BIN)/python -m pytest -q $(PYTEST),tools/test.sh)

acceptance: setup-dev
	MOISO_COUNTS=full $(BIN)/python -m pytest -q -s tests/end_to_end tests/faults tests/queue_server/usecases tests/queue_server/simulation $(PYTEST)

bench: setup-dev
	for name in $(BENCHMARKS); do $(BIN)/python -m tests.benchmarks.$$name || echo "$$name: failed, or an aim was missed"; done
	$(BIN)/python tools/performance_page.py

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
