import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { projectsGetOptions } from "@/api/generated/@tanstack/react-query.gen";

import { DeleteProject } from "./DeleteProject";
import { ProjectMembers } from "./ProjectMembers";
import { RenameProject } from "./RenameProject";

/** What a project is called, who sees it, and its end. */
export default function ProjectSettingsPage() {
  const { projectId } = useParams({ from: "/app/projects/$projectId" });
  const project = useSuspenseQuery(projectsGetOptions({ path: { project_id: projectId } })).data;
  return (
    <div className="max-w-2xl space-y-8">
      <RenameProject key={project.id} project={project} />
      <ProjectMembers project={project} />
      <DeleteProject project={project} />
    </div>
  );
}
