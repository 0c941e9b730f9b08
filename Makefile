# Everything here needs Python 3.11 or newer, and make. If uv is missing, it is installed into .tools.
# uv then installs the packages that pyproject.toml names.
UV := $(if $(shell command -v uv),uv,.tools/bin/uv)
INSTALLED := $(filter .tools/%,$(UV))
OUT ?= ..

# Two files of tests at a time: installing, mypy and a browser leave half of a machine idle.
PARALLEL := --numprocesses 2 --no-loadscope-reorder

# A cache beside the application's sources would be copied into every project.
export RUFF_NO_CACHE := true
# So a project under test finds the same uv.
export PATH := $(PATH):$(CURDIR)/.tools/bin

.DEFAULT_GOAL := help
.PHONY: help demo new test test-all bench docs lint fix screenshots release

help:  ## Show this list
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 14

demo: | $(INSTALLED)  ## Write the default project to demo/ and start it at http://127.0.0.1:8000
	@test -d demo || $(UV) run --quiet --no-dev cookiecutter . --no-input --default-config project_slug=demo
	@$(MAKE) --no-print-directory -C demo run

new: | $(INSTALLED)  ## Ask the questions and write a project beside this folder (or in OUT=folder)
	@$(UV) run --quiet --no-dev cookiecutter . --output-dir "$(OUT)"

test: lint  ## Prove the template in minutes: write every project, test the default one
	$(UV) run pytest $(PARALLEL)

test-all: lint  ## Prove the rest too: test every project, its image, and in a browser
	$(UV) run pytest -m "" $(PARALLEL)

bench: | $(INSTALLED)  ## Compare the application's speed with its peers (needs wrk, half an hour)
	$(UV) run --group bench python benchmarks/run.py $(args)

docs: | $(INSTALLED)  ## Write the quoted code of the pages again, and build their site in site/
	$(UV) run --no-dev python docs/quotes.py
	NO_MKDOCS_2_WARNING=1 $(UV) run --group docs mkdocs build --quiet

lint: | $(INSTALLED)  ## Check this repository's own code
	$(UV) run ruff check .
	$(UV) run ruff format --check .
	$(UV) run mypy

# It formats even if some findings remain, and then still fails.
fix: | $(INSTALLED)  ## Correct the style where that can be done automatically
	$(UV) run ruff check --fix .; found=$$?; $(UV) run ruff format . && exit $$found

screenshots: | $(INSTALLED)  ## Take the screenshots of README.md again (needs Node and a Chromium)
	PYTHONPATH=tests $(UV) run python docs/screenshots.py

release: | $(INSTALLED)  ## Tag the version in pyproject.toml, if CHANGELOG.md says how to upgrade to it
	@git diff --quiet HEAD || { echo "Commit your changes first."; exit 1; }
	@$(UV) run pytest --quiet tests/test_releases.py
	@tag=v$$($(UV) version --short) && git tag --annotate --message "Release $$tag" "$$tag" && \
	echo "To publish it: git push origin $$tag"

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/pip install --quiet "uv>=0.8"
