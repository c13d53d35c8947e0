"""The address of all pages about the government catalog, and who may open them."""

from flask import Blueprint

from bot.console.limits import limit
from bot.tables import MAX_BYTES
from bot.workers.roles import Role

WRITE = (Role.CATALOG_ADMIN, Role.DISCLOSURE_OFFICE)
READ = (
    *WRITE,
    Role.COMMUNITY_WORKER,
    Role.FIRST_REVIEWER,
    Role.SECOND_REVIEWER,
    Role.FINAL_REVIEWER,
    Role.AUDITOR,
)
ROOM_FOR_FIELDS = 100_000  # bytes of a form beside its file

console = Blueprint("catalog_console", __name__, url_prefix="/console/catalog", template_folder="../templates")
limit(console, most_bytes=MAX_BYTES + ROOM_FOR_FIELDS)
