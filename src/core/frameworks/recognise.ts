/**
 * Which activation, initialiser or recurrent cell stands where in a document. Units are done once and kept while neither they nor what they
 * see of the rest of the document change; names that a module-level statement holds are looked up per version.
 */
import type { Bindings } from '../python/names';
import type { ClassDefinition, Unit } from '../python/syntax';
import { frameworksOf } from './libraries';
import { inSourceOrder, instanceUse, type HeldActivation } from './make-use';
import type { Framework } from './symbol';
import { unitUses, type UnitUses } from './unit-uses';
import { innermost, type RecognisedUse, type SymbolUse } from './use';

interface DocumentUses {
  readonly usesIn: (unit: Unit) => readonly RecognisedUse[];
  readonly targets: (unit: Unit) => readonly RecognisedUse[];
  readonly symbols: (unit: Unit) => readonly SymbolUse[];
}

const keptUnits = new WeakMap<Unit, { readonly surroundings: string; readonly uses: UnitUses }>();
const keptDocuments = new WeakMap<Bindings, DocumentUses | 'no-framework'>();

/** Every activation that the document names, makes or calls, in order. Documents that import no framework have none. */
export function activationUses(bindings: Bindings): readonly RecognisedUse[] {
  const document = documentUses(bindings);
  if (document === 'no-framework') return [];
  return bindings.module.units.flatMap((unit) => document.usesIn(unit));
}

/** The activation at an absolute offset: on its name, its call, a string that names it, a variable or `self` attribute that takes or holds it. */
export function activationUseAt(bindings: Bindings, offset: number): RecognisedUse | undefined {
  return at(bindings, offset, (document, unit) => [...document.usesIn(unit), ...document.targets(unit)]);
}

/** The initialiser or recurrent cell at an absolute offset. */
export function symbolUseAt(bindings: Bindings, offset: number): SymbolUse | undefined {
  return at(bindings, offset, (document, unit) => document.symbols(unit));
}

function at<T extends RecognisedUse | SymbolUse>(
  bindings: Bindings,
  offset: number,
  usesOf: (document: DocumentUses, unit: Unit) => readonly T[],
): T | undefined {
  const { module } = bindings;
  // A cursor at the very end of a unit still stands on its last name.
  const unit = module.unitAt(offset) ?? (offset > 0 ? module.unitAt(offset - 1) : undefined);
  const inside = unit === undefined ? undefined : module.offsetIn(unit, offset);
  if (unit === undefined || inside === undefined) return undefined;
  const document = documentUses(bindings);
  return document === 'no-framework' ? undefined : innermost(usesOf(document, unit), inside);
}

function documentUses(bindings: Bindings): DocumentUses | 'no-framework' {
  let document = keptDocuments.get(bindings);
  if (document === undefined) {
    const frameworks = frameworksOf(bindings.importedModules);
    document = frameworks.size === 0 ? 'no-framework' : collect(bindings, frameworks);
    keptDocuments.set(bindings, document);
  }
  return document;
}

function collect(bindings: Bindings, frameworks: ReadonlySet<Framework>): DocumentUses {
  const { units } = bindings.module;
  // What names outside a unit mean to it: imports, definitions that hide them, renamings, constants.
  const surroundings = bindings.environment;
  const perUnit = new Map<Unit, UnitUses>();
  for (const unit of units) {
    let kept = keptUnits.get(unit);
    if (kept?.surroundings !== surroundings) {
      kept = { surroundings, uses: unitUses(unit, bindings, frameworks) };
      keptUnits.set(unit, kept);
    }
    perUnit.set(unit, kept.uses);
  }

  let holdings: ReadonlyMap<string, HeldActivation | null> | undefined;
  const withHeld = (unit: Unit): readonly RecognisedUse[] => {
    const own = perUnit.get(unit);
    if (own === undefined) return [];
    holdings ??= moduleHoldings(perUnit.values());
    const held: RecognisedUse[] = [];
    for (const { name, expression, call } of own.pending) {
      const holding = holdings.get(name);
      if (holding != null) held.push(instanceUse(holding, expression, call, bindings));
    }
    for (const { name, definition, expression, call } of own.inherited) {
      const holding = inheritedHolding(definition, name, bindings, perUnit);
      if (holding != null) held.push(instanceUse(holding, expression, call, bindings));
    }
    return held.length === 0 ? own.uses : inSourceOrder([...own.uses, ...held]);
  };
  const byUnit = new Map<Unit, readonly RecognisedUse[]>();
  return {
    usesIn: (unit) => {
      let uses = byUnit.get(unit);
      if (uses === undefined) {
        uses = withHeld(unit);
        byUnit.set(unit, uses);
      }
      return uses;
    },
    targets: (unit) => perUnit.get(unit)?.targets ?? [],
    symbols: (unit) => perUnit.get(unit)?.symbols ?? [],
  };
}

/** Names that exactly one module-level statement binds to an activation. */
function moduleHoldings(all: Iterable<UnitUses>): ReadonlyMap<string, HeldActivation | null> {
  const holdings = new Map<string, HeldActivation | null>();
  for (const { holds } of all) {
    for (const [name, holding] of holds) holdings.set(name, holdings.has(name) ? null : holding);
  }
  return holdings;
}

const longestDescent = 10;

/** What the nearest base class of this document binds to an attribute; only plain, single chains of bases are followed. */
function inheritedHolding(
  definition: ClassDefinition,
  name: string,
  bindings: Bindings,
  perUnit: ReadonlyMap<Unit, UnitUses>,
): HeldActivation | null | undefined {
  let at = definition;
  for (let step = 0; step < longestDescent; step += 1) {
    const base = at.arguments.find(({ form }) => form === 'positional')?.value;
    const referent = base === undefined ? undefined : bindings.referent(base);
    if (referent?.kind !== 'class') return undefined;
    at = referent.definition;
    const holding = perUnit.get(at.unit)?.classes.get(at)?.get(name);
    if (holding !== undefined) return holding;
  }
  return undefined;
}
