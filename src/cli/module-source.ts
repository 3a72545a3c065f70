/** Follows imports on disk, within the paths given and the packages that they belong to. */
import { readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ModuleSource } from '../core/service';
import { kindOf, packageRoot } from './files';

/** A file larger than this is data, not a model. */
const MAXIMUM_BYTES = 2_000_000;

/** A file's text, or why it has none. A byte order mark is left out. */
export function readText(absolute: string): { readonly text: string } | { readonly problem: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(absolute);
  } catch (error) {
    return { problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: 'is not valid UTF-8' };
  }
}

/** `roots` are the directories given, and those of the files given. */
export function createModuleSource(roots: readonly string[]): ModuleSource {
  const searched = [...new Set(roots.flatMap((root) => [packageRoot(root), root]))];
  const texts = new Map<string, string | undefined>();
  const resolved = new Map<string, string | undefined>();
  // The package that holds a root counts as given; what merely lies beside that package does not.
  const within = new Set(roots.map((root) => topPackage(root)));
  const belongs = (path: string) => [...within].some((root) => path.startsWith(root + sep));

  function find(base: string, module: string): string | undefined {
    const path = join(base, ...module.split('.').filter((part) => part !== ''));
    const candidates = [join(path, '__init__.py'), ...(module === '' ? [] : [`${path}.py`])];
    return candidates.find((candidate) => belongs(candidate) && kindOf(candidate) === 'file');
  }

  return {
    read(uri) {
      if (!texts.has(uri)) texts.set(uri, readSmall(uri));
      return texts.get(uri);
    },
    resolve(module, level, fromUri) {
      const from = pathOf(fromUri);
      if (from === undefined) return undefined;
      const key = `${level}:${module}:${dirname(from)}`;
      if (resolved.has(key)) return resolved.get(key);
      let directory = dirname(from);
      for (let up = 1; up < level; up++) directory = dirname(directory);
      const bases = level > 0 ? [directory] : [packageRoot(directory), directory, ...searched];
      let path: string | undefined;
      for (const base of bases) path ??= find(base, module);
      const uri = path && pathToFileURL(path).href;
      resolved.set(key, uri);
      return uri;
    },
  };
}

function topPackage(directory: string): string {
  const root = packageRoot(directory);
  if (root === directory) return directory;
  const first = directory.slice(root.length).split(sep).filter(Boolean)[0];
  return first === undefined ? directory : join(root, first);
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

function readSmall(uri: string): string | undefined {
  const path = pathOf(uri);
  if (path === undefined) return undefined;
  const read = readText(path);
  return 'text' in read && read.text.length <= MAXIMUM_BYTES ? read.text : undefined;
}
