# make crawl               crawl the bundled made-up magazine into articles.db and show what was stored
# make crawl URL=https://  crawl a real one
# make test                run all tests
# make install             only make the environment, or bring it up to date
# All make an environment in .venv first. PYTHON names the interpreter, 3.11 or newer.

PYTHON ?= python3
ENV := .venv/installed
URL ?=
export URL

.PHONY: crawl test lint install

crawl: $(ENV)
ifeq ($(URL),)
	.venv/bin/python -m fixtures.demo
else
	.venv/bin/scrapy crawl magazine -a "url=$$URL"
	.venv/bin/scrapy articles
endif

install: $(ENV)

test: $(ENV) lint
	.venv/bin/python -m pytest -n auto

lint: $(ENV)
	.venv/bin/ruff check --quiet .
	.venv/bin/ruff format --quiet --check .
	.venv/bin/lint-imports

$(ENV): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test]"
	touch $(ENV)
