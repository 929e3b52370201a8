# What there is to do here: `make`.

PYTHON ?= python3
BIN := .venv/bin
# A stack is a dozen processes, and tests start a hundred: each would compile the same modules.
export PYTHONDONTWRITEBYTECODE =
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" ASTRO_TELEMETRY_DISABLED=1
CODE := service local tests
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help dev test check build types ledger bench mutants browsers pictures format setup requirements clean

help: ## what there is to do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

dev: setup ## run the app and its whole cloud: http://localhost:3000 (ARGS="--help" shows the options)
	@$(BIN)/python -m local $(ARGS)

test: setup ## every test, a real browser's included (ARGS="-k name" chooses some)
	@$(BIN)/python -m local.build --placeholders
	@$(RUN) $(BIN)/python -m pytest -n auto $(ARGS)

check: setup ## lint, types, generated types and the database's advisors
	@$(BIN)/python -m ruff check $(CODE)
	@$(BIN)/python -m ruff format --check $(CODE)
	@$(BIN)/python -m mypy
	@$(BIN)/python -m tests.mutants --check
	@cd web && $(RUN) npm run --silent check
	@$(BIN)/python -m local.check

build: setup ## the site, ready to be put on the internet: web/dist
	@$(BIN)/python -m local.build

types: setup ## write the database's types anew: web/src/types
	@$(BIN)/python -m local.check --write

ledger: setup ## run the examples in docs/ledger.md and record what they return
	@$(BIN)/python -m tests.database.ledger_examples

bench: setup ## measure: ratios and times
	@$(BIN)/python -m local.build --placeholders
	@$(RUN) $(BIN)/python -m tests.bench $(ARGS)

mutants: setup ## change the code in small ways, and see a test fail each time (ARGS="-k name" chooses some)
	@$(BIN)/python -m local.build --placeholders
	@$(RUN) $(BIN)/python -m tests.mutants $(ARGS)

browsers: setup ## walk from sign-up to invoice with Firefox and Safari's engine, where they are installed
	@$(BIN)/python -m local.build --placeholders
	@$(RUN) $(BIN)/python -m tests.browsers

pictures: setup ## take the pictures of the site and the README, the social card and the icons anew
	@$(BIN)/python -m local.build --placeholders
	@$(RUN) $(BIN)/python -m tests.pictures

format: setup ## put Python in order
	@$(BIN)/python -m ruff check --fix --quiet $(CODE)
	@$(BIN)/python -m ruff format $(CODE)

setup: ## install what is missing or has changed (the others do it by themselves)
	@$(PYTHON) local/install.py

requirements: setup ## lock the packages of pyproject.toml anew
	@$(BIN)/python -m local.requirements

clean: ## remove everything that was installed, built or kept, data included
	find service local tests -name __pycache__ -prune -exec rm -rf {} +
	rm -rf .venv .local web/dist web/.astro */node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
