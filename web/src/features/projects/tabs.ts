/** The tabs of a project, in their order. A result of another kind (articles, objects) gets its
 * own line here, and its route. */
export const PROJECT_TABS = [
  { name: "files", to: "/projects/$projectId/files" },
  { name: "jobs", to: "/projects/$projectId/jobs" },
  { name: "graph", to: "/projects/$projectId/graph" },
  { name: "concepts", to: "/projects/$projectId/concepts" },
  { name: "articles", to: "/projects/$projectId/articles", ofNewsletters: true },
  { name: "mailboxes", to: "/projects/$projectId/mailboxes", ofNewsletters: true },
  { name: "settings", to: "/projects/$projectId/settings" },
] as const;
