"""The address of all pages about enquiries."""

from flask import Blueprint

from bot.console.limits import limit

console = Blueprint("casework_console", __name__, url_prefix="/console/enquiries", template_folder="../templates")
limit(console)
