# The site in a container. Build: docker build -t mecfs-atlas .
# PYTHON_IMAGE can be pinned to a digest: --build-arg PYTHON_IMAGE=python@sha256:...
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
COPY requirements.txt /tmp/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt
COPY . /app
WORKDIR /app
# Hashing the style sheets needs no secret and no database; these values serve this one command.
RUN ATLAS_MODE=production SECRET_KEY=build-time-only ALLOWED_HOSTS=build DATABASE_URL=postgres://build@build/build \
    ATLAS_LETTER_KEYS=build-time-only ATLAS_RECEIPT_KEYS=build-time-only \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --no-create-home atlas && install -d -o atlas /var/lib/atlas/releases
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER atlas
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
# It asks under a host name of the site, as any other name is refused.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as r; \
    r.urlopen(r.Request('http://127.0.0.1:8000/health/live', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0]}), timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "atlas.wsgi:application"]
