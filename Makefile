# `make` alone lists what can be made. Two commands are enough to begin: `make demo`, `make test`.
.DEFAULT_GOAL := list
.PHONY: list demo test test-postgres test-spark check fix lock messages docs bench fresh

PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev
PORT ?= 8000
POSTGRES ?= postgresql://postgres@127.0.0.1:5432/arrimage
DEMO_HOME ?= $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/arrimage-demo
DEMO_ENV = ARRIMAGE_DEMO=1 ARRIMAGE_HOME="$(DEMO_HOME)" DATABASE_URL="sqlite:///$(DEMO_HOME)/demo.sqlite3"

list: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{printf "%-22s%s\n", $$1, $$2}'

.venv/bin/python:
	$(PYTHON) -m venv .venv

$(RUN): requirements/default.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/default.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(RUN) ## install, load the demonstration territory, serve it on 127.0.0.1:8000, print the log-ins
	@$(BIN)/python -m arrimage.config.messages compile
	@mkdir -p "$(DEMO_HOME)" && chmod 700 "$(DEMO_HOME)"
	@$(DEMO_ENV) $(BIN)/arrimage migrate --verbosity 0
	@$(DEMO_ENV) $(BIN)/arrimage collectstatic --no-input --verbosity 0
	@$(DEMO_ENV) $(BIN)/arrimage demo
	@$(DEMO_ENV) $(BIN)/arrimage serve --port $(PORT)

test: $(DEV) ## the whole suite on SQLite
	@$(BIN)/python -m arrimage.config.messages compile
	$(BIN)/pytest $(ARGS)

test-postgres: $(DEV) ## the whole suite on PostgreSQL (POSTGRES=postgresql://…)
	@$(BIN)/python -m arrimage.config.messages compile
	DATABASE_URL=$(POSTGRES) $(BIN)/pytest $(ARGS)

test-spark: $(DEV) ## the tests that need Spark: installs the extra (Java 17 must be there)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/spark.txt
	$(BIN)/pytest -q tests/science/test_pathways_cli.py -k spark $(ARGS)

check: $(DEV) ## lint, format, types, walls, migrations, French, generated docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/arrimage makemigrations --check --dry-run
	$(BIN)/python -m arrimage.config.messages check
	$(BIN)/python -m arrimage.cli.generated check

fix: $(DEV) ## format, and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(DEV) ## write the hash locks anew (UV_SYSTEM_CERTS=1 where needed)
	@for extra in default dev spark; do \
	  UV_SYSTEM_CERTS=1 $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	    --extra build $$( [ $$extra = default ] || echo --extra $$extra ) pyproject.toml -o requirements/$$extra.txt; \
	done

messages: $(DEV) ## extract the sentences to translate, then compile the French
	$(BIN)/python -m arrimage.config.messages extract
	$(BIN)/python -m arrimage.config.messages compile

docs: $(DEV) ## write docs/generated from the code
	$(BIN)/python -m arrimage.cli.generated write

bench: $(DEV) ## run the benchmarks; they print ratios, they judge nothing
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file; done

fresh: ## prove the two commands in a bare Debian (debootstrap, root)
	bash .ci/fresh
