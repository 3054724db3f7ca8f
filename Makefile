# make run    a server at http://127.0.0.1:8000/ (PORT changes it)
# make class  the same for the phones of a class in the same network: it prints the address and a QR code
# make dev    the same, for whoever changes it: a change of code, pages or styles is seen at the next reload
# make quick  the tests of what you changed, the nearest first, for a minute (BASE=main: since there)
# make test   everything that the tests need, then all of them: a quarter to half an hour on two cores
# make test-all  also what is exhaustive, for a night
# make coverage  which statements the tests without a browser run, by room (TESTS=tests/lessons: which these run)
# make bench  the engine against real TLC (JSON=1 for one object; BEFORE=b75ac89: a step against that commit's)
# make load   a live class under load, beside a bare websockets server (JSON=1 for one object)
# make hold   what a stranger notices while somebody attacks, beside an idle server (JSON=1 for one object; MIXED=2000)
# make mutate ROOM=live  small mistakes in a09web/live/, and which of them its tests do not notice
# make pictures  the pictures in docs/, taken anew (BEFORE=43d731b: those of docs/face.md at that commit, too)
# make lighthouse  what Lighthouse says of three pages (LIGHTHOUSE=…: where its program is, a package for Node.js)
# make check  style, types, templates, scripts, migrations, deployment settings
# make scripts  the scripts of the pages: their style, and the tests of what they decide, in two seconds
# make lock     requirements*.txt brought up to date with requirements*.in (make upgrade takes the newest of everything)

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

# Hundreds of processes start in the tests: without what was compiled, each of them compiles Django anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run class dev quick test test-all coverage mutate bench load hold pictures lighthouse check scripts scripts-style lock upgrade clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# //p' Makefile

PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed.")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/pip
	$(PIP) -r requirements.txt
	@touch $@

# What the app runs with is in it, too. uv needs a quarter of pip's time; it comes by pip, with its hash.
$(VENV)/.test: requirements-dev.txt | $(BIN)/pip
	@sed -n '/^uv==/,/# via/p' requirements-dev.txt > $(VENV)/uv.txt
	$(PIP) -r $(VENV)/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $(VENV)/.run $@

run class: $(VENV)/.run
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py first_sandbox --base http://127.0.0.1:$(PORT)
	@exec $(BIN)/python manage.py serve --port $(PORT) --host $(if $(filter class,$@),0.0.0.0,127.0.0.1) --tell

dev: export DEBUG := True
dev: $(VENV)/.test
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py first_sandbox --base http://127.0.0.1:$(PORT)
	@exec $(BIN)/python manage.py serve --port $(PORT) --tell

quick: $(VENV)/.test
	@sh .ci/system-packages
	@BASE=$${BASE:-HEAD} $(BIN)/python -m tests.quick

test test-all: $(VENV)/.test
	@sh .ci/system-packages
	@$(BIN)/python -m tests.both $(if $(filter test-all,$@),-m "")

TESTS ?= --ignore tests/e2e

coverage: $(VENV)/.test
	@sh .ci/system-packages
	@rm -f var/coverage*
	@$(BIN)/coverage run -m pytest -n 3 --dist worksteal $(TESTS); ended=$$?; $(BIN)/python -m tests.covered; exit $$ended

bench: $(VENV)/.test
	@sh .ci/system-packages
	@$(BIN)/python -m tests.load.bench

load: $(VENV)/.test
	@$(BIN)/python -m tests.load.classroom

hold: $(VENV)/.test
	@$(BIN)/python -m tests.load.hold

mutate: $(VENV)/.test
	@ROOM=$(ROOM) $(BIN)/python -m tests.mutation

pictures: $(VENV)/.test
	@sh .ci/system-packages
	@$(BIN)/python -m tests.pictures

lighthouse: $(VENV)/.test
	@sh .ci/system-packages
	@$(BIN)/python -m tests.lighthouse

# ESLint, each package with its hash. The pages themselves need nothing of it.
node_modules/.locked: package.json package-lock.json .npmrc
	@sh .ci/system-packages scripts
	@npm ci --silent
	@touch $@

scripts-style: node_modules/.locked
	@sh .ci/system-packages scripts
	node_modules/.bin/eslint --max-warnings 0 eslint.config.js static tests/js

scripts: scripts-style
	node --test tests/js/*.test.js

check: $(VENV)/.test scripts-style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates a09web/workbooks
	$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 1
	PRODUCTION=True SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=example.org \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
  --custom-compile-command 'make lock'

lock: $(VENV)/.test
	$(LOCK) $(UPGRADE) --output-file requirements.txt requirements.in
	$(LOCK) $(UPGRADE) --output-file requirements-dev.txt requirements-dev.in

upgrade:
	@$(MAKE) --no-print-directory lock UPGRADE=--upgrade

clean:
	rm -rf $(VENV) node_modules var .pytest_cache .mypy_cache .ruff_cache .hypothesis
