from almenara.core.workflow.machine import Machine

EDITION = Machine(
    start="drafted",
    steps={
        "clear": (("drafted",), "cleared"),
        "return": (("cleared",), "drafted"),
        "publish": (("cleared",), "published"),
        "supersede": (("published",), "superseded"),
        "withdraw": (("published",), "withdrawn"),
    },
)
OUT = ("published", "superseded", "withdrawn")  # its readers have it
