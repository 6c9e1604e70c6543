/** The pages of the administration, in their order. Another one gets its line here, its words in
 * `tabs` of the texts, and its route. */
export const ADMIN_TABS = [
  { name: "overview", to: "/admin" },
  { name: "queue", to: "/admin/queue" },
  { name: "workers", to: "/admin/workers" },
  { name: "deadLetters", to: "/admin/dead-letters" },
  { name: "storage", to: "/admin/storage" },
  { name: "people", to: "/admin/people" },
] as const;
