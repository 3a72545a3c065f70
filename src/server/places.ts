/** Files by their URIs, whatever lies behind them. What has no folders, such as a text that was never saved, is its own folder. */
import type { Places } from '../editor/project-files';

/** What stands before the path of a URI that has folders. */
const ROOT = /^[a-z][\w+.-]*:\/\/[^/]*/i;

export const places: Places<string> = {
  key: decoded,
  parent(uri) {
    const root = ROOT.exec(uri)?.[0];
    if (root === undefined) return uri;
    const path = withoutSlash(uri.slice(root.length));
    return `${root}${path.slice(0, path.lastIndexOf('/')) || '/'}`;
  },
  resolve(folder, path) {
    const root = ROOT.exec(folder)?.[0] ?? '';
    const slashes = /^[A-Za-z]:[\\/]/.test(path) ? `/${path.replaceAll('\\', '/')}` : path;
    const encoded = slashes.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
    if (slashes.startsWith('/')) return root + encoded;
    return root + withoutDots(`${withoutSlash(folder.slice(root.length))}/${encoded}`);
  },
  below(file, folder) {
    const [path, base] = [decoded(file), decoded(folder)];
    if (!ROOT.test(file)) return undefined;
    const prefix = base.endsWith('/') ? base : `${base}/`;
    return path.startsWith(prefix) && path !== prefix ? path.slice(prefix.length) : undefined;
  },
  // Only files of Windows have a drive or a host in their URI.
  styleOf: (uri) => (/^file:\/\/(?:[^/]|\/[A-Za-z](?::|%3A))/i.test(uri) ? 'windows' : 'posix'),
};

const withoutSlash = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path);

function withoutDots(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/'))
    if (part === '..') parts.splice(Math.max(1, parts.length - 1));
    else if (part !== '.') parts.push(part);
  return parts.join('/');
}

/** One spelling for the several that a URI may have. */
function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri).replace(
      /^(file:\/\/\/)([A-Z])(?=:)/,
      (_, start: string, drive: string) => start + drive.toLowerCase(),
    );
  } catch {
    // Bytes that are not UTF-8 stay as they are written.
    return uri;
  }
}
