"""docs/jurisdictions.md, as the data of app/rules/law has it.

python -m tests.jurisdictions           exit 1 if the page is not what the data says
python -m tests.jurisdictions --write   writes it
"""

import sys
from pathlib import Path

from app.rules.law import BOOK
from app.rules.law.page import page

PAGE = Path(__file__).parents[1] / "docs" / "jurisdictions.md"

if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(BOOK), "utf-8")
    sys.exit(PAGE.read_text("utf-8") != page(BOOK))
