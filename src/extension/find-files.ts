import * as vscode from 'vscode';

/** Folders that hold other people's code or none. */
const FOREIGN_FOLDERS = [
  'node_modules',
  'site-packages',
  'dist-packages',
  '.venv',
  'venv',
  '.tox',
  '.git',
  '__pycache__',
];
const DEEPEST = 30;

/** The workspace's files with one of these endings, at most so many. Walks the folders itself where the editor's search is missing. */
export async function findFiles(
  endings: readonly string[],
  most: number,
  token?: vscode.CancellationToken,
): Promise<readonly vscode.Uri[]> {
  const include = `**/*.{${endings.join(',')}}`;
  const exclude = `**/{${FOREIGN_FOLDERS.join(',')}}/**`;
  try {
    return await vscode.workspace.findFiles(include, exclude, most, token);
  } catch {
    return walk(endings, most, token);
  }
}

async function walk(
  endings: readonly string[],
  most: number,
  token: vscode.CancellationToken | undefined,
): Promise<readonly vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  let level = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth += 1) {
    const below: vscode.Uri[] = [];
    for (const folder of level) {
      if (found.length >= most || token?.isCancellationRequested === true) return found;
      for (const [name, type] of await entries(folder)) {
        const uri = vscode.Uri.joinPath(folder, name);
        // Only true folders: a link may lead back to where it stands.
        if (type === vscode.FileType.Directory && !FOREIGN_FOLDERS.includes(name)) below.push(uri);
        else if ((type & vscode.FileType.File) !== 0 && endings.some((ending) => name.endsWith(`.${ending}`)))
          found.push(uri);
      }
    }
    level = below;
  }
  return found.slice(0, most);
}

async function entries(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    // A folder that may not be read has nothing for us.
    return [];
  }
}
