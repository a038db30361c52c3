# Everything runs in .venv, which any target makes first where it is missing or out of date.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
OLD_ANKI := 24.11 25.9.5

.DEFAULT_GOAL := help
.PHONY: help deck test check verify lint bench security fuzz gpu wheel anki clean

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

security: $(VENV)/.test ## Write the table of SECURITY.md anew: every hostile snippet, in each tier, as root and another user
	PYTHONPATH=tests $(BIN)/python -m execute.security
	PYTHONPATH=tests $(BIN)/python -m commands.hostile_decks

FUZZ ?= 500 100000
fuzz: $(VENV)/.test ## A long run outside the suite: builds killed, documents mutated, time by size (FUZZ="KILLS DOCUMENTS")
	$(BIN)/python tests/fuzz/documents.py $(word 2,$(FUZZ))
	$(BIN)/python tests/fuzz/growth.py
	$(BIN)/python tests/fuzz/kills.py $(word 1,$(FUZZ))

bench: $(VENV)/.bench ## Measure against peers, side by side
	$(BIN)/python -m pytest -q -s -m bench tests/bench

gpu: $(VENV)/.test ## What only a CUDA device can show
	$(BIN)/python -m pytest -m gpu -rA

wheel: $(VENV)/.test ## Build wheel and sdist into dist/
	$(BIN)/hatchling build -d dist

clean: ## Remove what the targets above made
	rm -rf $(VENV) .anki .build-deck dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

anki: $(OLD_ANKI:%=.anki/%/.done) ## Install the older Ankis that packages are tested with

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.deck: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[deck,preview]'
	@touch $@

$(VENV)/.test: $(VENV)/.deck $(OLD_ANKI:%=.anki/%/.done)
	$(PIP) install -c constraints.txt -e '.[deck,preview,test]'
	@touch $@

$(VENV)/.check: $(VENV)/.test
	$(PIP) install -c constraints.txt -e '.[deck,preview,test,check]'
	@touch $@

$(VENV)/.bench: $(VENV)/.test
	$(PIP) install -c constraints.txt -e '.[deck,preview,test,bench]'
	@touch $@

# Older Ankis live beside the newest one: a package must import into what learners have.
.anki/%/.done: | $(BIN)/python
	$(PIP) install --target .anki/$* 'anki==$*'
	@touch $@
