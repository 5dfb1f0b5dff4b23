"""`python -m app.cli`, for whoever has no `handbill` on the path."""

from app.cli import main

main()
