"""`almenara rules`: the rules of the product, each with its proofs and page, or "not yet"."""

import json
from importlib import resources
from typing import Any

import yaml
from django.core.management.base import BaseCommand


def rules() -> list[dict[str, Any]]:
    """R1–R19 as `config/rules.yaml` says them, each with where it stands."""
    text = (resources.files("almenara.config") / "rules.yaml").read_text(encoding="utf-8")
    return [rule | {"stage": stage(rule)} for rule in yaml.safe_load(text)]


def stage(rule: dict[str, Any]) -> str:
    """Proven, in part, or not yet."""
    if not rule["tests"]:
        return "not yet"
    return "part" if rule.get("missing") else "proven"


def lines(rule: dict[str, Any]) -> list[str]:
    """One rule for a terminal."""
    found = [f"{rule['id']:4} {rule['stage']:8} {rule['says']}"]
    found += [f"     missing: {rule['missing']}"] if rule.get("missing") else []
    found += [f"     page: {rule['page']}"] if rule.get("page") else []
    return found + [f"     {test}" for test in rule["tests"]]


class Command(BaseCommand):
    help = "Las reglas del producto: sus pruebas y su página, o lo que falta."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="un documento JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = rules()
        if options["json"]:
            print(json.dumps({"rules": found}, ensure_ascii=False))
            return
        for rule in found:
            print("\n".join(lines(rule)))
