"""The catalogues of app/locale, one .po file a language, read once at start."""

from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from app.rules.words import Languages

FOLDER = Path(__file__).parent.parent / "locale"


def load(folder: Path = FOLDER) -> Languages:
    """Every language with a file in folder, and English. Raises babel's PoFileError where a file is no catalogue.

    The files are compiled in memory, so what a translator edits is what people read: there is no .mo to forget.
    """
    return Languages({path.stem: _catalogue(path) for path in sorted(folder.glob("*.po"))})


def _catalogue(path: Path) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, path.stem, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)
