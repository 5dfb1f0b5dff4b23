"""The catalogues of app/locale, one .po file a language, read once at start."""

from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from app.rules.words import Languages

FOLDER = Path(__file__).parent.parent / "locale"


def load(folder: Path = FOLDER) -> Languages:
    """Every language with a file in folder, and English. Raises babel's PoFileError where a file is no catalogue.

    The files are compiled in memory, so what a translator edits is what people read: there is no .mo to forget.
    A process compiles a file again only once it was changed.
    """
    return Languages({path.stem: _catalogue(path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.po"))})


@lru_cache(64)
def _catalogue(path: Path, _changed_at: int) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, path.stem, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)
