/** Files besides the documents that are open, by their URIs: on disk, or through the editor. */
import type { ModuleSource } from '../core/service';

export type Content = { readonly text: string } | { readonly problem: string };

export interface Files {
  /** What imports lead to. */
  readonly modules: ModuleSource;
  /** A Python file, or a notebook's JSON. */
  source(uri: string): Promise<Content>;
  /** A configuration or a baseline; undefined for what cannot be read: most folders have none. */
  read(uri: string): Promise<string | undefined>;
  /** Python files and notebooks of the folders. */
  list(): Promise<readonly string[]>;
  /** Whatever was read may be another now. */
  forget(folders?: readonly string[]): void;
}

/** Each file from where it lies. */
export function byScheme(disk: Files, others: Files): Files {
  const of = (uri: string): Files => (uri.startsWith('file:') ? disk : others);
  return {
    modules: {
      read: (uri) => of(uri).modules.read(uri),
      resolve: (module, level, from) => of(from).modules.resolve(module, level, from),
    },
    source: (uri) => of(uri).source(uri),
    read: (uri) => of(uri).read(uri),
    list: async () => [...(await disk.list()), ...(await others.list())],
    forget: (folders) => {
      disk.forget(folders);
      others.forget(folders);
    },
  };
}

/** Nothing of what is given up: what never ended is not begun once more for those that import it. */
export function withoutGivenUp(files: Files, givenUp: readonly string[]): Files {
  const left = new Set(givenUp);
  return {
    ...files,
    modules: {
      read: (uri) => (left.has(uri) ? undefined : files.modules.read(uri)),
      resolve: (module, level, from) => files.modules.resolve(module, level, from),
    },
  };
}
