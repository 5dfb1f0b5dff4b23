"""Every sentence that people read, as the source and the templates say it, and the catalogues that translate it.

python -m tests.catalogue           lists what is untranslated or unused; exit 1 if anything is
python -m tests.catalogue --write   brings app/locale/*.po in line: new sentences empty, unused ones gone
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "app" / "locale"
HEADER = """# Sentences of handbill; tests/catalogue.py brings this file in line with the source.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
Sentence = str | tuple[str, str]  # one, or the forms for one and for many


@cache
def sentences(root: Path = ROOT) -> dict[Sentence, list[str]]:
    """Every sentence given to say, say.many or mark, with the files it stands in."""
    found: dict[Sentence, list[str]] = {}
    for path in sorted((root / "app").rglob("*")):
        reader = {".py": _in_source, ".html": _in_template, ".txt": _in_template}.get(path.suffix)
        for sentence in reader(path.read_text("utf-8")) if reader else ():
            places = found.setdefault(sentence, [])
            if (place := str(path.relative_to(root))) not in places:
                places.append(place)
    return found


def catalogues(folder: Path = LOCALE) -> dict[str, Catalog]:
    """The catalogues by language."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.po"))}


def untranslated(catalogue: Catalog) -> list[Sentence]:
    """The sentences of the source that the catalogue has no whole translation of."""
    return [sentence for sentence in sentences() if not _is_whole(catalogue, sentence)]


def unused(catalogue: Catalog) -> list[Sentence]:
    """The sentences of the catalogue that nothing says any more."""
    said = sentences()
    return [message.id for message in catalogue if message.id and message.id not in said]


def placeholders(sentence: str) -> list[str]:
    """The {names} in a sentence, in alphabetical order."""
    return sorted(set(re.findall(r"\{(\w*)\}", sentence)))


def _in_source(text: str) -> Iterator[Sentence]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        if name in {"say", "mark"} and node.args:
            yield from _constants(node.args[0])
        elif name == "many" and len(node.args) > 1:
            yield from zip(_constants(node.args[0]), _constants(node.args[1]), strict=True)


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _in_template(text: str) -> Iterator[Sentence]:
    for call in Environment(extensions=["jinja2.ext.do"]).parse(text).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say":
            yield from _texts(call.args[0])
        elif isinstance(call.node, nodes.Getattr) and call.node.attr == "many":
            yield from zip(_texts(call.args[0]), _texts(call.args[1]), strict=True)


def _texts(node: nodes.Expr) -> Iterator[str]:
    if isinstance(node, nodes.CondExpr):
        yield from (*_texts(node.expr1), *(_texts(node.expr2) if node.expr2 else ()))
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value


def _is_whole(catalogue: Catalog, sentence: Sentence) -> bool:
    message = catalogue.get(sentence if isinstance(sentence, str) else sentence[0])
    if message is None or message.id != sentence or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and len(forms) == (1 if isinstance(sentence, str) else catalogue.num_plurals)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, path.stem, abort_invalid=True)


def _write(language: str, old: Catalog) -> None:
    new = Catalog(locale=language, charset="utf-8")
    for sentence, places in sentences().items():
        known = old.get(sentence if isinstance(sentence, str) else sentence[0])
        string = known.string if known and known.id == sentence else ""
        new.add(sentence, string, locations=[(place, 0) for place in places])
    with (LOCALE / f"{language}.po").open("wb") as file:
        file.write(HEADER.format(language=language, plurals=new.plural_forms).encode())
        write_po(file, new, width=110, include_lineno=False, omit_header=True)


def main() -> int:
    """The exit code: 0 where every sentence stands in every catalogue and nothing else does."""
    if "--write" in sys.argv:
        for language, catalogue in catalogues().items():
            _write(language, catalogue)
    lacks = 0
    for language, catalogue in catalogues().items():
        for what, found in (("untranslated", untranslated(catalogue)), ("unused", unused(catalogue))):
            lacks += len(found)
            for sentence in found:
                print(f"{language}.po  {what}  {sentence!r}")
    return min(1, lacks)


if __name__ == "__main__":
    sys.exit(main())
