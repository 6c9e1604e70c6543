"""The sample course, for those who have nothing to upload yet."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from educe.accounts.projects import ProjectView
from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.jobs.sample_course import make_sample_course
from educe.jobs.status import JobView

router = APIRouter(prefix="/api/sample-course", tags=["courses"], responses=RESPONSES)


class SampleCourseView(BaseModel):
    """The course and the extraction of its concepts."""

    model_config = ConfigDict(from_attributes=True)

    project: ProjectView
    job: JobView
    is_new: bool = Field(description="Whether this request has submitted the extraction.")


@router.post(
    "",
    status_code=201,
    summary="Get the sample course",
    responses={200: {"model": SampleCourseView, "description": "It was there already"}},
)
async def make(given: Given, caller: SignedIn, response: Response) -> SampleCourseView:
    """A course of your own with the files that come with Educe, and an extraction of its concepts
    on its way. Asking again gives the same course; what is missing of it is made good."""
    made = await make_sample_course(
        caller.session,
        given.blobs,
        given.rules,
        limit=given.settings.max_upload_bytes,
        user_id=caller.user_id,
    )
    if made.is_new:
        given.hints.project_changed(made.project.id, "project", "files")
        given.hints.changed(made.job.id)
    else:
        response.status_code = 200
    return SampleCourseView(project=made.project, job=made.job, is_new=made.is_new)
