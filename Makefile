# Everything a newcomer needs: `make demo` and `make test` create the environment themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# A file's tests stay together, the longest files come first (tests/conftest.py).
PARALLEL ?= -n auto --dist loadfile --no-loadscope-reorder

# Each worker, and each process that tests start, would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo flood-night test test-full postgres contract fuzz kills chaos hostile year bench lanes format check lock words statements clean

help:  ## show these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.ready  ## the whole job on this machine, nothing leaves it (ARGS=--once ends by itself)
	@$(BIN)/infostiglia demo $(ARGS)

flood-night: $(VENV)/.ready  ## the whole night of a flood in two minutes, on this machine alone; it ends by itself
	@$(BIN)/infostiglia demo --night $(ARGS)

test: check  ## lint, types, import contracts, documentation checks and tests
	@$(BIN)/pytest $(PARALLEL) $(ARGS)

test-full: check  ## the same with the tests that take long, the real WordPress and a real Plone 6
	@FULL=1 $(BIN)/pytest $(PARALLEL) $(ARGS)

postgres: $(VENV)/.ready  ## tests of store, stages, state machine, citizens and kills that have a database, on PostgreSQL
	@DATABASE=postgresql $(BIN)/pytest -q $(PARALLEL) tests/store tests/stages tests/machine tests/chaos tests/citizens $(ARGS)

contract: $(VENV)/.ready  ## the channels alone, e.g. on another Python (PYTHON=python3.13 VENV=.venv-3.13)
	@$(BIN)/python --version
	@$(BIN)/pytest -q $(PARALLEL) tests/contract tests/channels $(ARGS)

format: $(VENV)/.ready  ## lay the code out as `check` wants it
	@$(BIN)/ruff check --quiet --fix --exit-zero .
	@$(BIN)/ruff format --quiet .

check: $(VENV)/.ready  ## lint, types and import contracts only
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports

fuzz: $(VENV)/.ready  ## 100,000 mutated and generated feeds, 5,000 heads of answers (ARGS="COUNT SEED")
	@$(BIN)/python -W ignore -m tests.fuzz $(ARGS)

kills: $(VENV)/.ready  ## kill a run at every system call, needs strace (ARGS="--citizens 1000 --sample 100 --seed 2")
	@$(BIN)/python -m tests.chaos.syscalls $(ARGS)

chaos: $(VENV)/.ready  ## 1,000 kills at random moments of broadcasts to a thousand (ARGS=COUNT)
	@$(BIN)/python -m tests.chaos.kills $(ARGS)

hostile: $(VENV)/.ready  ## attack the real processes on loopback: times of cancellami and alert, memory (ARGS="--only heads")
	@$(BIN)/python -m tests.hostile $(ARGS)

year: $(VENV)/.ready  ## generated years of 3,000 editors' actions by the very engine, judged (ARGS="SEED …")
	@$(BIN)/python -m tests.year $(ARGS)

bench: $(VENV)/.ready  ## what the parts cost on this machine (medians)
	@$(BIN)/python -m tests.bench $(ARGS)

lanes: $(VENV)/.ready  ## how well the wording of titles is understood (ARGS="held --wrong")
	@$(BIN)/python -m tests.lanes $(ARGS)

lock: $(VENV)/.ready  ## resolve requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements.lock

words: $(VENV)/.ready  ## collect the sentences of the code into the Italian catalogue, and compile it
	@$(BIN)/python -m tests.catalogue

statements: $(VENV)/.ready  ## make the types of the SQL statements anew (pipeline/store/statements.pyi)
	@$(BIN)/python -m tests.statements

clean:  ## remove the environment and what the demo left
	rm -rf $(VENV) .venv-*
	@test ! -e demo/.demo || rm -rf demo

$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "creating the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
