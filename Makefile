# Everything a newcomer needs: make demo, make test, make lint, make bench.
# Python 3.11 or newer; another one is chosen with  make PYTHON=/path/to/python demo

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; \
	done)
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench picture catalogue results clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

demo: $(VENV)/.ready ## prove identities, find the floats at which the forms break
	$(BIN)/stabcheck prove
	$(BIN)/stabcheck sweep

# The tests start some two hundred processes: none of them is to compile the package again.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.ready-to-develop ## run every test; with STABCHECK_FULL=1 at its full size
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.ready-to-develop ## ruff's rules and layout, mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.ready-to-develop ## let ruff lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.ready ## measure against budgets and against peers, in one run
	@code=0; for each in budgets growth claims truths exhaustive; do \
		echo; echo "benchmarks/$$each.py"; $(BIN)/python benchmarks/$$each.py || code=1; \
	done; exit $$code

picture: $(VENV)/.ready ## draw the README's picture and refresh its samples from real output
	$(BIN)/python docs/refresh.py

catalogue: $(VENV)/.ready ## sweep every page, and write docs/catalogue.md
	$(BIN)/python docs/catalogue.py

results: $(VENV)/.ready-to-judge ## judge what SciPy, PyTorch and JAX ship, and write docs/results.md
	$(BIN)/python docs/results.py

clean: ## remove the environment and every cache
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis *.egg-info

# One stamp per kind of environment: the second run of a target installs nothing.
$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "stabcheck needs Python 3.11 or newer; none was found." \
		"Name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.ready-to-develop: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint,jax]'
	@touch $@ $(VENV)/.ready

$(VENV)/.ready-to-judge: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,jax,torch]'
	@touch $@ $(VENV)/.ready
