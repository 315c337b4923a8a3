.DEFAULT_GOAL := help
.PHONY: help html test test-corpus test-kills lint format builders wheel-check clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPHINX := $(BIN)/python -m sphinx --keep-going -d _build/doctrees
STAMP := $(VENV)/.installed

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

html: $(STAMP) ## Build this project's own site (SPHINXOPTS=-W makes warnings errors)
	@$(SPHINX) -q -b html $(SPHINXOPTS) . _build/html
	@echo "The site is in _build/html/index.html"

test: $(STAMP) ## Run the tests
	$(BIN)/python -m pytest -n auto

test-corpus: $(STAMP) ## Read and build every collection below CORPUS and count lost words
	@test -n "$(CORPUS)" || { echo "Name a folder of collections: make test-corpus CORPUS=path"; exit 2; }
	CORPUS="$(abspath $(CORPUS))" $(BIN)/python -m pytest -n auto tests/corpus

KILLS ?= 100
test-kills: $(STAMP) ## Kill KILLS builds of the command, and as many of sphinx-build (SEED=n repeats a run)
	KILLS=$(KILLS) SEED=$(SEED) $(BIN)/python -m pytest -s -k at_any_moment tests/cli/test_interruption.py tests/sphinx/test_recovery.py

lint: $(STAMP) ## Check style and types, and that the generated references are fresh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m sphinx_agentdocs.reference docs --check

format: $(STAMP) ## Format the code and renew the generated references
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m sphinx_agentdocs.reference docs

BUILDERS := html dirhtml singlehtml epub latex text man xml json linkcheck
builders: $(STAMP) ## Build the site with every builder, warnings as errors
	@for builder in $(BUILDERS); do \
	  $(SPHINX) -q -W -b $$builder . _build/all/$$builder && echo "$$builder: fine" || exit 1; \
	done
	@$(BIN)/python -m sphinx -q -W -b gettext . _build/all/gettext && echo "gettext: fine"

wheel-check: $(STAMP) ## Build the wheel and use the command from it in a new environment
	rm -rf dist _build/wheel && $(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	$(PYTHON) -m venv _build/wheel/venv
	_build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
	cd _build/wheel && venv/bin/agentdocs build ../../agents -o site -q && test -s site/agents.json

clean: ## Remove everything that was made
	rm -rf _build dist $(VENV)
