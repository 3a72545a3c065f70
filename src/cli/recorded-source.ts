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
 * What modules import is known from the first analysis that meets them and may be reused silently by later ones, so what a file rests on is all that is
 * reached from it by imports that were ever looked for, not only what its own analysis asked.
 */
export class RecordedSource implements ModuleSource {
  readonly #inner: ModuleSource;
  readonly #lookups = new Map<string, Map<string, LookedUp>>();
  /** Of what was read, when it was read. */
  readonly #digests = new Map<string, string | null>();
  #reads = new Set<string>();

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
    this.#reads.add(uri);
    return this.#inner.read(uri);
  }

  resolve(module: string, level: number, fromUri: string): string | undefined {
    const to = this.#inner.resolve(module, level, fromUri);
    let known = this.#lookups.get(fromUri);
    if (known === undefined) this.#lookups.set(fromUri, (known = new Map()));
    known.set(`${String(level)}:${module}`, { module, level, from: fromUri, to: to ?? null });
    return to;
  }

  /** Runs an analysis of the file at a URI; `dependencies`, given the file's bytes, tells what it rests on. */
  record<Result>(
    uri: string,
    run: () => Result,
  ): { readonly result: Result; readonly dependencies: (content: Uint8Array) => Dependencies } {
    this.#reads = new Set();
    const result = run();
    const reads = this.#reads;
    return { result, dependencies: (content) => this.#reached(uri, reads, content) };
  }

  #reached(uri: string, reads: ReadonlySet<string>, content: Uint8Array): Dependencies {
    const lookups: LookedUp[] = [];
    const files = new Set([uri, ...reads]);
    // A set grows while it is gone through.
    for (const file of files)
      for (const lookup of this.#lookups.get(file)?.values() ?? []) {
        lookups.push(lookup);
        if (lookup.to !== null) files.add(lookup.to);
      }
    files.delete(uri);
    const read = [...files].filter((file) => this.#digests.has(file));
    return {
      digest: digestOf(content),
      lookups,
      files: Object.fromEntries(read.map((file) => [file, this.#digests.get(file) ?? null])),
    };
  }
}

/** Null for what is no part of any analysis: absent, too large, unreadable. */
export function digestOf(bytes: Uint8Array | Problem): string | null {
  return isProblem(bytes) ? null : createHash('sha256').update(bytes).digest('base64');
}
