"""The API with the routers of every app."""

from ninja import Router

from almenara.assistance.api import router as assistance
from almenara.bodies.api import router as bodies
from almenara.core.api.api import router as core
from almenara.core.api.app import build
from almenara.core.api.channels import router as channels
from almenara.core.api.uploads import router as documents
from almenara.directory.api import router as directory
from almenara.exchange.api import router as exchange
from almenara.funds.api import router as funds
from almenara.mandates.api import router as mandates
from almenara.observatory.api.comments import router as comments
from almenara.observatory.api.deliveries import router as observatory
from almenara.observatory.api.figures import router as figures
from almenara.observatory.api.rating import router as rating
from almenara.observatory.api.watching import router as watching
from almenara.programmes.api import router as programmes
from almenara.reports.api import router as reports
from almenara.studies.api import router as studies
from almenara.substances.api import router as substances

ROUTERS: list[Router] = [
    core, documents, channels, directory, bodies, exchange, mandates, programmes,
    funds, reports, assistance, studies, substances,
    observatory, figures, comments, watching, rating,
]  # fmt: skip

api = build(ROUTERS)
