# A fresh machine needs python3 (3.11 or newer), make and a package index. `make help` lists what there is.

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

# What `check` and CI look at as code.
CODE := imprimatur governance vendors registry tools
UV_COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11

# Settings as a production machine has them, so that `check --deploy` judges what will really run.
PRODUCTION := env IMPRIMATUR_ENV=production DEBUG=false DATA_DIR=var/check ALLOWED_HOSTS=imprimatur.example \
	PUBLIC_URL=https://imprimatur.example SECRET_KEY=only-for-the-deploy-check-0123456789-abcdefghijklmnopqrstuvwxyz

.DEFAULT_GOAL := help
.PHONY: help install install-dev run serve worker test test-browser check format lock clean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: ## Make .venv with what the server needs (only when the lock has changed).
	@$(PYTHON) tools/install.py requirements.lock

install-dev: ## The same with what tests and checks need.
	@$(PYTHON) tools/install.py requirements-dev.lock

# Each of the next three replaces its shell, so that a signal to make reaches the process itself.
run: install ## Demo server on HOST:PORT (default 127.0.0.1:8000) with data in DATA_DIR (default var/).
	@exec $(BIN)/python -m tools.run

serve: install ## Production web server: WORKERS processes against DATABASE_URL and BROKER_URL, no demo data.
	@exec $(BIN)/python -m tools.serve

worker: install ## Celery worker and beat, against the same DATABASE_URL and BROKER_URL.
	@exec $(BIN)/python -m tools.worker

test: install-dev ## The whole suite. DATABASE_URL=postgres://... runs it on PostgreSQL; ARGS=... goes to pytest.
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

test-browser: install-dev ## All tests that drive a browser, every page of the demo included; CHROMIUM=... names one that is not on the PATH.
	@EVERY_PAGE=1 $(BIN)/python -m pytest -m browser $(ARGS)

check: install-dev ## Format, lint, types, import contracts, migrations, deployment, templates, API schema.
	@echo "check: format"; $(BIN)/ruff format --check .
	@echo "check: lint"; $(BIN)/ruff check .
	@echo "check: types"; $(BIN)/mypy
	@echo "check: import contracts"; $(BIN)/lint-imports
	@echo "check: security patterns"; $(BIN)/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml $(CODE)
	@echo "check: templates"; $(BIN)/djlint --lint --quiet templates
	@echo "check: migrations"; $(BIN)/python manage.py makemigrations --check --dry-run governance vendors registry
	@echo "check: deployment"; $(PRODUCTION) $(BIN)/python -W error::DeprecationWarning manage.py check --deploy --fail-level WARNING
	@echo "check: API schema"; $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

format: install-dev ## Format the code and repair what ruff can repair.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# After editing requirements/*.in. The lists in pyproject.toml and requirements/base.in must stay the same; a test compares them.
lock: install-dev ## Make both locks anew from requirements/*.in.
	$(UV_COMPILE) requirements/base.in --output-file requirements.lock
	$(UV_COMPILE) requirements/dev.in --output-file requirements-dev.lock

clean: ## Remove .venv, demo data and caches.
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
