# Everything a developer, CI or a first user calls. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PYTEST_FLAGS ?= -n auto --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help install run test check format acceptance bench vendor lock translations tck bpmn-coverage verify migrate browser office hosts

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(STAMP) ## Build .venv with everything that is pinned

# setuptools and wheel come from the lock and build the project without isolation,
# so that a machine with an empty home and no cache gets the same result.
$(STAMP): requirements.lock setup.cfg pyproject.toml tools/node.sh
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	bash tools/node.sh
	@touch $@

run: install ## Start Yancha with the demonstration bureau on 127.0.0.1:8000
	$(BIN)/yancha run --demo

browser: ## Install the browser and the Chinese font that the journeys need
	@bash tools/browser.sh

office: ## Install LibreOffice without a window, which makes papers into PDF
	@bash tools/office.sh

test: install browser office ## Run all tests that need nothing outside this folder
	$(BIN)/python -m pytest $(PYTEST_FLAGS) --durations=15 --junitxml=build/tests.xml \
		--ignore=tests/acceptance --ignore=tests/hosts $(ARGS)

hosts: install ## Run three hosts on one database in network namespaces, and take some away
	@bash tools/hosts.sh
	$(BIN)/python -m pytest -n0 tests/hosts $(ARGS)

acceptance: install browser tck ## Run what reads ../shared/data (YANCHA_SHARED)
	$(BIN)/python -m pytest -n auto --dist loadfile --durations=5 tests/acceptance $(ARGS)

check: install ## Formats, lints, types, arrows between rooms, templates, languages, migrations, models
	@bash tools/check.sh

format: install ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

bench: install ## Measure; prints numbers and writes bench/results.json
	$(BIN)/python -m bench $(ARGS)

vendor: install ## Fetch the pinned browser libraries again
	@bash tools/vendor/vendor.sh

lock: install ## Pin the newest versions that setup.cfg allows
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes \
		--extra test --extra dev --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file requirements.lock setup.cfg

translations: install ## Extract, update and compile the catalogues
	$(BIN)/python tools/translations.py update

tck: install ## Measure conformance on the DMN compatibility kit
	$(BIN)/python tools/tck.py

bpmn-coverage: install ## Print every element of BPMN: supported or refused, why, and its test
	$(BIN)/python -m tools.bpmn_coverage

verify: install ## Prove every shipped model, then spoil each in every mechanical way; prints both tables
	$(BIN)/python -m yancha verify
	YANCHA_ALL_MUTANTS=1 $(BIN)/python -m pytest $(PYTEST_FLAGS) tests/engine/proof/test_mechanical_mutations.py

migrate: install ## Write a migration for what changed in models/ (NUMBER=0002 MESSAGE="add x")
	$(BIN)/python tools/migrations.py new $(NUMBER) $(MESSAGE)
