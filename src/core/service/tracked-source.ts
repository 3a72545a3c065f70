/** Notes what a trace reads from other files, to tell later whether it still holds. One object for all traces, so that what hangs on it is kept. */
import type { ModuleSource } from '../api';

export type Reads = ReadonlyMap<string, string | undefined>;

export class TrackedSource implements ModuleSource {
  #reads = new Map<string, string | undefined>();

  constructor(readonly inner: ModuleSource) {}

  read(uri: string): string | undefined {
    const text = this.inner.read(uri);
    this.#reads.set(uri, text);
    return text;
  }

  resolve(module: string, level: number, fromUri: string): string | undefined {
    return this.inner.resolve(module, level, fromUri);
  }

  /** Runs something and tells which files it read. */
  record<Result>(run: () => Result): { readonly result: Result; readonly reads: Reads } {
    this.#reads = new Map();
    const result = run();
    return { result, reads: this.#reads };
  }

  /** Whether any of these files has another text by now. */
  changed(reads: Reads): boolean {
    for (const [uri, text] of reads) if (this.inner.read(uri) !== text) return true;
    return false;
  }
}
