/** What all frameworks together say in their `names.ts`, as the lists that are asked. */
import { generatedNames } from './generated/names';
import type { Checkout, CustomaryImport, FrameworkNames } from './descriptor';
import type { Framework } from './symbol';

/** Every framework, in the order in which their tables are read. */
export const libraries: readonly FrameworkNames[] = generatedNames;

/** The first part of a dotted name. */
export const rootOf = (name: string): string => name.slice(0, (name + '.').indexOf('.'));

/** What all frameworks say of one thing, one after the other. */
export const all = <T>(of: (library: FrameworkNames) => readonly T[] | undefined): readonly T[] =>
  libraries.flatMap((library) => of(library) ?? []);
const byRoot = new Map(
  libraries.flatMap((library) => library.roots.map(([root]) => [root, library] as const)),
);

/** The library whose tables a canonical name belongs to. */
export const libraryOf = (name: string): FrameworkNames | undefined => byRoot.get(rootOf(name));

const packages: ReadonlyMap<string, readonly Framework[]> = new Map(
  all((library) => library.packages).map(([name, ...uses]) => [name, uses]),
);

/** Which frameworks a document uses, by the modules that it imports, as in `Bindings.importedModules`: everybody skips documents that use none. */
export function frameworksOf(importedModules: Iterable<string>): ReadonlySet<Framework> {
  const frameworks = new Set<Framework>();
  for (const name of importedModules)
    for (const framework of packages.get(rootOf(name)) ?? []) frameworks.add(framework);
  return frameworks;
}

/** Names of the packages of all frameworks. */
export const packageNames: ReadonlySet<string> = new Set(packages.keys());

/** The framework that a model is made of whose layer has this canonical name. */
export function frameworkOfModel(name: string): Framework {
  const library = libraryOf(name);
  return library?.writtenIn ?? library?.framework ?? 'torch';
}

const roots = all((library) => library.roots);

/** Roots of the names that documents using these frameworks may mean; without any, all that some document may mean. */
export function rootsMeantBy(frameworks?: readonly Framework[]): ReadonlySet<string> {
  const isMeant = (framework: Framework): boolean => frameworks?.includes(framework) ?? true;
  return new Set(roots.filter(([, ...meantBy]) => meantBy.some(isMeant)).map(([root]) => root));
}

/** Packages whose files are not read, since the tables speak for them. */
export const neverRead: ReadonlySet<string> = new Set(all((library) => library.neverRead));

/** Libraries that a workspace may be a checkout of. */
export const checkouts: readonly Checkout[] = all(({ checkout }) =>
  checkout === undefined ? [] : [checkout],
);

/** Classes that make a module of those that extend them. */
export const moduleBases: ReadonlySet<string> = new Set(all((library) => library.moduleBases));

/** Modules whose names are activations, and whether they are classes or functions. */
export const activationModules: ReadonlyMap<string, 'class' | 'function'> = new Map(
  all((library) => library.activationModules),
);

/** The imports that everybody writes; what gives the longer name comes first. */
export const customaryImports: readonly CustomaryImport[] = [...all((library) => library.imports)].sort(
  (a, b) => b.gives.length - a.gives.length,
);

/** The names by which a canonical name may be imported. */
export const importedAs = (canonical: string): readonly string[] =>
  libraryOf(canonical)?.importedAs?.(canonical) ?? [canonical];
