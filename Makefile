# Everything here needs Python 3.11 or newer, and make. If uv is missing, it is installed into .tools.
# uv then installs the packages that pyproject.toml names.
UV := $(if $(shell command -v uv),uv,.tools/bin/uv)
INSTALLED := $(filter .tools/%,$(UV))
OUT ?= ..

# A cache beside the application's sources would be written into every project.
export RUFF_NO_CACHE := true
# So that a project under test finds the same uv.
export PATH := $(PATH):$(CURDIR)/.tools/bin

.DEFAULT_GOAL := help
.PHONY: help demo new test lint fix screenshots

help:  ## Show this list
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 14

demo: | $(INSTALLED)  ## Write the default project to demo/ and run it at http://127.0.0.1:8000
	@test -d demo || $(UV) run --quiet --no-dev cookiecutter . --no-input --default-config project_slug=demo
	@$(MAKE) --no-print-directory -C demo run

new: | $(INSTALLED)  ## Ask the questions and write a project beside this folder (OUT=folder for elsewhere)
	@$(UV) run --quiet --no-dev cookiecutter . --output-dir "$(OUT)"

test: lint  ## Prove the template: write every combination of answers, run what was written
	$(UV) run pytest

lint: | $(INSTALLED)  ## Check this repository's own code
	$(UV) run ruff check .
	$(UV) run ruff format --check .
	$(UV) run mypy

fix: | $(INSTALLED)  ## Put right what the tools can put right by themselves
	$(UV) run ruff check --fix .
	$(UV) run ruff format .

screenshots: | $(INSTALLED)  ## Take the pictures of README.md anew, with a Chromium of this machine
	PYTHONPATH=tests $(UV) run python docs/screenshots.py

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/pip install --quiet "uv>=0.8"
