# The portal's one image: web, worker and beat differ by their command. `docker compose` builds it.

FROM python:3.11-slim-bookworm AS packages
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir "uv>=0.9,<1"
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev


FROM python:3.11-slim-bookworm
# WeasyPrint, which makes the PDFs, sets its type with Pango
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin samkop \
    && install -d -o samkop -g samkop -m 0750 /data
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY . .
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data MALLOC_ARENA_MAX=2
RUN python scripts/translations.py compile && python -m compileall -q portal agreements procurements suppliers
USER samkop
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--config", "python:portal.gunicorn", "--bind", "0.0.0.0:8000", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
