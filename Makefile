# What one does with Educe's source. `make help` lists it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TESTS  ?= tests

.DEFAULT_GOAL := help
.PHONY: help demo serve test check format lock bench clean

help:  ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed  ## extract the sample course and print what was found
	@$(BIN)/educe demo

serve: $(VENV)/installed  ## run Educe on this machine: http://127.0.0.1:9765
	@$(BIN)/educe serve

test: $(VENV)/installed-dev  ## run all tests
	@$(BIN)/python -m tests.run $(TESTS)

check: $(VENV)/installed-dev  ## format, lint, types, imports, and the tests that take seconds
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -q -n 4 -m "not slow" tests

format: $(VENV)/installed-dev  ## bring the source into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(VENV)/installed-dev  ## compile the locks anew from pyproject.toml
	@$(BIN)/python -m tests.lock

bench: $(VENV)/installed-dev  ## measure the engine and the extractor
	@$(BIN)/python -m bench

clean:  ## remove the local environment
	rm -rf $(VENV)

# The environment is installed from hashed locks, so that everybody gets what was tested.
$(VENV)/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "Educe needs Python 3.11, 3.12 or 3.13. Name one: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || { echo "Making a local environment in $(VENV)…"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing packages…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
