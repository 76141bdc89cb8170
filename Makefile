# Everything a contributor runs. `make check` is exactly what CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: setup check test lint types imports docs format clean

# An editable install in strict mode: type checkers and import-linter see the real files. Run it again after adding a module.
setup:
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=strict --editable . --group dev

check: lint types imports docs-fresh test

test:
	$(BIN)/python -Im pytest

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

# The pages of docs/elements are generated from the checks; the second target fails when they are stale.
docs:
	$(BIN)/python docs/generate.py

docs-fresh:
	$(BIN)/python docs/generate.py --check

format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
