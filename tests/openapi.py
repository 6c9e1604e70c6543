"""The API's description as the user interface knows it: python -m tests.openapi

It is written to web/openapi.json, from which the build makes the types of requests and answers.
"""

import json
from pathlib import Path

from educe.api.app import create_app
from educe.settings import Settings

FILE = Path(__file__).parents[1] / "web" / "openapi.json"


def described() -> str:
    """The description as JSON, the same for the same routes and models."""
    app = create_app(Settings(), api_database_url="postgresql://nobody@/none")
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(described())
