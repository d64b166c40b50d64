# Every target makes what it needs first, and does nothing twice. `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= 2
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes --only-binary :all:

export PIP_ROOT_USER_ACTION := ignore
export PORT

.PHONY: help setup start test test-all lint format requirements messages bench runtime dev database browser clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: runtime database ## make the environment and the database (what the program needs to run)

start: setup ## load the practice team and serve it on http://127.0.0.1:8000 (PORT=... for another port)
	@$(BIN)/samsteg start

test: dev browser ## everything CI runs: the gates, then all tests
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n $(WORKERS) -m "not full_product"

test-all: dev browser lint ## as test, and every combination through the browser
	$(BIN)/python -m pytest -n $(WORKERS)

lint: dev ## the gates without the tests: style, types, layers, security, templates, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --confidence-level medium --configfile pyproject.toml samsteg config
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python scripts/messages.py --check

format: dev ## let ruff write the code as the gates want it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

requirements: ## compile requirements/*.in to exact versions with hashes (needs uv)
	@command -v uv >/dev/null || { echo "uv is missing: https://docs.astral.sh/uv says how to install it."; exit 1; }
	uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header requirements/base.in --output-file requirements/base.txt
	uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header requirements/dev.in --output-file requirements/dev.txt

messages: dev ## collect the texts of code and templates into locale/, and compile the translations
	$(BIN)/python scripts/messages.py

bench: dev ## run the benchmarks; results are kept in bench/
	$(BIN)/python -m bench

clean: ## remove the environment and caches (the database in var/ is kept)
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

runtime: $(VENV)/.runtime $(BIN)/samsteg

dev: runtime $(VENV)/.dev

database: runtime
	@$(BIN)/python scripts/prepare_database.py

browser:
	@sh scripts/browser.sh

$(BIN)/python:
	@sh scripts/environment.sh "$(PYTHON)" "$(VENV)"

$(VENV)/.runtime: requirements/base.txt | $(BIN)/python
	@echo "Installing what Samsteg needs to run ..."
	@$(PIP) -r requirements/base.txt || { echo "The packages could not be installed. Check the network, then run the same line again."; exit 1; }
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements/dev.txt || { echo "The packages could not be installed. Check the network, then run the same line again."; exit 1; }
	@touch $@

$(BIN)/samsteg: scripts/console_command.py $(VENV)/.runtime
	@$(BIN)/python scripts/console_command.py
