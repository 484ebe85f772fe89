"""The message catalogues: compiled without gettext, and held against the sources so that no English is missing.

Source strings are Vietnamese; each part keeps its English in `locale/<part>/en/LC_MESSAGES/django.po`.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]
KEYWORDS = dict.fromkeys(
    (
        "_",
        "gettext",
        "gettext_lazy",
        "gettext_noop",
        "lazy",
        "ngettext",
        "ngettext_lazy",
        "pgettext",
        "pgettext_lazy",
        "npgettext",
        "said",
    )
)
CALL = re.compile(r"""\b(?:n?p?gettext|_)\((?:u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*"|[^()'"])*\)""")


@dataclass(frozen=True)
class Source:
    """A translatable string and the first place where it stands."""

    text: str
    place: str


def catalogues(package: Path = PACKAGE) -> list[Path]:
    """All .po files of the product, sorted."""
    return sorted(package.glob("locale/*/*/LC_MESSAGES/*.po"))


def compile_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Makes the .mo beside every .po that is newer than it; returns those made. Raises PoFileError on a broken file."""
    made = []
    for po in catalogues(package):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, abort_invalid=True)
        target = io.BytesIO()
        write_mo(target, catalogue)
        mo.write_bytes(target.getvalue())
        made.append(mo)
    return made


def translated(language: str = "en", package: Path = PACKAGE) -> set[str]:
    """Source strings that have a finished translation into the language."""
    found: set[str] = set()
    for po in catalogues(package):
        if po.parts[-3] != language:
            continue
        with po.open("rb") as source:
            for message in read_po(source):
                texts = message.string if isinstance(message.string, tuple | list) else [message.string]
                if message.id and all(texts) and not message.fuzzy:
                    found.add(message.id[0] if isinstance(message.id, tuple | list) else message.id)
    return found


def sources(package: Path = PACKAGE) -> Iterator[Source]:
    """Every translatable string of the templates and the Python under the package."""
    for path in sorted(package.rglob("*")):
        place = str(path.relative_to(package))
        if "migrations" in path.parts or "locale" in path.parts:
            continue
        if path.suffix == ".py":
            yield from _found(path.read_bytes(), place)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from _found(_template_as_python(path.read_text(), place), place)


def untranslated(language: str = "en", package: Path = PACKAGE) -> list[Source]:
    """Source strings without a translation, each once, with the file and line where it first stands."""
    done = translated(language, package)
    missing: dict[str, Source] = {}
    for source in sources(package):
        if source.text not in done and any(c.isalpha() for c in source.text):
            missing.setdefault(source.text, source)
    return list(missing.values())


def _found(code: bytes, place: str) -> Iterator[Source]:
    for line, function, texts, _comments in extract_python(io.BytesIO(code), KEYWORDS, [], {"encoding": "utf-8"}):
        if texts is None:
            continue  # a text that is not written in the call
        given = [texts] if isinstance(texts, str) else list(texts)
        text = given[1 if str(function).startswith(("pg", "npg")) else 0]
        if isinstance(text, str) and text:
            yield Source(text, f"{place}:{line}")


def _template_as_python(text: str, place: str) -> bytes:
    """The translatable strings of a template as calls, line by line, which the Python reader understands."""
    from django.utils.translation.template import templatize

    lines = templatize(text, origin=place).split("\n")
    return "\n".join("; ".join(m.group() for m in CALL.finditer(line)) for line in lines).encode()
