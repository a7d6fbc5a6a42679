"""Rules of the front end that a reader of one file cannot see: for every template, style sheet and module."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from beterdichtbij.templatetags.frontend import stylesheet_paths

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
STYLES = [path for path in sorted(ROOT.glob("static/**/*.css")) if "vendor" not in path.parts]
MODULES = [path for path in sorted(ROOT.glob("static/**/*.js")) if "vendor" not in path.parts]

INLINE = re.compile(r"\s(style|on[a-z]+)\s*=|<style|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
SIDED = re.compile(
    r"(?<![-.\w])((margin|padding|border|scroll-margin|scroll-padding)-(left|right|top|bottom)"
    r"|(min-|max-)?(width|height)|left|right|top|bottom|float)(-[a-z]+)?\s*:"
)
SIDES = re.compile(r":\s*(left|right)\s*;")
TEXT_INTO_HTML = re.compile(
    r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function"
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_has_inline_style_or_script(path):
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_no_style_sheet_names_a_physical_side(path):
    source = re.sub(
        r"/\*.*?\*/|@media[^{]*\{|@container[^{]*\{|\([^)]*\)", "", path.read_text(), flags=re.DOTALL
    )

    assert [match.group() for match in [*SIDED.finditer(source), *SIDES.finditer(source)]] == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_every_style_sheet_is_in_a_layer(path):
    first = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).strip()

    assert first.startswith("@layer")


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_makes_html_of_text(path):
    assert TEXT_INTO_HTML.findall(path.read_text()) == []


def test_every_shared_style_sheet_is_loaded():
    shared = {
        str(path.relative_to(ROOT / "static")) for path in STYLES if path.parts[-2] in ("css", "components")
    }

    assert shared == set(stylesheet_paths())


def test_every_icon_that_is_used_exists():
    known = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/icons.svg").read_text()))
    used = {
        found
        for path in TEMPLATES
        for found in re.findall(
            r'(?:_icon\.html" with name=|icon=|icon\|default:)"([^"]+)"', path.read_text()
        )
    }

    assert used <= known
