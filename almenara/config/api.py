"""The API with the routers of every app."""

from ninja import Router

from almenara.core.api.app import build

ROUTERS: dict[str, Router] = {}

api = build(ROUTERS)
