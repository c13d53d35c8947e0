"""The address of all pages about answers."""

from flask import Blueprint

from bot.console.limits import limit
from bot.console.words import moment

console = Blueprint("answers_console", __name__, url_prefix="/console/answers", template_folder="../templates")
console.add_app_template_filter(moment, "moment")
limit(console)
