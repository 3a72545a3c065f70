import * as vscode from 'vscode';
import type { Places } from '../editor/project-files';

/** Files by the editor's URIs. */
export const places: Places<vscode.Uri> = {
  key: (uri) => uri.toString(),
  parent: (uri) => vscode.Uri.joinPath(uri, '..'),
  resolve(folder, path) {
    if (/^[A-Za-z]:[\\/]/.test(path)) return folder.with({ path: `/${path.replaceAll('\\', '/')}` });
    return path.startsWith('/') ? folder.with({ path }) : vscode.Uri.joinPath(folder, path);
  },
  below(file, folder) {
    const prefix = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
    return file.path.startsWith(prefix) ? file.path.slice(prefix.length) : undefined;
  },
  // Only files of Windows have a drive or a host in their URI.
  styleOf: ({ scheme, authority, path }) =>
    scheme === 'file' && (authority !== '' || /^\/[A-Za-z]:/.test(path)) ? 'windows' : 'posix',
};

/** The text of a file of the workspace; undefined for what cannot be read: most folders have no such file. */
export async function readFile(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
