from almenara.core.workflow.machine import Machine

EDITION = Machine(
    start="drafted",
    steps={
        "clear": (("drafted",), "cleared"),
        "present": (("cleared",), "presented"),
        "publish": (("presented",), "published"),
    },
)
