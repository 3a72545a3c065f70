/** The other files of the workspace, parsed when an import reaches them and kept between evaluations. */
import { parseModule } from '../../python/parse';
import type { SourceModule } from '../../python/syntax';
import { Owned } from '../lent';
import { createNamespace, type Namespace } from './namespace';

/** Reads other files of the workspace, and nothing outside it. */
export interface WorkspaceSource {
  read(uri: string): string | undefined;
  /** URI that `from <module> import …` at `fromUri` refers to; `level` counts leading dots. */
  resolve(module: string, level: number, fromUri: string): string | undefined;
  /** The document's current syntax where it is parsed already; must belong to the text that `read` gives. */
  parsed?(uri: string): SourceModule | undefined;
}

const MAXIMUM_MODULES = 400;
/** Packages that the tables of frameworks/ speak for: never followed, even where they lie in the workspace. */
const frameworkPackages = new Set([
  'torch',
  'tensorflow',
  'keras',
  'tf_keras',
  'jax',
  'flax',
  'optax',
  'numpy',
]);

interface CachedModule {
  readonly text: string;
  readonly module: SourceModule;
  namespace: Namespace;
}
type ModuleCache = Map<string, CachedModule>;
const caches = new WeakMap<object, { readonly modules: ModuleCache; readonly others: Owned }>();

/** Lets go of parsed modules, all but these. What the others took from them is evaluated anew. */
export function forgetModules(source: WorkspaceSource, keep: ReadonlySet<string>): void {
  const cache = caches.get(source)?.modules;
  if (cache === undefined) return;
  const before = cache.size;
  for (const uri of cache.keys()) if (!keep.has(uri)) cache.delete(uri);
  if (cache.size < before)
    for (const cached of cache.values()) cached.namespace = createNamespace(cached.module);
}

export class ModuleIndex {
  private readonly cache: ModuleCache;
  /** What the values of all modules but the traced one consist of. */
  readonly others: Owned;
  /** Texts are asked for once per evaluation. */
  private readonly current = new Map<string, Namespace | undefined>();

  constructor(
    readonly main: Namespace,
    private readonly source: WorkspaceSource | undefined,
  ) {
    this.current.set(main.uri, main);
    const known = source === undefined ? undefined : caches.get(source);
    this.cache = known?.modules ?? new Map<string, CachedModule>();
    this.others = known?.others ?? new Owned();
    if (source === undefined) return;
    caches.set(source, { modules: this.cache, others: this.others });
    // Parsed for its own sake, it need not be parsed again when another module imports it.
    const { module } = main;
    if (!this.cache.has(main.uri) && this.cache.size < MAXIMUM_MODULES)
      this.cache.set(main.uri, { text: module.text, module, namespace: createNamespace(module) });
  }

  /** The module that an import names, if it belongs to the workspace. */
  resolve(module: string, level: number, fromUri: string): Namespace | undefined {
    if (this.source === undefined) return undefined;
    if (level === 0 && frameworkPackages.has(module.split('.', 1)[0] ?? '')) return undefined;
    const uri = this.source.resolve(module, level, fromUri);
    return uri === undefined ? undefined : this.load(uri);
  }

  /** Every module that this evaluation reached. */
  loaded(): readonly Namespace[] {
    return [...this.current.values()].filter((namespace) => namespace !== undefined);
  }

  load(uri: string): Namespace | undefined {
    if (this.current.has(uri)) return this.current.get(uri);
    const text = this.source?.read(uri);
    let namespace: Namespace | undefined;
    if (text !== undefined) {
      const cached = this.cache.get(uri);
      namespace = cached?.text === text ? cached.namespace : this.parse(uri, text, cached);
    }
    this.current.set(uri, namespace);
    if (namespace !== undefined) this.others.addTable(namespace.scope.variables);
    return namespace;
  }

  private parse(uri: string, text: string, cached: CachedModule | undefined): Namespace {
    if (this.cache.size >= MAXIMUM_MODULES) this.cache.clear();
    const known = this.source?.parsed?.(uri);
    const module = known?.text === text ? known : parseModule(uri, text, cached?.module);
    const namespace = createNamespace(module);
    this.cache.set(uri, { text, module, namespace });
    // What other modules took from the old text is stale: they are evaluated anew, without being parsed again.
    if (cached !== undefined) {
      for (const other of this.cache.values()) {
        if (other.module === module) continue;
        other.namespace = createNamespace(other.module);
        if (this.current.has(other.module.uri)) this.current.set(other.module.uri, other.namespace);
      }
    }
    return namespace;
  }
}
