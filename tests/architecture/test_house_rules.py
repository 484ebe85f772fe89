"""The house rules that a linter cannot see."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "binhdang"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted(SOURCE.rglob("*.html"))
FLOORS = [
    "calc",
    "kit",
    "orgs",
    "documents",
    "indicators",
    "datasets",
    "plans",
    "reports",
    "rollup",
    "evaluation",
    "consolidation",
]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_is_longer_than_400_lines():
    long = {_name(p): n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert long == {}


def test_no_function_is_longer_than_40_lines_of_code():
    long = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and (length := (body[-1].end_lineno or 0) - body[0].lineno + 1) > 40:
                    long.append(f"{_name(path)}:{node.lineno} {node.name} ({length})")
    assert long == []


def test_every_public_function_and_class_says_what_it_is():
    silent = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree) and tree.body:
            silent.append(_name(path))
        for node in tree.body:
            named = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if named and not ast.get_docstring(node):
                silent.append(f"{_name(path)}:{node.lineno} {node.name}")
    assert silent == []


@pytest.mark.parametrize("package", [f for f in FLOORS if f != "calc"])
def test_a_foreign_key_is_never_named_by_a_string_and_has_no_reverse_name(package):
    path = SOURCE / package / "models.py"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    fields = re.findall(r"(?:ForeignKey|OneToOneField|ManyToManyField)\((.*?)\)\n", text, re.DOTALL)
    assert [f for f in fields if 'related_name="+"' not in f] == []
    assert [f for f in fields if re.match(r'\s*["\']', f) and '"self"' not in f] == []


def test_templates_carry_no_inline_script_style_or_handler():
    bad = []
    for path in TEMPLATES:
        text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for pattern in (
            r"<script(?![^>]*\bsrc=)",
            r"<style\b",
            r"\sstyle=",
            r"\son(?:click|change|submit|load|input)=",
        ):
            if re.search(pattern, text, re.IGNORECASE):
                bad.append(f"{_name(path)}: {pattern}")
    assert bad == []


def test_nobody_asks_the_machine_for_today():
    askers = [
        _name(p)
        for p in MODULES
        if p.name != "clock.py"
        and re.search(r"\b(date\.today|datetime\.now|datetime\.utcnow|timezone\.now|localdate)\(", p.read_text("utf-8"))
    ]
    assert askers == []


def test_the_repository_names_no_machine_path_and_no_registry():
    words = re.compile(r"(?<![\w.~-])/(?:home|root|Users|work)/\w|--(?:extra-)?index-url|\"resolved\": \"http")
    files = [
        p
        for p in ROOT.rglob("*")
        if p.is_file() and p.suffix in {".py", ".md", ".toml", ".txt", ".lock", ".html", ".js", ".css", ".yaml", ""}
    ]
    skip = {".git", ".venv", "var", "node_modules", ".mypy_cache", ".ruff_cache", ".hypothesis"}
    bad = []
    for path in files:
        if skip & set(path.relative_to(ROOT).parts) or path.name == Path(__file__).name:
            continue
        if words.search(path.read_text(encoding="utf-8", errors="ignore")):
            bad.append(_name(path))
    assert bad == []
