/** The other files of the workspace, parsed when an import reaches them and kept between evaluations. */
import { parseModule } from '../../python/parse';
import type { SourceModule } from '../../python/syntax';
import { Owned } from './lent';
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
  'haiku',
  'equinox',
  'optax',
  'numpy',
]);

/** Names of timm's that the tables speak for, also in a checkout of timm itself. */
const timmNames = new Set(['get_act_layer', 'get_act_fn', 'create_act_layer']);
/** The inside of transformers, all but its models, is a library: what its names mean is known, and reading it costs much. */
const transformersInside = /^(?:(?!\/transformers\/).)*\/transformers\/((?!models\/)[\w/]+)\.py$/;
/** Its records of outputs, and functions that call what they are given, are read like the user's. */
const transformersRead = new Set(['modeling_outputs', 'pytorch_utils', 'time_series_utils']);

interface CachedModule {
  readonly text: string;
  readonly module: SourceModule;
  namespace: Namespace;
  /** Whether another module has imported it, so that values of its may be part of that one's. */
  imported: boolean;
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

/** What was read of a file for those that import it, as long as its text is this one. */
export function parsedModule(source: WorkspaceSource, uri: string, text: string): SourceModule | undefined {
  const cached = caches.get(source)?.modules.get(uri);
  return cached?.text === text ? cached.module : undefined;
}

/** Files that were only looked at themselves go first, then those that nothing has imported for the longest time. */
function makeRoom(cache: ModuleCache): void {
  for (const [uri, { imported }] of cache) if (!imported) cache.delete(uri);
  let spare = cache.size - MAXIMUM_MODULES / 2;
  if (spare <= 0) return;
  for (const uri of cache.keys()) if (spare-- > 0) cache.delete(uri);
  // What is left took values from what is gone: it is evaluated anew, without being parsed again.
  for (const cached of cache.values()) cached.namespace = createNamespace(cached.module);
}

export class ModuleIndex {
  private readonly cache: ModuleCache;
  /** What the values of all modules but the traced one consist of. */
  readonly others: Owned;
  /** Texts are asked for once per evaluation. */
  private readonly current = new Map<string, Namespace | undefined>();
  /** Folders in which a folder `transformers` was looked for, and whether it is the library. */
  private readonly libraries = new Map<string, boolean>();
  private readonly insides = new Map<string, string | undefined>();

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
      this.cache.set(main.uri, {
        text: module.text,
        module,
        namespace: createNamespace(module),
        imported: false,
      });
  }

  /** The module that an import names, if it belongs to the workspace. */
  resolve(module: string, level: number, fromUri: string): Namespace | undefined {
    if (this.source === undefined) return undefined;
    if (level === 0 && frameworkPackages.has(module.split('.', 1)[0] ?? '')) return undefined;
    const uri = this.source.resolve(module, level, fromUri);
    return uri === undefined || this.insideTransformers(uri) !== undefined ? undefined : this.load(uri);
  }

  /** The qualified name of what a library's own module calls `name`, where that module is not read. */
  libraryName(module: string, level: number, fromUri: string, name: string): string | undefined {
    const uri = this.source?.resolve(module, level, fromUri);
    if (uri === undefined) return undefined;
    if (timmNames.has(name) && /\/timm\/layers\/(?:create_act|__init__)\.py$/.test(uri))
      return `timm.layers.${name}`;
    if (name === 'Conv1D' && uri.endsWith('/transformers/pytorch_utils.py'))
      return `transformers.pytorch_utils.${name}`;
    const inside = this.insideTransformers(uri);
    if (inside === undefined) return undefined;
    return `transformers.${inside.replace(/\/__init__$|^__init__$/, '').replaceAll('/', '.')}.${name}`;
  }

  /** Where in the library a module stands that is not read, `integrations/flash_attention`; undefined for all that is. */
  private insideTransformers(uri: string): string | undefined {
    if (!uri.includes('/transformers/')) return undefined;
    if (this.insides.has(uri)) return this.insides.get(uri);
    const inside = this.partOfTransformers(uri);
    this.insides.set(uri, inside);
    return inside;
  }

  private partOfTransformers(uri: string): string | undefined {
    const match = transformersInside.exec(uri);
    const inside = match?.[1];
    if (match === null || inside === undefined || transformersRead.has(inside)) return undefined;
    const root = uri.slice(0, uri.indexOf('/transformers/'));
    let isLibrary = this.libraries.get(root);
    if (isLibrary === undefined) {
      isLibrary = ['modeling_utils', 'configuration_utils'].every(
        (name) => this.source?.read(`${root}/transformers/${name}.py`) !== undefined,
      );
      this.libraries.set(root, isLibrary);
    }
    return isLibrary ? inside : undefined;
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
    if (namespace !== undefined) {
      this.others.addTable(namespace.scope.variables);
      const kept = this.cache.get(uri);
      if (kept !== undefined) {
        kept.imported = true;
        // The one asked for last stands last.
        this.cache.delete(uri);
        this.cache.set(uri, kept);
      }
    }
    return namespace;
  }

  private parse(uri: string, text: string, cached: CachedModule | undefined): Namespace {
    if (this.cache.size >= MAXIMUM_MODULES) makeRoom(this.cache);
    const known = this.source?.parsed?.(uri);
    const module = known?.text === text ? known : parseModule(uri, text, cached?.module);
    const namespace = createNamespace(module);
    this.cache.set(uri, { text, module, namespace, imported: true });
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
