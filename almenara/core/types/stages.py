from almenara.core.workflow.machine import Machine

TYPE = Machine(start="draft", steps={"activate": (("draft",), "active")})
