/** Where `from <module> import …` leads within a set of known files. URIs as texts, so that it works wherever the workspace lies. */

/**
 * @param level number of leading dots; 0 for an absolute import, which is looked up from the importing file's folder upwards to its
 * workspace folder, and in that folder's `src`.
 */
export function resolveModule(
  module: string,
  level: number,
  fromUri: string,
  roots: readonly string[],
  known: ReadonlySet<string>,
): string | undefined {
  const path = module === '' ? '' : `/${module.replaceAll('.', '/')}`;
  const folders = level > 0 ? [ancestor(fromUri, level)] : searchFolders(fromUri, roots);
  for (const folder of folders) {
    if (folder === undefined) continue;
    for (const candidate of [`${folder}${path}.py`, `${folder}${path}/__init__.py`])
      if (candidate !== fromUri && known.has(candidate)) return candidate;
  }
  return undefined;
}

function searchFolders(fromUri: string, roots: readonly string[]): readonly string[] {
  const root = roots.find((candidate) => fromUri.startsWith(`${candidate}/`));
  if (root === undefined) return [];
  const folders: string[] = [];
  for (
    let folder = ancestor(fromUri, 1);
    folder !== undefined && folder.length >= root.length;
    folder = ancestor(folder, 1)
  )
    folders.push(folder);
  return [...folders, `${root}/src`];
}

/** Drops that many last parts of a URI's path; undefined where there are not so many. */
function ancestor(uri: string, levels: number): string | undefined {
  let result = uri;
  for (let level = 0; level < levels; level += 1) {
    const slash = result.lastIndexOf('/');
    if (slash <= result.indexOf('://') + 2) return undefined;
    result = result.slice(0, slash);
  }
  return result;
}
