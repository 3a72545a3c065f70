/** One name for one thing: the many import paths of a framework folded to the name that the tables use. */
import { lastPart } from '../python/dotted-name';
import { BoundedCache } from '../bounded-cache';
import type { FrameworkNames } from './descriptor';
import { all, libraries, libraryOf, rootOf } from './libraries';
import { lastPartsOfNames, listedName, lookUp } from './registry';
import type { FrameworkSymbol, LayerSymbol, WordOfTables } from './symbol';

const prefixes = all((library) => library.prefixes);
const flatPackages = all((library) => library.flatPackages);
const oldNames: ReadonlyMap<string, string> = new Map(all((library) => library.oldNames));
const rewrites = rewritesByRoot();

/** By the roots and packages whose names they are for. */
function rewritesByRoot(): ReadonlyMap<string, FrameworkNames['rewrites']> {
  return new Map(
    libraries.flatMap(({ rewrites: own, roots, packages = [] }) =>
      own === undefined ? [] : [...roots, ...packages].map(([root]) => [root, own] as const),
    ),
  );
}

const cacheLimit = 4096;
const canonicalNames = new BoundedCache<string>(cacheLimit);

/**
 * The canonical name of a qualified name: `tensorflow.keras.layers.Dense` and `keras.src.layers.core.dense.Dense` → `keras.layers.Dense`,
 * `torch.nn.modules.activation.ReLU` → `torch.nn.ReLU`, `flax.linen.relu` → `jax.nn.relu`. Names that the tables do not have are folded as
 * far as their prefix is known and otherwise returned as they are.
 */
export function canonicalName(qualifiedName: string): string {
  const known = canonicalNames.get(qualifiedName);
  if (known !== undefined) return known;
  const folded = foldPrefix(qualifiedName);
  return canonicalNames.keep(qualifiedName, listedCandidate(folded) ?? flatten(folded) ?? folded);
}

const symbols = new BoundedCache<FrameworkSymbol | null>(cacheLimit);

/** What a qualified name means; undefined for names that no table has. */
export function symbolOf(qualifiedName: string): FrameworkSymbol | undefined {
  const known = symbols.get(qualifiedName);
  if (known !== undefined) return known ?? undefined;
  const symbol = lookUp(canonicalName(qualifiedName), kerasGeneration(qualifiedName));
  symbols.keep(qualifiedName, symbol ?? null);
  return symbol;
}

/** The generation of Keras that an import path proves: `tf_keras` is Keras 2, `keras.ops` Keras 3; most paths prove nothing. */
export function kerasGeneration(qualifiedName: string): 2 | 3 | undefined {
  if (/^(?:tf_keras|tensorflow\.python\.keras|tensorflow\.contrib\.keras)(?:\.|$)/.test(qualifiedName))
    return 2;
  if (/(?:^|\.)keras\.(?:ops|random|_tf_keras)(?:\.|$)/.test(qualifiedName)) return 3;
  return undefined;
}

/**
 * Last parts of all names below these roots (`torch`, `keras`, `tf` …), old names and aliases included: what a name of theirs looks like in
 * code, however it is imported.
 */
export function lastWords(roots: ReadonlySet<string>): readonly WordOfTables[] {
  const words = [...lastPartsOfNames(roots)];
  for (const [old, now] of oldNames) {
    const root = rootOf(now);
    const role = roots.has(root) ? symbolOf(now)?.role : undefined;
    if (role !== undefined) words.push({ word: lastPart(old), root, role });
  }
  for (const word of [...words]) {
    const other = libraryOf(word.root)?.otherWord?.(word);
    if (other !== undefined) words.push({ ...word, word: other });
  }
  return words;
}

function foldPrefix(name: string): string {
  let folded = name;
  for (const [from, to] of rewrites.get(rootOf(name)) ?? []) folded = folded.replace(from, to);
  // A folded name may fold again: `tensorflow.keras.models.Sequential`.
  for (let step = 0; step < 3; step += 1) {
    const match = prefixes.find(([from]) => folded === from || folded.startsWith(from + '.'));
    if (match === undefined) break;
    folded = match[1] + folded.slice(match[0].length);
  }
  return oldNames.get(folded) ?? folded;
}

function listedCandidate(name: string): string | undefined {
  for (const candidate of candidates(name)) {
    const listed = listedName(candidate);
    if (listed !== undefined) return listed;
  }
  return undefined;
}

function* candidates(name: string): Generator<string> {
  yield name;
  const flat = flatten(name);
  if (flat !== undefined) yield flat;
  yield* libraryOf(name)?.candidates?.(name) ?? [];
}

/** Leaves out the file names between a flat package and its public name. */
function flatten(name: string): string | undefined {
  const found = flatPackages.find(([packageName]) => name.startsWith(packageName + '.'));
  if (found === undefined) return undefined;
  const [root, home = root] = found;
  const last = lastPart(name);
  const flat = `${home}.${last}`;
  const short = oldNames.get(flat) ?? flat;
  // Only where nothing but module files was left out, which are written in lower case.
  const between = name.slice(root.length, name.length - last.length);
  return /[A-Z]/.test(between) || short === name ? undefined : short;
}

/** A symbol, if it is a layer's. */
export const asLayer = (symbol: FrameworkSymbol | undefined): LayerSymbol | undefined =>
  symbol !== undefined && 'weighted' in symbol ? symbol : undefined;

/** What a name means if it is a layer. */
export const layerSymbol = (name: string): LayerSymbol | undefined => asLayer(symbolOf(name));
