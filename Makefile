# Two commands: `make run` starts handbill, `make test` shows that it works. Both need Python 3.11 or newer, no more.

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
ARGS ?=

.DELETE_ON_ERROR:
.PHONY: run test races torture fuzz lint bench lock clean system

run: .venv/ready
	@$(BIN)/handbill run $(ARGS)

# One test in three waits for a browser or another process: three workers keep two cores busy.
WORKERS ?= $(shell $(PYTHON) -c 'import os; cores = os.cpu_count() or 2; print(min(4, cores + cores // 2))')

test: lint system
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

# The API for tills held against its own document, two thousand requests to a call and a caller; half an hour.
fuzz: .venv/ready-dev
	HANDBILL_FUZZ=2000 $(BIN)/pytest --numprocesses auto --maxprocesses 4 tests/test_fuzz.py $(ARGS)

lint: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# Every race of the tills and the last coupons twenty times.
races: system
	RACES=20 $(BIN)/pytest tests/test_races.py tests/test_till_races.py $(ARGS)

# Workers killed two hundred times on each database and by each kind of provider; PostgreSQL twenty times, ten full
# disks, the clock moved ten times as often, and ten stops in the middle of the work. The memory of a worker that sends
# two hundred thousand texts stays flat.
torture: system
	KILLS=200 TEXTS=2500 SOAK=200000 $(BIN)/pytest -o python_files="test_*.py soak.py" tests/crash $(ARGS)

bench: .venv/ready-dev
	$(BIN)/python -m benchmarks $(ARGS)

# Every package with its hash, for any platform; the newest that fit pyproject.toml.
LOCK = $(UV) pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes --no-header

lock: .venv/ready-dev
	$(LOCK) --extra postgres --group build pyproject.toml -o requirements.lock
	$(LOCK) --extra postgres --group build --group dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --extra postgres --extra procrastinate --group build pyproject.toml -o docs/deployment/requirements.lock
	$(LOCK) --group uv -o requirements-uv.lock

# instance/ stays: it holds the database and the keys.
clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build handbill.egg-info
	find app tests -name __pycache__ -type d -prune -exec rm -rf {} +

# uv is quick and pip is everywhere; both check every hash.
define install
	@if [ -x $(UV) ]; then \
		$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python $(1); \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check $(1); \
	fi
endef

# Our own files are compiled like all others, or a machine that writes no bytecode would do so at every start.
.venv/ready: requirements.lock pyproject.toml | .venv/python
	@echo "handbill: installing what it needs into .venv (once)"
	$(call install,--require-hashes -r requirements.lock)
	$(call install,--no-deps --no-build-isolation --config-settings editable_mode=compat -e .)
	@$(BIN)/python -m compileall -q app
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	$(call install,--require-hashes -r requirements-dev.lock)
	@touch $@

.venv/python: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "handbill needs Python 3.11 or newer: make PYTHON=python3.12 run"; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv || \
		{ echo "Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock || \
		echo "uv cannot be had here; pip takes its place, more slowly"
	@touch $@

# The browser, its typefaces, the library and the program that pages, codes and the API are tested with.
system: .venv/ready-dev
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v curl >/dev/null || missing="$$missing curl"; \
	$(BIN)/python -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("zbar"))' || missing="$$missing libzbar0"; \
	fc-list 2>/dev/null | grep -q "Roboto Condensed" || missing="$$missing fontconfig fonts-roboto-unhinted"; \
	[ -z "$$missing" ] && exit 0; \
	root=""; [ "$$(id -u)" = 0 ] || root="sudo"; \
	if command -v apt-get >/dev/null && { [ -z "$$root" ] || command -v sudo >/dev/null; }; then \
		echo "handbill: installing$$missing for the tests"; \
		$$root apt-get update -qq && $$root apt-get install -y -qq --no-install-recommends $$missing; \
	else \
		echo "The tests need$$missing (their names on Debian). Install them and run make test again."; exit 1; \
	fi
