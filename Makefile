# Almenara: the commands, the same on a laptop and in CI. Needs Python >= 3.11 and make.
PYTHON ?= python3
BIN := .venv/bin
QUICK := chromium-headless-shell
DEBIAN := $(QUICK) gnupg gettext postgresql-15
.DEFAULT_GOAL := help
.PHONY: help setup run test lint fix docs bench rows ci whole openapi packages groups browser clients sampled drawn

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup:  ## the environment: packages with their hashes, the command, the translations
	@$(PYTHON) tools/prepare.py

run: setup  ## prepare everything and serve; the first time with the demonstration world
	@$(BIN)/almenara serve

# Compiled once, whatever this Python is told; what needs a browser or real clients has its own turn.
test: setup  ## the tests in three minutes; `make ci` asks all
	@PYTHONDONTWRITEBYTECODE= BROWSER=later CLIENTS=later $(BIN)/pytest -q -n 2 -m "not late"

lint: setup  ## rules, form, floors and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy almenara

fix: setup  ## put form and imports right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup openapi  ## write again the pages that are made from the code
	@$(BIN)/python -m tools.pages

openapi: setup  ## write again the snapshot of the API
	@$(BIN)/almenara openapi > docs/openapi.json.half && mv docs/openapi.json.half docs/openapi.json

bench: setup  ## every measure, each a ratio against its peer in the same run
	@$(BIN)/python -m bench

rows: setup  ## each row of the mission: works, part (what is missing), not yet
	@$(BIN)/python -m tests.rows

whole: setup packages  ## before a release: every page in four languages, each judged wide and narrow
	@$(PYTHON) tools/prepare.py browser
	ALMENARA_TESTS=whole BROWSER=required $(BIN)/pytest -q -n 2 tests/browser/test_pages_in_chromium.py

packages:  # the quick one is Chromium without windows to draw; where it cannot be had, chromium serves
	@missing=; for p in $(DEBIAN); do \
	  [ "$$(dpkg-query -W -f '$${db:Status-Status}' $$p 2>/dev/null)" = installed ] \
	    || missing="$$missing $$p"; done; \
	echo "make ci: Debian: $(DEBIAN); missing:$${missing:- none}"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $$missing >/dev/null; } \
	    || [ "$$missing" = " $(QUICK)" -a -x /usr/bin/chromium ]; \
	elif [ -n "$$missing" ]; then echo "make ci: install them: apt-get install$$missing"; fi

ci: packages  ## everything that must hold before a change lands; a missing browser or client fails
	$(MAKE) test
	$(MAKE) -j 2 --output-sync=line lint drawn sampled browser clients

groups: setup packages
	@$(PYTHON) tools/prepare.py browser clients

browser: groups  ## every page in a real Chromium, in two languages each
	BROWSER=required $(BIN)/pytest -q -n 2 --dist worksteal tests/browser

sampled: setup  ## pages, whole matrices, all decays and drills, of which `make test` asks a part
	ALMENARA_TESTS=whole $(BIN)/pytest -q -n 2 --dist worksteal -m "sampled or late"

clients: groups  ## the figures as real clients of SDMX read them
	CLIENTS=required $(BIN)/pytest -q tests/clients almenara/formats/tests/test_sdmx_writing.py

drawn: setup  ## what is made from the code is as the code says: migrations, the API's description
	ALMENARA_HOME=var/ci $(BIN)/almenara makemigrations --check --dry-run
	ALMENARA_HOME=var/ci $(BIN)/almenara openapi | diff -u docs/openapi.json - >&2
	ALMENARA_HOME=var/ci $(BIN)/almenara stop
