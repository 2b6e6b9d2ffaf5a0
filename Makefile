# The two commands that matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(VENV)/bin/pip --disable-pip-version-check --quiet
export ATLAS_MODE ?= local

.PHONY: help run test lint format lock audit stop reset migrations messages bench
.DEFAULT_GOAL := help

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.installed-local ## the site with the demonstration, on http://127.0.0.1:8000
	@exec $(PY) manage.py serve --port $(PORT)

# Whole files: worlds that a module builds once are built once. (xdist 3.8 with pytest 9.2 ignores groups.)
test: $(VENV)/.installed-dev ## the whole test suite, on a database cluster of its own
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.installed-dev ## style, format, types, missing migrations
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(PY) manage.py makemigrations --check --dry-run

format: $(VENV)/.installed-dev ## put the code in its format
	@$(VENV)/bin/ruff check --fix . ; $(VENV)/bin/ruff format .

migrations: $(VENV)/.installed-dev ## write the migrations that the models need
	@$(PY) manage.py makemigrations

messages: $(VENV)/.installed-dev ## collect the words to translate and compile the translations (needs gettext)
	@$(PY) manage.py messages $(ARGS)

bench: $(VENV)/.installed-dev ## every benchmark and one table of ratios (ARGS=--quick; docs/performance.md)
	@$(PY) -m benchmarks.run --markdown docs/performance.md $(ARGS)

load: $(VENV)/.installed-dev ## fifteen minutes of readers while things are killed (ARGS="--minutes 1")
	@$(PY) -m benchmarks.load $(ARGS)

stop: ## stop the embedded database servers
	@if [ -x $(PY) ]; then for cluster in postgres test-postgres; do \
	  $(PY) -m atlas.embedded_postgres stop --home .local/$$cluster; done; fi

reset: ## delete the local database and everything in it (asks first)
	@printf 'Delete the local database and everything in it? [y/N] '; read answer; \
	if [ "$$answer" = y ] || [ "$$answer" = Y ]; then \
	  $(PY) -m atlas.embedded_postgres destroy --home .local/postgres && rm -rf .local/demo-accounts.txt .local/releases .local/pages && echo 'Deleted.'; \
	else echo 'Nothing was deleted.'; fi

lock: $(VENV)/.installed-dev ## write requirements*.txt anew from pyproject.toml
	@for out in requirements.txt requirements-s3.txt requirements-local.txt requirements-dev.txt; do \
	  case "$$out" in *-s3.txt) extras="--extra s3 --constraint requirements.txt" ;; *-local.txt) extras="--extra local" ;; \
	    *-dev.txt) extras="--extra local --extra dev" ;; *) extras="" ;; esac; \
	  $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    $$extras pyproject.toml -o $$out $(UPGRADE) || exit 1; done

audit: ## compare the pinned dependencies with known weaknesses (asks a server on the internet)
	@rm -rf .local/audit && $(PYTHON) -m venv .local/audit
	@.local/audit/bin/pip --disable-pip-version-check --quiet install pip-audit
	@status=0; for lock in requirements.txt requirements-s3.txt requirements-dev.txt; do echo "$$lock:"; \
	  .local/audit/bin/pip-audit --require-hashes --disable-pip --progress-spinner off -r $$lock || status=1; done; \
	rm -rf .local/audit; exit $$status

# Stamps: nothing is installed again while the lock stays the same.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("atlas needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo 'Making the virtual environment ...'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed-local: requirements-local.txt | $(VENV)/bin/python
	@echo 'Installing what the atlas needs (about a minute, once) ...'
	@$(PIP) install --require-hashes -r requirements-local.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/bin/python
	@echo 'Installing what the tests need (about two minutes, once) ...'
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.installed-local
