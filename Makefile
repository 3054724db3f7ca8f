# make run    a server at http://127.0.0.1:8000/ (PORT changes it)
# make test   everything that the tests need, then all of them
# make bench  the engine against real TLC (JSON=1 for one object)
# make load   a live class under load, beside a bare websockets server (JSON=1 for one object)
# make mutate ROOM=live  small mistakes in a09web/live/, and which of them its tests do not notice
# make pictures  the pictures in docs/, taken anew
# make check  style, types, templates, migrations, deployment settings

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test bench load mutate pictures check clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# //p' Makefile

$(VENV)/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed.")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt requirements.txt $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.run
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py first_sandbox --base http://127.0.0.1:$(PORT)
	@echo "Serving http://127.0.0.1:$(PORT)/ until you press Ctrl+C"
	@exec $(BIN)/python manage.py serve --port $(PORT)

test: $(VENV)/.test
	@sh .ci/system-packages
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	$(BIN)/python -m pytest --ignore tests/e2e -n 3 --dist worksteal
	$(BIN)/python -m pytest tests/e2e -n 2 --dist worksteal

bench: $(VENV)/.test
	@sh .ci/system-packages
	@$(BIN)/python -m tests.load.bench

load: $(VENV)/.test
	@$(BIN)/python -m tests.load.classroom

mutate: $(VENV)/.test
	@ROOM=$(ROOM) $(BIN)/python -m tests.mutation

pictures: $(VENV)/.test
	@sh .ci/system-packages
	@$(BIN)/python -m tests.pictures

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 1
	PRODUCTION=True SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=example.org \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis
