/** Python files on disk, for imports: kept until somebody says that they changed. */
import type { ModuleSource } from '../core/service';
import { createModuleSource } from '../cli/module-source';

export class Modules implements ModuleSource {
  #source: ModuleSource;
  readonly #givenUp: ReadonlySet<string>;

  constructor(
    private folders: readonly string[],
    givenUp: readonly string[],
  ) {
    this.#givenUp = new Set(givenUp);
    this.#source = createModuleSource(folders);
  }

  forget(folders: readonly string[] = this.folders): void {
    this.folders = folders;
    this.#source = createModuleSource(folders);
  }

  /** What never ended is not begun once more for those that import it. */
  read(uri: string): string | undefined {
    return this.#givenUp.has(uri) ? undefined : this.#source.read(uri);
  }

  resolve(module: string, level: number, fromUri: string): string | undefined {
    return this.#source.resolve(module, level, fromUri);
  }
}
