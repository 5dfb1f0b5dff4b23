"""handbill: a campaign file becomes a QR code, a mobile page and a coupon, texted once and spent once."""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it, whose import takes longer than `handbill --version`
if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """The web application for these settings, or for those of the environment.

    Python imports this file before any room of the house, also for
    `handbill --version`: so the rooms are joined inside the function.
    """
    import os

    from app import web
    from app.settings import read

    return web.build(settings or read(os.environ))
