"""The API with the routers of every app."""

from ninja import Router

from almenara.core.api.api import router as core
from almenara.core.api.app import build
from almenara.core.api.channels import router as channels
from almenara.core.api.uploads import router as documents
from almenara.directory.api import router as directory
from almenara.exchange.api import router as exchange
from almenara.programmes.api import router as programmes

ROUTERS: list[Router] = [core, documents, channels, directory, exchange, programmes]

api = build(ROUTERS)
