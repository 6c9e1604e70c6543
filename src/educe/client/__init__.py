"""The Python client of Educe's HTTP API."""

from educe.client.client import EduceClient
from educe.client.errors import EduceApiError, EduceClientError, EduceUnreachable
from educe.client.views import Event, File, Hint, Job, Refused, Uploaded

__all__ = [
    "EduceApiError",
    "EduceClient",
    "EduceClientError",
    "EduceUnreachable",
    "Event",
    "File",
    "Hint",
    "Job",
    "Refused",
    "Uploaded",
]
