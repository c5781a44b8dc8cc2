# Everything runs from here; `make setup` is cheap when nothing has changed, so the others always call it.
PYTHON ?= python3
VENV := .venv/bin
DEPLOY := .venv-deploy/bin
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-deps --no-compile
# CDK's engine runs on Node 20 as well as on newer ones, and would complain of it at length.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20
STACK := $(VENV)/python -m deploy.local
PYTEST_ARGS ?=
PYTEST_PROCESSES ?= 2
APPS := accounts assets3d catalog orders
AREA ?= pipeline
SECONDS ?= 600
CORPUS := build/fuzz/corpus
MODELS ?=
BENCH_ARGS ?=
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help setup run test compatible bench fuzz synth .venv-deploy .venv-checkov check check-infrastructure check-inside format

help:
	@printf '%s\n' 'make run      open the shop (PORT=8000)' 'make test     all tests (PYTEST_ARGS=...)' \
  'make compatible  the previous release'\''s tests on the schema of this one (RELEASE=tag)' \
	  'make check    format, lint, types, import contracts, migrations, settings' 'make format   put the code in form' \
	  'make bench    measurements beside others (AREA="pipeline big catalog", MODELS=/folder/of/models, BENCH_ARGS=...)' \
	  'make fuzz     random files against intake and preflight (SECONDS=600)' \
	  'make synth    the templates for AWS, into build/cdk'

setup:
	@$(PYTHON) -m deploy.local.prepare

run: setup
	@$(STACK) --follow-parent run

test: setup synth
	@$(STACK) --follow-parent exec -- $(VENV)/python -m pytest -n $(PYTEST_PROCESSES) --dist worksteal $(PYTEST_ARGS)

# While a release rolls out, containers of the one before serve the database that it has migrated.
compatible: setup
	@$(STACK) --follow-parent exec -- $(VENV)/python -m deploy.previous_release $(if $(RELEASE),--release "$(RELEASE)")

# Areas: pipeline (our 3D pipeline beside other programs, on the models of a folder), big (a model of 300 MB),
# hostile (how soon, and with how much memory, each hostile file is refused), catalog (a million products; --help),
# orders (carts and orders beside django-oscar and PostgreSQL alone; --help), imports (a long list, twice; --help).
bench: setup
	@for area in $(AREA); do \
	  $(if $(MODELS),VITRINE_MODELS="$(MODELS)") $(VENV)/python -m tests.benchmarks.$$area $(BENCH_ARGS) || exit; done

fuzz: setup
	@$(VENV)/python -m tests.fuzz.seeds $(CORPUS)
	@$(VENV)/python -W ignore -m tests.fuzz.preflight -max_total_time=$(SECONDS) -max_len=32768 -timeout=20 \
	  -rss_limit_mb=1500 -artifact_prefix=build/fuzz/ $(CORPUS)

# The infrastructure code and its checkers have environments of their own: the shop needs nothing of them.
# A stamp in each names the list it was made from, and where, since such an environment cannot be moved.
define isolated
@stamp="$$(pwd) $$(cksum < $(2))"; [ "$$(cat $(1)/.stamp 2>/dev/null)" = "$$stamp" ] || { \
  echo "installing the packages of $(2) (a minute or two)"; \
  $(VENV)/python -m venv --clear $(1) && $(1)/bin/python $(PIP_INSTALL) --requirement $(2) && echo "$$stamp" > $(1)/.stamp; }
endef

.venv-deploy: setup
	$(call isolated,.venv-deploy,deploy/requirements.txt)

.venv-checkov: setup
	$(call isolated,.venv-checkov,deploy/requirements-checkov.txt)

# staging and production, each with its web containers on App Runner and on Fargate.
synth: .venv-deploy
	@$(DEPLOY)/python -m deploy.synth

check-infrastructure: synth .venv-checkov
	$(DEPLOY)/mypy --config-file= --strict deploy/app.py deploy/synth.py deploy/verify.py deploy/stack
	$(DEPLOY)/python -m deploy.verify

# Types and migrations are checked against the settings and the database of a running stack.
check: setup check-infrastructure
	@$(STACK) --follow-parent exec -- $(MAKE) --no-print-directory check-inside

check-inside:
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/lint-imports
	$(VENV)/mypy .
	$(VENV)/python manage.py makemigrations --check --dry-run
	$(VENV)/python manage.py lintmigrations --sql-analyser postgresql --warnings-as-errors --quiet ok ignore --no-cache \
	  --include-apps $(APPS) \
	  --ignore-name 0001_initial 0003_unique_by_unit 0005_imports 0010_category_tree 0021_attributes 0010_allocations 0024_stock_ledger 0032_options 0046_stock_buckets  # no old code and no rows yet; unique by more than before; few rows; new tables; one row a variant; new tables, and indexes that are there; unique by more than before
	env -i PATH="$$PATH" HOME="$$HOME" $$(grep -v '^#' .ci/production.env) \
	  $(VENV)/python manage.py check --deploy --fail-level WARNING

format: setup
	@$(VENV)/ruff format .
	@$(VENV)/ruff check --fix .
