# Everything lives in .venv (Python) and node_modules (assets), made from the lock files, checked by hash. `make` alone prints help.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
BIN := .venv/bin
PEERS := .venv-peers/bin
MINERS := .venv-miners/bin
PIP_INSTALL := -I -m pip install --quiet --disable-pip-version-check --require-hashes --requirement
# Tests use the two cores of the smallest machine we support; WORKERS=0 runs them in one process, for a debugger.
WORKERS ?= 2
# Each with + for a blank; all are run, whichever fails.
CHECKS := ruff+check+. ruff+format+--check+. mypy lint-imports+--no-cache+--no-logo pytest+-qq+tests/architecture
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal

.PHONY: help run test lint format drills long bench docs setup peers locks cluster chromium shots clean

help: ## print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: .venv/runtime.stamp $(if $(wildcard package-lock.json),node_modules/stamp) ## start web and worker with demo data on http://127.0.0.1:8000 (PORT, QINGJIAN_… are honoured)
	@exec $(BIN)/python -m scripts.serve

test: setup peers chromium ## run every test, PostgreSQL and the browser included
	$(PYTEST) -m "not drill and not long"

lint: setup ## check style, types, layers and structure
	@failed=""; for check in $(CHECKS); do \
		echo "== $${check//+/ }"; $(BIN)/$${check//+/ } || failed="$$failed $${check%%+*}"; \
	done; [ -z "$$failed" ] || { echo "lint failed:$$failed" >&2; exit 1; }

format: setup ## put every file into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

drills: setup ## faults, races, fuzzing, tampering: small counts
	$(PYTEST) -m drill

long: setup ## the same in large counts; takes hours
	$(PYTEST) -m "drill or long" --hypothesis-profile=long

bench: setup peers ## measure, each benchmark beside its floor and its peers
	@for benchmark in benchmarks/*.py; do echo "== $$benchmark"; $(BIN)/python -m "$$(tr / . <<< "$${benchmark%.py}")"; done

docs: setup ## make glossary, list of events and law coverage again from the source
	@for maker in docs/make_*.py; do page="$${maker%.py}"; page="$${page#docs/make_}"; page="docs/$${page//_/-}.md"; \
		echo "$$page"; $(BIN)/python -m "$$(tr / . <<< "$${maker%.py}")" > "$$page.new"; mv "$$page.new" "$$page"; done

setup: .venv/test.stamp $(if $(wildcard package-lock.json),node_modules/stamp) ## make the environment with all tools

peers: .venv-peers/stamp .venv-miners/stamp ## make the environments of the benchmark peers and of the process miners

chromium: ## see that Debian's Chromium and a Chinese font are there; root has them installed
	@{ command -v chromium || command -v chromium-browser; } > /dev/null && [ -n "$$(fc-list :lang=zh 2> /dev/null | head -1)" ] || { \
		if [ "$$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then \
			echo "Installing Debian's Chromium and a Chinese font for the browser tests …"; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk; } > /dev/null; \
		else \
			echo "The browser tests need Chromium and a Chinese font: apt-get install chromium fontconfig fonts-noto-cjk" >&2; exit 2; \
		fi; }

shots: setup chromium ## write pictures of every page (phone, laptop, both languages) into shots/
	$(BIN)/python -m tests.browser.shots

cluster: setup ## start as `make run` does, on a PostgreSQL of its own
	@exec $(BIN)/python -m scripts.cluster

locks: setup ## resolve pyproject.toml again into the lock files
	$(BIN)/uv pip compile $(UV_COMPILE) --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile $(UV_COMPILE) --output-file requirements-test.lock pyproject.toml --group test
	$(BIN)/uv pip compile $(UV_COMPILE) --output-file benchmarks/peers.lock --group peers
	$(BIN)/uv pip compile $(UV_COMPILE) --output-file tests/peers/miners.lock --group miners

clean: ## remove environments and caches; data in instance/ stays
	rm -rf .venv .venv-peers .venv-miners node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# For every system and every Python from 3.11 on. Nothing about where the files came from or who resolved them is written down.
UV_COMPILE := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Qingjian needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1 || true). Name another with: make PYTHON=python3.13 …" >&2; exit 2; }
	$(PYTHON) -m venv .venv

.venv/runtime.stamp: requirements.lock | .venv/pyvenv.cfg
	@echo "Installing what the program needs (requirements.lock) …"
	@$(BIN)/python $(PIP_INSTALL) requirements.lock
	@touch $@

# requirements-test.lock holds the runtime as well, at the same versions.
.venv/test.stamp: requirements-test.lock | .venv/pyvenv.cfg
	@echo "Installing what program and tests need (requirements-test.lock) …"
	@$(BIN)/python $(PIP_INSTALL) requirements-test.lock
	@touch $@ .venv/runtime.stamp

.venv-peers/stamp: benchmarks/peers.lock
	$(PYTHON) -m venv .venv-peers
	$(PEERS)/python $(PIP_INSTALL) benchmarks/peers.lock
	@touch $@

.venv-miners/stamp: tests/peers/miners.lock
	$(PYTHON) -m venv .venv-miners
	$(MINERS)/python $(PIP_INSTALL) tests/peers/miners.lock
	@touch $@

node_modules/stamp: package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@
