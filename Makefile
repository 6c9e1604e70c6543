# What one does with Educe's source. `make help` lists it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TESTS  ?= tests

.DEFAULT_GOAL := help
.PHONY: help demo serve test check format lock bench clean ui openapi screenshots ui-of-users

help:  ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed  ## extract the sample course and print what was found
	@$(BIN)/educe demo

serve: $(VENV)/installed ui-of-users  ## run Educe on this machine: http://127.0.0.1:9765
	@$(BIN)/educe serve

test: ui  ## run all tests
	@$(BIN)/python -m tests.run $(TESTS)

check: $(VENV)/installed-dev  ## format, lint, types, imports, and the tests that take seconds, of Python and of web/
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.web
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -q -n 4 -m "not slow" tests

format: $(VENV)/installed-dev  ## bring the source into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/python build_ui.py --npm run --silent format

ui: $(VENV)/installed-dev  ## build the user interface, where it is missing or stale
	@$(BIN)/python build_ui.py

openapi: $(VENV)/installed-dev  ## write the API's description anew for the user interface
	@$(BIN)/python -m tests.openapi

screenshots: ui  ## take the pictures of docs/screens.md anew, or only SHOTS="articles graph"
	@$(BIN)/python -m tests.screens $(SHOTS)

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
	@EDUCE_SKIP_UI=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# Whoever only uses Educe has no Node: the package's own build brings it, for as long as it runs.
ui-of-users: $(VENV)/installed
	@$(BIN)/python build_ui.py --check || { echo "Building the user interface…"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .; }

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
