/** Notes which other files an analysis rests on: those that it read, and every import that was looked for, found or not. */
import { createHash } from 'node:crypto';
import type { ModuleSource } from '../core/service';
import { isProblem, type Disk, type Problem } from './disk';
import { uriOf } from './file-uri';

/** An import as it was looked for: what it led to, or null. */
export interface LookedUp {
  readonly module: string;
  readonly level: number;
  readonly from: string;
  readonly to: string | null;
}

export interface Dependencies {
  /** Of the file itself, as it is after fixes. */
  readonly digest: string | null;
  readonly lookups: readonly LookedUp[];
  /** Digests of the other files by their URIs; null for one that could not be read. */
  readonly files: Readonly<Record<string, string | null>>;
}

/**
 * What a module imports is known from the first analysis that reads it and reused silently by later ones, so what a file rests on is all that is
 * reached from it over modules that were ever read, not only what its own analysis asked.
 */
export class RecordedSource implements ModuleSource {
  readonly #inner: ModuleSource;
  /** What modules looked for, by the URIs of those modules. */
  readonly #lookups = new Map<string, Map<string, LookedUp>>();
  /** Of what was read, when it was read. */
  readonly #digests = new Map<string, string | null>();
  /** The file that is analysed, and what it looks for itself: the next file that imports it reads it as a module, anew. */
  #file: { readonly uri: string; readonly lookups: Map<string, LookedUp>; readonly reads: Set<string> } =
    nobody();

  constructor(create: (disk: Disk) => ModuleSource, disk: Disk) {
    this.#inner = create({
      path: disk.path,
      workingDirectory: disk.workingDirectory,
      kindOf: (absolute) => disk.kindOf(absolute),
      entries: (absolute) => disk.entries(absolute),
      read: (absolute, most) => {
        const bytes = disk.read(absolute, most);
        this.#digests.set(uriOf(absolute, disk.path), digestOf(bytes));
        return bytes;
      },
    });
  }

  read(uri: string): string | undefined {
    this.#file.reads.add(uri);
    return this.#inner.read(uri);
  }

  resolve(module: string, level: number, fromUri: string): string | undefined {
    const to = this.#inner.resolve(module, level, fromUri);
    let known = fromUri === this.#file.uri ? this.#file.lookups : this.#lookups.get(fromUri);
    if (known === undefined) this.#lookups.set(fromUri, (known = new Map()));
    const key = `${String(level)}:${module}`;
    if (known.get(key)?.to !== (to ?? null)) known.set(key, { module, level, from: fromUri, to: to ?? null });
    return to;
  }

  /** Runs an analysis of the file at a URI; `dependencies`, given the file's bytes, tells what it rests on. */
  record<Result>(
    uri: string,
    run: () => Result,
  ): { readonly result: Result; readonly dependencies: (content: Uint8Array) => Dependencies } {
    const file = { ...nobody(), uri };
    this.#file = file;
    try {
      const result = run();
      return { result, dependencies: (content) => this.#reached(file, content) };
    } finally {
      this.#file = nobody();
    }
  }

  #reached({ uri, lookups: own, reads }: ReturnType<typeof nobody>, content: Uint8Array): Dependencies {
    const lookups: LookedUp[] = [];
    const files = new Set(reads);
    const take = (lookup: LookedUp): void => {
      lookups.push(lookup);
      if (lookup.to !== null && this.#digests.has(lookup.to)) files.add(lookup.to);
    };
    own.forEach(take);
    // A set grows while it is gone through. The file itself is among them where what it imports imports it.
    for (const file of files)
      for (const [key, lookup] of this.#lookups.get(file) ?? [])
        if (file !== uri || own.get(key)?.to !== lookup.to) take(lookup);
    files.delete(uri);
    return {
      digest: digestOf(content),
      lookups,
      files: Object.fromEntries([...files].map((file) => [file, this.#digests.get(file) ?? null])),
    };
  }
}

function nobody(): {
  readonly uri: string;
  readonly lookups: Map<string, LookedUp>;
  readonly reads: Set<string>;
} {
  return { uri: '', lookups: new Map(), reads: new Set() };
}

/** Null for what is no part of any analysis: absent, too large, unreadable. */
export function digestOf(bytes: Uint8Array | Problem): string | null {
  return isProblem(bytes) ? null : createHash('sha256').update(bytes).digest('base64');
}
