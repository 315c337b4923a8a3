.DEFAULT_GOAL := help
.PHONY: help html test test-core test-browser test-corpus test-history test-hostile test-kills test-sarif test-spec \
  test-oldest test-newest test-hosts test-projects coverage fuzz bench bench-worst lint format messages scripts builders wheel-check clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPHINX := $(BIN)/python -m sphinx --keep-going
STAMP := $(VENV)/.installed
unexport PYTHONDONTWRITEBYTECODE # with it, each command would compile every module that it imports, in a second or two

# uv installs in a tenth of the time that pip needs; where uv cannot be had or fails, pip installs.  It trusts what the
# system trusts, for a company may have certificates of its own.
export UV_NATIVE_TLS := 1
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile

define environment # $(1): its folder, $(2): what to install
	$(PYTHON) -m venv $(1)
	{ $(1)/bin/python $(PIP_INSTALL) 'uv>=0.5' && $(1)/bin/uv pip install --quiet --python $(1)/bin/python $(2); } || \
	  $(1)/bin/python $(PIP_INSTALL) $(2)
endef

# Tests make a million small files and flush each site to the disk.  In memory, they do not wait for it.
MEMORY := $(shell df --output=avail /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 4000000 { print "/dev/shm" }')
test test-% coverage builders fuzz fuzz-teams mutation: export TMPDIR := $(or $(TMPDIR),$(MEMORY),/tmp)

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(STAMP): pyproject.toml
	$(call environment,$(VENV),--editable '.[dev]')
	@touch $@

html: $(STAMP) ## Build this project's own site; SPHINXOPTS=-W makes warnings errors
	@$(SPHINX) -q -b html -d _build/doctrees $(SPHINXOPTS) . _build/html
	@echo "The site is in _build/html/index.html"

test: $(STAMP) ## Run all tests except those in a browser and with the themes of others
	$(BIN)/python -m pytest -n auto --dist=worksteal --ignore=tests/browser --ignore=tests/hosts

# The import contracts are the same whatever is installed, and import-linter does not accept the oldest click.
TESTS ?= --ignore=tests/browser --ignore=tests/hosts --ignore=tests/test_architecture.py
test-oldest: _build/venv-oldest/.installed ## Run all tests, or TESTS, with the oldest supported versions; PYTHON=name
	_build/venv-oldest/bin/python -m pytest -n auto --dist=worksteal $(TESTS)

test-newest: _build/venv-newest/.installed ## Run all tests, or TESTS, with the newest supported versions; PYTHON=name
	_build/venv-newest/bin/python -m pytest -n auto --dist=worksteal $(TESTS)

_build/venv-%/.installed: pyproject.toml tests/constraints/%.txt
	$(call environment,_build/venv-$*,--constraint tests/constraints/$*.txt --editable '.[test]')
	@touch $@

HOSTS ?= all
test-hosts: _build/venv-hosts/.installed ## Build documentation with other themes and extensions, with and without ours; HOSTS=few for a few; needs Chromium
	HOSTS=$(HOSTS) _build/venv-hosts/bin/python -m pytest -n auto --dist=worksteal tests/hosts

_build/venv-hosts/.installed: pyproject.toml tests/constraints/hosts.txt
	$(call environment,_build/venv-hosts,--requirement tests/constraints/hosts.txt --editable '.[test]')
	@touch $@

test-projects: ## Build the documentation of five published projects with and without the extension, from source archives
	$(PYTHON) tests/projects.py _build/projects

test-core: $(STAMP) ## Run the tests of the core only: under 30 seconds on two processors
	$(BIN)/python -m pytest -n auto --dist=worksteal tests/core

coverage: $(STAMP) ## Run the tests of `make test` and fail if they cover too little of the package
	$(BIN)/python -m pytest -n auto --dist=worksteal --ignore=tests/browser --ignore=tests/hosts --cov --cov-report=term:skip-covered

AXE_PACKAGE := axe-core@4.10.3
AXE := _build/axe/package/axe.min.js
$(AXE):
	@mkdir -p _build/axe
	cd _build/axe && tar xzf "$$(npm pack --silent $(AXE_PACKAGE))" package/axe.min.js && touch package/axe.min.js

test-browser: $(STAMP) $(AXE) ## Run the tests in a browser; needs Chromium, and npm for the rules of axe-core
	@test -x /usr/bin/chromium-headless-shell || test -x /usr/bin/chromium || \
	  { echo "Install Chromium first: apt-get install chromium-headless-shell"; exit 2; }
	$(BIN)/python -m pytest -n auto --dist=loadfile tests/browser

test-corpus: $(STAMP) ## Read and build every collection in the folder CORPUS and count lost words
	@test -n "$(CORPUS)" || { echo "Name a folder of collections: make test-corpus CORPUS=path"; exit 2; }
	CORPUS="$(abspath $(CORPUS))" $(BIN)/python -m pytest -n auto --dist=worksteal tests/corpus

test-history: $(STAMP) ## Publish the snapshots of each team in the folder HISTORY and try every address ever published
	@test -n "$(HISTORY)" || { echo "Name a folder of teams, each of dated snapshots: make test-history HISTORY=path"; exit 2; }
	HISTORY="$(abspath $(HISTORY))" $(BIN)/python -m pytest -n auto --dist=load --maxschedchunk=1 -rP \
	  tests/history/test_teams.py tests/history

SARIF_PACKAGE := @microsoft/jest-sarif@1.0.0-beta.0
SARIF_SCHEMA := _build/sarif/package/lib/schemas/sarif-2.1.0-rtm.5.json
test-sarif: $(STAMP) ## Validate the SARIF output of `agentdocs check` against the public schema; needs npm
	@mkdir -p _build/sarif
	@test -f $(SARIF_SCHEMA) || (cd _build/sarif && tar xzf "$$(npm pack --silent $(SARIF_PACKAGE))")
	SARIF_SCHEMA="$(abspath $(SARIF_SCHEMA))" $(BIN)/python -m pytest tests/sarif

SPEC := _build/spec
$(SPEC)/commonmark.txt $(SPEC)/gfm.txt &: $(STAMP)
	rm -rf $(SPEC) && mkdir -p $(SPEC)/sdist
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
	  --dest $(SPEC)/sdist markdown-it-py==4.3.0 marko==2.2.4
	tar -xzOf $(SPEC)/sdist/markdown_it_py-4.3.0.tar.gz --wildcards '*/test_cmark_spec/spec.md' > $(SPEC)/commonmark.txt
	tar -xzOf $(SPEC)/sdist/marko-2.2.4.tar.gz --wildcards '*/spec/gfm.txt' > $(SPEC)/gfm.txt

test-spec: $(STAMP) $(SPEC)/commonmark.txt ## Download the Markdown specifications and build each of their examples
	SPEC="$(abspath $(SPEC))" $(BIN)/python -m pytest -n auto tests/spec

SEEDS ?= 1
test-hostile: $(STAMP) ## Build hostile definitions, made by the tools in the folder HOSTILE, for each of SEEDS
	@test -n "$(HOSTILE)" || { echo "Name the folder of make_corpus.py: make test-hostile HOSTILE=path SEEDS=\"1 2\""; exit 2; }
	$(BIN)/python tests/hostile.py "$(abspath $(HOSTILE))" $(SEEDS)

LINKS ?= 50000
.PHONY: fuzz-teams
fuzz-teams: $(STAMP) ## Let teams edit, merge and revert until LINKS are published; FOLDER=path of definitions, SEED=n
	$(BIN)/python tests/team_fuzz.py --links $(LINKS) --seed $(or $(SEED),1) $(if $(FOLDER),"$(abspath $(FOLDER))")

SECONDS ?= 60
fuzz: $(STAMP) ## Fuzz the reader, the page, the ledger, the addresses, the inventory and the cache for SECONDS
	$(BIN)/python tests/fuzz/run.py $(SECONDS)

NUMBER ?= 100
RUNS ?= 3
bench: $(STAMP) ## Measure builds of NUMBER definitions beside plain Sphinx, the median of RUNS
	$(BIN)/python bench/builds.py $(NUMBER) --runs $(RUNS)

bench-worst: $(STAMP) ## Time the worst inputs, and how the time grows with their size
	$(BIN)/python bench/pathological.py --full

KILLS ?= 100
test-kills: $(STAMP) ## Kill KILLS builds of the command and as many of sphinx-build; SEED=n repeats a run
	KILLS=$(KILLS) SEED=$(SEED) $(BIN)/python -m pytest -s -k at_any_moment tests/cli/test_interruption.py tests/sphinx/test_recovery.py

PACKAGE ?= core/ledger
SAMPLE ?= 0
.PHONY: mutation
mutation: $(STAMP) ## Make small mistakes in PACKAGE and list those its tests miss; SAMPLE=n tries n of them
	$(BIN)/python tools/mutation.py $(PACKAGE) --sample $(SAMPLE)

lint: $(STAMP) ## Check style, types, imports, the generated files and the published links
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python tools/reference.py docs --check
	$(BIN)/python tools/messages.py --check
	$(BIN)/python tools/scripts.py --check
	$(BIN)/agentdocs permalinks check --conf .

format: $(STAMP) ## Format the code and update the generated files
	$(BIN)/python tools/reference.py docs
	$(BIN)/python tools/messages.py
	$(BIN)/python tools/scripts.py
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(STAMP) ## Renew the template for translations of the interface, bring ours in line and compile them
	$(BIN)/python tools/messages.py

scripts: $(STAMP) ## Write the scripts of pages, from ext/scripts, as a site publishes them
	$(BIN)/python tools/scripts.py

BUILDERS := html dirhtml singlehtml epub latex text man xml json linkcheck
builders: $(STAMP) ## Build the site with every builder; warnings are errors
	@for builder in $(BUILDERS); do \
	  $(SPHINX) -q -W -b $$builder -d _build/all/doctrees . _build/all/$$builder && echo "$$builder: ok" || exit 1; \
	done
	@$(BIN)/python -m sphinx -q -W -b gettext . _build/all/gettext && echo "gettext: ok"

wheel-check: $(STAMP) ## Build the wheel, install it in a new environment and build a site with it
	rm -rf dist _build/wheel && $(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	$(call environment,_build/wheel/venv,"$$(ls dist/*.whl)[site]")
	cd _build/wheel && venv/bin/agentdocs build ../../agents -o site -q && test -s site/agents.json
	cd _build/wheel && venv/bin/python -c "import gettext; from sphinx_agentdocs.sphinx.locale import CATALOG, FOLDER; \
	  gettext.translation(CATALOG, FOLDER, ['de'])"

clean: ## Remove everything that was built, and the environment
	rm -rf _build dist $(VENV)
