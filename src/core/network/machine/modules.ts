/** The other files of the workspace, parsed when an import reaches them and kept between evaluations. */
import { checkouts, neverRead, rootOf, type Checkout } from '../../frameworks';
import { parseModule } from '../../python/parse';
import type { SourceModule } from '../../python/syntax';
import { Owned } from './undo-log';
import { createNamespace, type Namespace } from './namespace';

/** Reads other files of the workspace, and nothing outside it. */
export interface WorkspaceSource {
  read(uri: string): string | undefined;
  /** URI that `from <module> import …` at `fromUri` refers to; `level` counts leading dots. */
  resolve(module: string, level: number, fromUri: string): string | undefined;
}

const MAXIMUM_MODULES = 400;
/** Beside the frameworks' packages: what arrays do is known. */
const arrayPackage = 'numpy';

const isNeverRead = (root: string): boolean => root === arrayPackage || neverRead.has(root);

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
  /** Folders that are called as a library is, and whether they are the library's. */
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
    if (level === 0 && isNeverRead(rootOf(module))) return undefined;
    const uri = this.source.resolve(module, level, fromUri);
    return uri === undefined || this.insideLibrary(uri) !== undefined ? undefined : this.load(uri);
  }

  /** The qualified name of what a library's own module calls `name`, where that module is not read. */
  libraryName(module: string, level: number, fromUri: string, name: string): string | undefined {
    const uri = this.source?.resolve(module, level, fromUri);
    if (uri === undefined) return undefined;
    for (const { names } of checkouts) {
      const kept = names.find((one) => one.names.includes(name) && one.file.test(uri));
      if (kept !== undefined) return `${kept.home}.${name}`;
    }
    const inside = this.insideLibrary(uri);
    return inside === undefined ? undefined : `${inside}.${name}`;
  }

  /** What a library's own module is called that is not read, `transformers.integrations.flash_attention`; undefined for all that is. */
  private insideLibrary(uri: string): string | undefined {
    const checkout = checkouts.find(
      ({ folder, inside }) => inside !== undefined && uri.includes(`/${folder}/`),
    );
    if (checkout === undefined) return undefined;
    if (this.insides.has(uri)) return this.insides.get(uri);
    const inside = this.partOf(checkout, uri);
    this.insides.set(uri, inside);
    return inside;
  }

  private partOf({ folder, inside, read, marks = [] }: Checkout, uri: string): string | undefined {
    const part = inside?.exec(uri)?.[1];
    if (part === undefined || read?.has(part) === true) return undefined;
    const root = uri.slice(0, uri.indexOf(`/${folder}/`) + folder.length + 1);
    let isLibrary = this.libraries.get(root);
    if (isLibrary === undefined) {
      isLibrary = marks.every((name) => this.source?.read(`${root}/${name}.py`) !== undefined);
      this.libraries.set(root, isLibrary);
    }
    return isLibrary
      ? `${folder}.${part.replace(/\/__init__$|^__init__$/, '').replaceAll('/', '.')}`
      : undefined;
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
        // A map keeps its order: the module that was asked for last is the last one to be dropped.
        this.cache.delete(uri);
        this.cache.set(uri, kept);
      }
    }
    return namespace;
  }

  private parse(uri: string, text: string, cached: CachedModule | undefined): Namespace {
    if (this.cache.size >= MAXIMUM_MODULES) makeRoom(this.cache);
    const module = parseModule(uri, text, cached?.module);
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
