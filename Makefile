# Everything runs in .venv, which any target makes first where it is missing or out of date.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
OLD_ANKI := 24.11 25.9.5

.DEFAULT_GOAL := help
.PHONY: help deck test check verify lint bench gpu wheel anki clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deck: $(VENV)/.deck ## Build the shipped deck, both editions, into dist/
	$(BIN)/build-deck

test: $(VENV)/.test ## Run the tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not gpu and not bench"

check: $(VENV)/.check ## Everything a change must pass: format, lint, types, layers, tests with branch coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not gpu and not bench" --cov --cov-report=term:skip-covered

verify: $(VENV)/.deck ## Run every snippet twice and compare with the recordings
	$(BIN)/build-deck verify

lint: $(VENV)/.deck ## Look over the shipped deck without running anything
	$(BIN)/build-deck lint --strict

bench: $(VENV)/.bench ## Measure against peers, side by side
	$(BIN)/python -m pytest -q -s -m bench tests/bench

gpu: $(VENV)/.test ## What only a CUDA device can show
	$(BIN)/python -m pytest -m gpu -rA

wheel: $(VENV)/.check ## Build the wheel into dist/
	$(BIN)/python -m pip wheel --disable-pip-version-check --quiet --no-deps --wheel-dir dist .

clean: ## Remove what the targets above made
	rm -rf $(VENV) .anki .build-deck dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

anki: $(OLD_ANKI:%=.anki/%/.done) ## Install the older Ankis that packages are tested with

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.deck: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[deck]'
	@touch $@

$(VENV)/.test: $(VENV)/.deck $(OLD_ANKI:%=.anki/%/.done)
	$(PIP) install -c constraints.txt -e '.[deck,test]'
	@touch $@

$(VENV)/.check: $(VENV)/.test
	$(PIP) install -c constraints.txt -e '.[deck,test,check]'
	@touch $@

$(VENV)/.bench: $(VENV)/.test
	$(PIP) install -c constraints.txt -e '.[deck,test,bench]'
	@touch $@

# Older Ankis live beside the newest one: a package must import into what learners have.
.anki/%/.done: | $(BIN)/python
	$(PIP) install --target .anki/$* 'anki==$*'
	@touch $@
