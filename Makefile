# Two commands on a fresh machine that has Python 3.11 or newer, git and make:
#   make demo   runs the built-in scenario and says where its report is
#   make test   lint, types, layers, tests
# and:
#   make bench  the benchmarks against the peers (docs/reference/benchmarks.md)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
WORKERS ?= 2

.PHONY: demo test bench lint types layers tests clean

demo: $(VENV)/.demo
	$(BIN)/huxing run shanghai

test: lint types layers tests

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

layers: $(VENV)/.test
	$(BIN)/lint-imports

tests: $(VENV)/.test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

$(VENV)/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "huxing needs Python 3.11 or newer, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip setuptools
	touch $@

$(VENV)/.demo: $(VENV)/.python pyproject.toml constraints.txt
	$(PIP) --no-build-isolation --editable .
	touch $@

$(VENV)/.test: $(VENV)/.python pyproject.toml constraints.txt
	$(PIP) --no-build-isolation --editable '.[dask]' --group test
	touch $@

$(VENV)/.bench: $(VENV)/.test
	$(PIP) --group bench
	touch $@

clean:
	rm -rf $(VENV) runs build dist src/*.egg-info
