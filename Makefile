# make run · make test · make check — everything else is for developers. All settings come as variables: make run PORT=8001

PYTHON := .venv/bin/python
# The rules and services of every app, and the floors that all of them stand on
TYPED = portal/law portal/workflow $(shell find portal agreements procurements suppliers \
	\( -name 'services*' -o -name 'rules*' \) -not -name '*.pyc' -not -path '*/services/*' -not -path '*/rules/*')

.PHONY: run test check fmt messages bench
.DEFAULT_GOAL := run

.venv/.synced: uv.lock pyproject.toml
	@scripts/uv sync --frozen --quiet
	@touch $@

run: .venv/.synced ## The whole portal; Ctrl-C stops it (PORT=8000, SAMPLE=0 for an empty one)
	@exec $(PYTHON) -m portal.embedded

test: .venv/.synced ## All tests, browser tests included (ARGS= for pytest)
	@$(PYTHON) -m portal.embedded.system weasyprint chromium poppler
	@$(PYTHON) scripts/translations.py compile
	$(PYTHON) -m pytest -n 2 --dist worksteal $(ARGS)

check: .venv/.synced ## Everything that reads the code without running it
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/lint-imports
	@$(PYTHON) -m portal.embedded.system weasyprint
	$(PYTHON) -m mypy $(TYPED)
	$(PYTHON) -m portal.embedded.scratch $(PYTHON) manage.py makemigrations --check --dry-run
	SITE_URL=https://samkop.example $(PYTHON) -m portal.embedded.scratch \
		$(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) scripts/translations.py check
	.venv/bin/yamllint --strict .
	@for compose in "docker compose" docker-compose; do if $$compose version >/dev/null 2>&1; then \
		SECRET_KEY=any POSTGRES_PASSWORD=any exec $$compose --env-file .env.example config --quiet; fi; done; \
		echo "Docker's compose is not here: docker-compose.yml was read by yamllint only"

fmt: .venv/.synced ## Formats the code
	$(PYTHON) -m ruff check --fix-only --quiet .
	$(PYTHON) -m ruff format .

messages: .venv/.synced ## Brings locale/ to the texts of the sources
	$(PYTHON) scripts/translations.py update

bench: .venv/.synced ## Measures the portal on 100,000 agreements
	$(PYTHON) -m bench
