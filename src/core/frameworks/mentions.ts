/** Which units of a document can be about a framework at all, told from their words: the others need not be parsed. */
import type { Bindings } from '../python/names';
import { outlineOf } from '../python/outline';
import { moduleBindingsOf } from '../python/scopes';
import type { Unit } from '../python/syntax';
import { wordsOf } from '../python/words';
import { lastWords } from './canonical';
import { frameworksOf } from './detection';
import type { Framework, FrameworkSymbol } from './symbol';

/** Roots of table names that a document may mean once it imports a framework. */
const rootsOf: Readonly<Record<Framework, readonly string[]>> = {
  torch: ['torch', 'torchvision', 'torchaudio', 'torchtext'],
  keras: ['keras', 'tf'],
  tensorflow: ['keras', 'tf', 'tfa'],
  jax: ['jax', 'flax', 'optax'],
  transformers: ['transformers', 'torch', 'keras', 'tf', 'tfa', 'jax', 'flax'],
};

/** Renaming is followed this often: `Rectifier = nn.ReLU`, `Act = Rectifier`. */
const mostRounds = 3;
const mostSets = 200;
const sets = new Map<string, ReadonlySet<string>>();

function shared(key: string, make: () => ReadonlySet<string>): ReadonlySet<string> {
  const known = sets.get(key);
  if (known !== undefined) return known;
  if (sets.size >= mostSets) sets.clear();
  const fresh = make();
  sets.set(key, fresh);
  return fresh;
}

type Role = FrameworkSymbol['role'];
/** What has weights. */
const layerRoles: ReadonlySet<Role> = new Set([
  'linear',
  'conv',
  'recurrent',
  'embedding',
  'attention',
  'container',
]);
/** What a call says something of by itself; in PyTorch a layer is neither told its activation nor its initialiser, elsewhere it is. */
const torchCallRoles: ReadonlySet<Role> = new Set([
  'activation',
  'activation-layer',
  'initializer',
  'recurrent',
  'container',
]);
const callRoles: ReadonlySet<Role> = new Set([...torchCallRoles, ...layerRoles]);
const torchRoots: ReadonlySet<string> = new Set(['torch', 'torchvision', 'torchaudio', 'torchtext']);
const lossRoles: ReadonlySet<Role> = new Set(['loss']);
const activationRoles: ReadonlySet<Role> = new Set(['activation', 'activation-layer']);
/** Containers that hold nothing of their own. */
const emptyContainers = ['Sequential', 'ModuleList', 'ModuleDict'];

/** Words by what they may mean. */
export interface NetworkWords {
  readonly layers: ReadonlySet<string>;
  readonly losses: ReadonlySet<string>;
  readonly activations: ReadonlySet<string>;
}

interface DocumentWords {
  readonly telling: ReadonlySet<string>;
  readonly network: NetworkWords;
  readonly own: ReadonlySet<string>;
}
const ofBindings = new WeakMap<Bindings, DocumentWords>();

/**
 * Words that may stand for a call that rules judge by itself: last parts of the names of the frameworks that the document imports, and its
 * own names for them. Two versions with the same names get the same set.
 */
export function tellingWords(bindings: Bindings): ReadonlySet<string> {
  return documentWords(bindings).telling;
}

/** The same for what networks are made of. */
export function networkWords(bindings: Bindings): NetworkWords {
  return documentWords(bindings).network;
}

/** The document's own names for what the tables have: `Rectifier` after `Rectifier = nn.ReLU`. */
export function ownTellingWords(bindings: Bindings): ReadonlySet<string> {
  return documentWords(bindings).own;
}

function documentWords(bindings: Bindings): DocumentWords {
  const known = ofBindings.get(bindings);
  if (known !== undefined) return known;
  const frameworks = [...frameworksOf(bindings.importedModules)].sort();
  const key = frameworks.join(' ');
  const roots = new Set(frameworks.flatMap((framework) => rootsOf[framework]));
  const base = shared(key, () => lastWords(roots));
  const names = base.size === 0 ? [] : ownNames(bindings, base);
  const own = shared(`own ${names.join(' ')}`, () => new Set(names));
  const withOwn = (kind: string, words: () => Iterable<string>): ReadonlySet<string> =>
    shared(`${kind} ${key} ${names.join(' ')}`, () => new Set([...words(), ...names]));
  const words = {
    telling: withOwn('calls', () => wordsOfCalls(roots)),
    network: {
      layers: withOwn('layers', () => wordsOfLayers(roots)),
      losses: withOwn('losses', () => lastWords(roots, lossRoles)),
      activations: withOwn('activations', () => lastWords(roots, activationRoles)),
    },
    own,
  };
  ofBindings.set(bindings, words);
  return words;
}

const everyRoot: ReadonlySet<string> = new Set(Object.values(rootsOf).flat());

/** Words of all frameworks, for a document of which the imports are not known. */
export function everyNetworkWord(): NetworkWords {
  return {
    layers: shared('*layers', () => wordsOfLayers(everyRoot)),
    losses: shared('*losses', () => lastWords(everyRoot, lossRoles)),
    activations: shared('*activations', () => lastWords(everyRoot, activationRoles)),
  };
}

function wordsOfCalls(roots: ReadonlySet<string>): readonly string[] {
  const torch = new Set([...roots].filter((root) => torchRoots.has(root)));
  const others = new Set([...roots].filter((root) => !torchRoots.has(root)));
  return [...lastWords(torch, torchCallRoles), ...lastWords(others, callRoles)];
}

function wordsOfLayers(roots: ReadonlySet<string>): ReadonlySet<string> {
  const words = new Set(lastWords(roots, layerRoles));
  for (const name of emptyContainers) words.delete(name);
  return words;
}

/** Names that imports and assignments of the module give to something of the tables. */
function ownNames({ module }: Bindings, base: ReadonlySet<string>): readonly string[] {
  const own = new Set<string>();
  const units = module.units.filter((unit) => outlineOf(unit) === undefined);
  for (let round = 0; round < mostRounds; round++) {
    const before = own.size;
    for (const unit of units) {
      const words = wordsOf(unit).all;
      if (!mentionsAny(words, base) && !mentionsAny(words, own)) continue;
      for (const [name, bindings] of moduleBindingsOf(unit).names) {
        if (base.has(name)) continue;
        const means = bindings.some(
          (binding) =>
            binding.kind === 'assign' ||
            (binding.kind === 'import' && base.has(lastPart(binding.qualifiedName))),
        );
        if (means) own.add(name);
      }
    }
    if (own.size === before) break;
  }
  return [...own].sort();
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function mentionsAny(words: ReadonlySet<string>, telling: ReadonlySet<string>): boolean {
  for (const word of words) if (telling.has(word) || word.endsWith('_initializer')) return true;
  return false;
}

const answers = new WeakMap<ReadonlySet<string>, WeakMap<Unit, boolean>>();

/** Whether a unit mentions one of these words. */
export function mentions(unit: Unit, telling: ReadonlySet<string>): boolean {
  let byUnit = answers.get(telling);
  if (byUnit === undefined) answers.set(telling, (byUnit = new WeakMap()));
  let answer = byUnit.get(unit);
  if (answer === undefined) byUnit.set(unit, (answer = mentionsAny(wordsOf(unit).all, telling)));
  return answer;
}
