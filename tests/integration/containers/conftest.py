"""The site as `docker compose up` brings it up, once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pyrage
import pytest

from tests.integration.containers.support import Server, Services, a_place, compose, free_port, image, wait_for


@pytest.fixture(scope="package")
def site() -> Iterator[SimpleNamespace]:
    """Database, migrate, grant, bake; public and desk run on `ports`. `said` holds what the others told."""
    with a_place() as place:
        told = compose(place, ATLAS_BACKUP_RECIPIENTS=str(pyrage.x25519.Identity.generate().to_public()))
        database = Server.make(place / "database", told["database"]["environment"]["POSTGRES_INITDB_ARGS"])
        database.start()
        with database.connect("postgres") as owner:
            owner.execute("CREATE DATABASE atlas")
        services = Services(told, image(place), place / "volumes", database.address)
        ports = SimpleNamespace(public=free_port(), desk=free_port())
        try:
            said = {name: services.once(name) for name in ("migrate", "grant")}
            services.start("public", port=ports.public)
            services.start("desk", port=ports.desk)
            said["bake"] = services.once("bake")
            wait_for(ports.public)
            yield SimpleNamespace(told=told, services=services, ports=ports, database=database, place=place, said=said)
        finally:
            services.end()
            database.kill()
