# Laelia. `make run` starts everything, `make test` checks everything; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run install install-dev web web-types dev shots test test-web journeys bench-web test-all fuzz \
	coverage-of-requirements lint format bench lock sbom test-security doctor clean
# Without byte-code every start compiles half a million lines anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-26s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install web ## Start the engines and the hub; Ctrl-C stops it all (data in ./.laelia)
	@exec bin/laelia up

web: install ## Build the web front end, unless what is built is up to date
	@bin/web build

dev: install-dev ## Show the front end's sources as they change, over a hub of make run
	@exec bin/web dev $(ARGS)

web-types: install-dev ## Write the front end's API types anew from the hub's OpenAPI document
	@bin/web types

shots: install-dev ## Pictures of every page in marketplace_web/shots, from a hub at LAELIA_URL
	@bin/web shots $(ARGS)

test-web: install-dev ## The front end's types, lint, unit tests and budgets; then its pages in Chromium
	@bin/web check

journeys: install-dev ## People's ways through the pages, in Chromium (part of what CI runs)
	@bin/web journeys

bench-web: install-dev ## What the pages cost: main thread per frame, Lighthouse's performance
	@bin/web bench

install: ## Bring .venv in line with requirements/runtime.txt
	@bin/environment runtime

install-dev: ## The same with what tests and checks need
	@bin/environment dev

test: install-dev ## Every check and test that a change must pass (what CI runs)
	@bin/check all -m "not slow" $(ARGS)

test-all: install-dev ## make test with the slow tiers, and the tour on a clean clone
	@bin/check all $(ARGS)
	@bin/web check
	@bin/clean-clone

test-security: install-dev ## Every attack, drill and scan there is; a line each, and a verdict
	@.venv/bin/python bin/test-security $(ARGS)

fuzz: install-dev ## A thousand bad inputs an operation, in parts: ARGS="--minutes 30", SLICE=3/10
	@bin/fuzz $(if $(SLICE),--slice $(SLICE)) $(ARGS)

coverage-of-requirements: ## Whether every requirement is named by a test or waits for its part
	@python3 bin/requirements $(ARGS)

lint: install-dev ## The checks of make test that run nothing
	@bin/check lint

format: install-dev ## Lay out the code as make lint wants it
	@.venv/bin/ruff check --quiet --fix && .venv/bin/ruff format --quiet

bench: install-dev ## Measure speed beside its peers, into bench/out/latest.json
	@.venv/bin/python -m bench $(ARGS)

lock: install ## Resolve the requirement files anew; NOW="a b" takes those however young
	@bin/lock $(NOW)

sbom: install ## List what the product is made of, into sbom/laelia.cdx.json
	@bin/sbom

doctor: install ## Say what is wrong with this installation and what to do
	@bin/laelia doctor

clean: ## Remove the environments and caches; data in .laelia stays
	@rm -rf .venv .boot .cache .*_cache bench/out sbom
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
