"""`almenara rules` names only proofs that exist, and pages that are routes."""

import ast
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import resolve

from almenara.config.management.commands import rules

ROOT = Path(__file__).parent.parent
RULES = rules.rules()


def functions(path):
    code = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in code.body if isinstance(node, ast.FunctionDef)}


def test_every_rule_is_there_in_order():
    assert [rule["id"] for rule in RULES] == [f"R{number}" for number in range(1, 20)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_each_named_proof_and_page_exists(rule):
    for test in rule["tests"]:
        path, _colons, name = test.partition("::")
        assert name in functions(path), test
    if "page" in rule:
        assert resolve(rule["page"])
    assert rule["tests"] or rule["missing"], "say what is missing"


PROVEN = ["R1", "R2", "R3", "R4", "R5", "R6", "R8", "R9", "R14", "R15", "R16", "R17", "R18", "R19"]


@pytest.mark.parametrize("name", PROVEN)
def test_the_rules_of_what_exists_are_proven(name):
    rule = next(rule for rule in RULES if rule["id"] == name)
    assert rule["tests"]
    assert rule["page"]
    assert bool(rule.get("missing")) == (name == "R19"), "instruments (M3) are not built"


def test_they_are_printed(capsys):
    call_command("rules")
    said = capsys.readouterr().out
    assert said.startswith("R1   proven")
    assert "R7   not yet" in said
