/** Files with the names they are stored under: a file of a folder keeps the folder's part, so that
 * two of the same name in different folders stay two documents. */
export function namedFiles(files: readonly File[]): { file: File; name: string }[] {
  return files.filter((file) => !isHidden(file)).map((file) => ({ file, name: nameOf(file) }));
}

/** What systems leave in folders for themselves. */
function isHidden(file: File): boolean {
  return /^(\.|Thumbs\.db$|desktop\.ini$)/.test(file.name);
}

function nameOf(file: File & { path?: string; relativePath?: string }): string {
  const path = file.webkitRelativePath || file.relativePath || file.path || file.name;
  return path.replace(/^(\.?\/)+/, "");
}
