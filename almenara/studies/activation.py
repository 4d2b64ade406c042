"""What becomes of the threats when a version is activated: new briefs take their words from it."""

from almenara.core.types.models import TypeVersion
from almenara.studies.drafts import ThreatsShape


def apply(version: TypeVersion) -> None:
    """It can be read; briefs keep the version under which they were written."""
    ThreatsShape.model_validate(version.document)
