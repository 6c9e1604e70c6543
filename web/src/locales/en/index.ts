import admin from "./admin.json";
import articles from "./articles.json";
import auth from "./auth.json";
import common from "./common.json";
import extract from "./extract.json";
import files from "./files.json";
import graph from "./graph.json";
import home from "./home.json";
import jobs from "./jobs.json";
import mailboxes from "./mailboxes.json";
import progress from "./progress.json";
import projects from "./projects.json";
import reader from "./reader.json";
import schedules from "./schedules.json";
import settings from "./settings.json";
import shell from "./shell.json";

export const en = {
  admin,
  articles,
  auth,
  common,
  extract,
  files,
  graph,
  home,
  jobs,
  mailboxes,
  progress,
  projects,
  reader,
  schedules,
  settings,
  shell,
};
