# syntax=docker/dockerfile:1
# The site in a container. Build: docker build -t mecfs-atlas .
# With PostgreSQL's own programs for `manage.py backup`: docker build -t mecfs-atlas-backup --target backup .
# With the client of S3, for releases that several hosts share: --build-arg LOCK=requirements-s3.txt
# Pin the base to a digest: --build-arg PYTHON_IMAGE=python@sha256:... (docker buildx imagetools inspect python:3.13-slim)
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
ARG LOCK=requirements.txt
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
COPY ${LOCK} /tmp/
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r /tmp/${LOCK}
COPY . /app
WORKDIR /app
# Hashing the style sheets needs no secret and no database; these values serve this one command.
RUN ATLAS_MODE=production SECRET_KEY=build-time-only ALLOWED_HOSTS=build DATABASE_URL=postgres://build@build/build \
    ATLAS_LETTER_KEYS=build-time-only ATLAS_RECEIPT_KEYS=build-time-only \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0
# Compiled once, as the site itself cannot write where its code lies.
RUN /venv/bin/python -m compileall -q -j 0 /app /venv/lib

# The same with the client programs of PostgreSQL 18, of the version that the tests run against.
FROM build AS build-backup
RUN /venv/bin/pip install --require-hashes -r requirements-local.txt

FROM ${PYTHON_IMAGE} AS base
# All that is ever written lies below /var/lib/atlas and /tmp; the rest may be mounted read-only.
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin atlas \
    && install -d -o atlas -g atlas -m 0755 /var/lib/atlas/pages /var/lib/atlas/releases /var/lib/atlas/nginx \
    && install -d -o atlas -g atlas -m 0700 /var/lib/atlas/backups
WORKDIR /app
USER 10001:10001
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ATLAS_PAGE_STORE_DIR=/var/lib/atlas/pages ATLAS_RELEASES_DIR=/var/lib/atlas/releases \
    ATLAS_BACKUP_DIR=/var/lib/atlas/backups ATLAS_METRICS_DIR=/tmp/metrics

FROM base AS backup
COPY --from=build-backup /venv /venv
COPY --from=build-backup /app /app
CMD ["python", "manage.py", "backup"]

# The last stage is what `docker build` makes unless told otherwise.
FROM base AS site
COPY --from=build /venv /venv
COPY --from=build /app /app
EXPOSE 8000
# It asks under a host name of the site, as any other name is refused.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as r; \
    r.urlopen(r.Request('http://127.0.0.1:8000/health/live', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0]}), timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "2", "--http1-buffer-size", "65536", "--http1-header-read-timeout", "10000", \
     "--respawn-failed-workers", "atlas.wsgi:application"]
