"""Finds every text that a person may see: in templates, and in `gettext` calls of Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS_LEFT_OUT = {"tests", ".venv", "docs", "node_modules", ".data"}
CALLS = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext", "ngettext_lazy"}


def texts() -> dict[str, str]:
    """Map every msgid to a place where it stands."""
    found: dict[str, str] = {}
    for path in sorted(ROOT.glob("templates/**/*.html")):
        for text in _of_template(path):
            found.setdefault(text, str(path.relative_to(ROOT)))
    for text, place in python_texts():
        found.setdefault(text, place)
    return found


def python_texts() -> Iterator[tuple[str, str]]:
    """Every msgid of a `gettext` call in Python with its place; the same text stands in several."""
    for path in python_files():
        for text in _of_python(path.read_text()):
            yield text, str(path.relative_to(ROOT))


def python_files() -> list[Path]:
    """The product's own modules."""
    found = sorted(ROOT.glob("*/**/*.py"))
    return [path for path in found if path.relative_to(ROOT).parts[0] not in APPS_LEFT_OUT]


def _of_template(path: Path) -> Iterator[str]:
    source = templatize(path.read_text(), origin=str(path))
    for call in re.finditer(r"(?:n|p)?gettext\(", source):
        yield from _first_strings(source[call.end() :], plural=source[call.start()] == "n")
    for call in re.finditer(r"(?<![a-z_])_\(", source):
        yield from _first_strings(source[call.end() :], plural=False)


def _first_strings(rest: str, *, plural: bool) -> Iterator[str]:
    literal = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    pattern = rf"\s*{literal}(?:\s*,\s*{literal})?" if plural else rf"\s*{literal}"
    match = re.match(pattern, rest, re.DOTALL)
    if match:
        yield ast.literal_eval(match.group(1).replace("\n", "\\n"))


def _of_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in CALLS and node.args:
            at = 1 if _name(node.func) == "pgettext" else 0
            first = node.args[at]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                yield first.value


def said_to_patients() -> dict[str, str]:
    """Map every msgid that is said in the language a patient reads in to a place where it stands."""
    found: dict[str, str] = {}
    for path in python_files():
        tree = ast.parse(path.read_text())
        for block in ast.walk(tree):
            if isinstance(block, ast.With) and any("reads_in" in ast.unparse(each) for each in block.items):
                for text in _of_block(block, tree):
                    found.setdefault(text, str(path.relative_to(ROOT)))
    return found


def _of_block(block: ast.With, tree: ast.Module) -> Iterator[str]:
    """What stands in a block, and in the functions of the same module that it calls."""
    called = {_name(node.func) for node in ast.walk(block) if isinstance(node, ast.Call)}
    functions = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name in called]
    for part in (block, *functions):
        yield from _of_python(ast.unparse(part))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


# What stands in a page as it is, in every language.
NAMES = {"BeterDichtbij", "A", "A+", "A++", "%", "JSON", "CSV", "PDF"}
HIDDEN = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{%\s*block (?:shell|robots|\w+_class) %}.*?{%\s*endblock.*?%}"
    r"|{%\s*blocktrans.*?endblocktrans(?:late)?\s*%}|{#.*?#}|<!--.*?-->"
    r"|<script.*?</script>|<svg.*?</svg>|<code.*?</code>",
    re.DOTALL,
)
SPOKEN = re.compile(r"""\s(?:aria-label|title|placeholder|alt|content)=("[^"]*"|'[^']*')""")
MACHINERY = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def bare_texts(source: str) -> list[str]:
    """What a template says outside every translation, between its tags and in what is spoken of them."""
    source = HIDDEN.sub(" ", source)
    machined = MACHINERY.sub("\0", source)
    spoken = [quoted[1:-1] for quoted in SPOKEN.findall(re.sub(r"<meta\b[^>]*>", "", machined))]
    between = re.split(r"<[^>]*>", machined)
    pieces = [piece.strip(" \n\t·|/()–—:.,…") for text in (*between, *spoken) for piece in text.split("\0")]
    return [piece for piece in pieces if re.search(r"[^\W\d_]{2,}", piece) and piece not in NAMES]
