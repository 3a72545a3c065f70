/** Paths as `file:` URIs and back, also for names that are not UTF-8 and in the manner of the other system. */
import nodePath, { type PlatformPath } from 'node:path';
import { nameOf } from './disk';

/** The URI of an absolute path. */
export function uriOf(absolute: string, { sep }: PlatformPath = nodePath): string {
  const slashes = sep === '\\' ? absolute.replaceAll('\\', '/') : absolute;
  const encoded = encodePath(slashes);
  if (encoded.startsWith('//')) return `file:${encoded}`;
  return encoded.startsWith('/') ? `file://${encoded}` : `file:///${encoded}`;
}

/** The path that a URI names, as VS Code (`file:///c%3A/x`) and others write it; undefined for what is no path of a file. */
export function pathOf(uri: string, { sep }: PlatformPath = nodePath): string | undefined {
  const parts = /^file:\/\/([^/]*)(\/[^?#]*)/i.exec(uri);
  const path = parts?.[2] === undefined ? undefined : decode(parts[2]);
  if (parts === null || path === undefined || path.includes('\0')) return undefined;
  const host = parts[1]?.toLowerCase() === 'localhost' ? '' : (parts[1] ?? '');
  if (sep === '/') return host === '' ? path : undefined;
  const backslashes = path.replaceAll('/', '\\');
  if (host !== '') return `\\\\${host}${backslashes}`;
  return /^\\[A-Za-z]:/.test(backslashes) ? backslashes.slice(1) : undefined;
}

/** A path separated by `/` as a relative URI. */
export function encodePath(path: string): string {
  return path.split('/').map(encode).join('/');
}

/** Keeps the characters that a path may hold as they are, so that the URI is the one that others write. */
function encode(name: string): string {
  return name
    .split(/([\uDC80-\uDCFF])/u)
    .map((piece, index) =>
      index % 2 === 0
        ? encodeURIComponent(piece.replaceAll(/[\uD800-\uDFFF]/gu, '\uFFFD')).replaceAll(
            /%(?:3A|40|24|26|2B|2C|3B|3D)/g,
            decodeURIComponent,
          )
        : `%${(piece.charCodeAt(0) - 0xdc00).toString(16).toUpperCase()}`,
    )
    .join('');
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    // Bytes that are not UTF-8 become the lone surrogates that the file system's names have.
    const pieces = path.split(/((?:%[0-9A-Fa-f]{2})+)/);
    if (pieces.some((piece, index) => index % 2 === 0 && piece.includes('%'))) return undefined;
    return pieces
      .map((piece, index) =>
        index % 2 === 0 ? piece : nameOf(Buffer.from(piece.replaceAll('%', ''), 'hex')),
      )
      .join('');
  }
}
