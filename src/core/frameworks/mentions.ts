/** What a unit of a document can be about, told from its words: what mentions nothing of a framework need not be parsed. */
import { lastPart } from '../python/dotted-name';
import { BoundedCache } from '../bounded-cache';
import type { Bindings } from '../python/names';
import { outlineOf } from '../python/outline';
import { moduleBindingsOf } from '../python/scopes';
import type { Unit } from '../python/syntax';
import { wordsOf, type UnitWords } from '../python/words';
import { lastWords } from './canonical';
import { frameworksOf, libraryOf, rootsMeantBy } from './libraries';
import type { FrameworkSymbol } from './symbol';

/** What a word may stand for; a unit's are added up. */
export const LOSS = 1;
export const ACTIVATION = 2;
/** Something with weights. */
export const LAYER = 4;
/** A call that can be judged by itself. */
export const CALL = 8;

/** Words that decide whether a unit is read at all, and what they may stand for. The same object for the same words, so that answers about units can be kept. */
export type TriggerWords = ReadonlyMap<string, number>;

/** What a bare layer's call does not tell, PyTorch's, another one's does: its activation and its initialiser. */
const meanings: Readonly<Record<FrameworkSymbol['role'], { readonly bare: number; readonly other: number }>> =
  {
    activation: { bare: ACTIVATION | CALL, other: ACTIVATION | CALL },
    'activation-layer': { bare: ACTIVATION | CALL, other: ACTIVATION | CALL },
    initializer: { bare: CALL, other: CALL },
    recurrent: { bare: LAYER | CALL, other: LAYER | CALL },
    container: { bare: LAYER | CALL, other: LAYER | CALL },
    linear: { bare: LAYER, other: LAYER | CALL },
    conv: { bare: LAYER, other: LAYER | CALL },
    embedding: { bare: LAYER, other: LAYER | CALL },
    attention: { bare: LAYER, other: LAYER | CALL },
    loss: { bare: LOSS, other: LOSS },
    norm: { bare: 0, other: 0 },
    dropout: { bare: 0, other: 0 },
    pooling: { bare: 0, other: 0 },
    reshape: { bare: 0, other: 0 },
    optimizer: { bare: 0, other: 0 },
    regularizer: { bare: 0, other: 0 },
  };
/** Containers that hold nothing of their own. */
const emptyContainers = ['Sequential', 'ModuleList', 'ModuleDict'];

/** Renaming is followed this often: `Rectifier = nn.ReLU`, `Act = Rectifier`. */
const mostRounds = 3;
const sets = new BoundedCache<TriggerWords>(200);

function shared(key: string, make: () => TriggerWords): TriggerWords {
  return sets.get(key) ?? sets.keep(key, make());
}

function wordsBelow(roots: ReadonlySet<string>): TriggerWords {
  const words = new Map<string, number>();
  for (const { word, root, role } of lastWords(roots)) {
    const meaning = meanings[role][libraryOf(root)?.bareLayers === true ? 'bare' : 'other'];
    words.set(word, (words.get(word) ?? 0) | meaning);
  }
  for (const name of emptyContainers) words.delete(name);
  return words;
}

interface DocumentWords {
  readonly triggers: TriggerWords;
  /** The document's own names for what the tables have. */
  readonly own: ReadonlySet<string>;
}
const ofBindings = new WeakMap<Bindings, DocumentWords>();

/** Last parts of the names of the frameworks that a document imports, and its own names for them: `Rectifier` after `Rectifier = nn.ReLU`. */
export function triggerWords(bindings: Bindings): TriggerWords {
  return documentWords(bindings).triggers;
}

/** Words of all frameworks, for a document of which the imports are not known. */
export function everyTriggerWord(): TriggerWords {
  return shared('*', () => wordsBelow(rootsMeantBy()));
}

/** A document's own names for what the tables have. */
export function ownTriggerWords(bindings: Bindings): ReadonlySet<string> {
  return documentWords(bindings).own;
}

function documentWords(bindings: Bindings): DocumentWords {
  const known = ofBindings.get(bindings);
  if (known !== undefined) return known;
  const frameworks = [...frameworksOf(bindings.importedModules)].sort();
  const key = frameworks.join(' ');
  const base = shared(key, () => wordsBelow(rootsMeantBy(frameworks)));
  const own = base.size === 0 ? new Map<string, number>() : ownNames(bindings, base);
  const names = [...own].map(([name, meaning]) => `${name}=${String(meaning)}`).sort();
  const words = {
    triggers: own.size === 0 ? base : shared(`${key} ${names.join(' ')}`, () => new Map([...base, ...own])),
    own: new Set(own.keys()),
  };
  ofBindings.set(bindings, words);
  return words;
}

/** Names that imports and assignments of the module give to something of the tables. */
function ownNames({ module }: Bindings, base: TriggerWords): Map<string, number> {
  const own = new Map<string, number>();
  const units = module.units.filter(
    (unit) => outlineOf(unit) === undefined && moduleBindingsOf(unit).names.size > 0,
  );
  for (let round = 0; round < mostRounds; round++) {
    const before = own.size;
    for (const unit of units) {
      const meaning = mentions(unit, base) | meaningOf(wordsOf(unit), own);
      if (meaning === 0) continue;
      for (const [name, bindings] of moduleBindingsOf(unit).names) {
        if (base.has(name)) continue;
        for (const binding of bindings) {
          const given =
            binding.kind === 'assign'
              ? meaning
              : binding.kind === 'import'
                ? (base.get(lastPart(binding.qualifiedName)) ?? 0)
                : 0;
          if (given !== 0) own.set(name, (own.get(name) ?? 0) | given);
        }
      }
    }
    if (own.size === before) break;
  }
  return own;
}

function meaningOf(words: UnitWords, triggers: TriggerWords): number {
  let meaning = 0;
  // Whichever is shorter is gone through.
  if (triggers.size < words.size) {
    for (const [word, stands] of triggers) if (words.has(word)) meaning |= stands;
  } else for (const word of words.all()) meaning |= triggers.get(word) ?? 0;
  return meaning;
}

const answers = new WeakMap<TriggerWords, WeakMap<Unit, number>>();

/** What the words of a unit may stand for, as a sum; 0 for a unit that mentions none of them. */
export function mentions(unit: Unit, triggers: TriggerWords): number {
  let byUnit = answers.get(triggers);
  if (byUnit === undefined) answers.set(triggers, (byUnit = new WeakMap()));
  let answer = byUnit.get(unit);
  if (answer === undefined) byUnit.set(unit, (answer = meaningOf(wordsOf(unit), triggers)));
  return answer;
}
