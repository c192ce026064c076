"""What Clausula logs on stderr: warnings, with --verbose all that it does, as text or as JSON."""

import json
import logging
from datetime import UTC, datetime

__all__ = ["set_up_logs"]


class _Json(logging.Formatter):
    """One JSON object a line; the `facts` of a record stand beside its message."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }  # fmt: skip
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def set_up_logs(*, verbose: bool, form: str) -> None:
    """Send the log to stderr in a form, "text" or "json"."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if form == "json" else logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING, handlers=[handler])
