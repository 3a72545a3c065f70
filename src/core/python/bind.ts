/** Name resolution over one version of a document: the implementation of `Bindings`. */
import { lastPart } from './dotted-name';
import { foldConstant } from './constants';
import type { Bindings, ConstantValue, Referent, ResolvedCall } from './names';
import { placeOf } from './place';
import { collectByName, replaceByName, replacedUnits } from './replaced-units';
import { moduleBindingsOf, scopesAt, scopesOf, type Binding, type Scope } from './scopes';
import type { Expression, Place, SourceModule, Unit } from './syntax';
import { walkUnit } from './walk';

/** Renaming assignments are followed this far: `a = b`, `b = c` … may go in circles. */
const mostRenamings = 20;
/** Longest value text that enters the environment; longer values are neither renamings nor constants worth telling apart. */
const longestValue = 200;
/** Calls fold to constants only where they are as short as `math.sqrt(5)`. */
const longestCall = 60;

/** Names of Python's own that a star import does not explain. */
const builtins: ReadonlySet<string> = new Set(
  (
    'print range len int float str list dict set tuple super isinstance type object enumerate zip map filter min max sum abs ' +
    'open sorted reversed any all getattr setattr hasattr property staticmethod classmethod round pow bool bytes iter next ' +
    'repr hash id input callable vars dir divmod format slice complex frozenset __name__ __file__ Exception ValueError ' +
    'TypeError KeyError IndexError RuntimeError NotImplementedError NotImplemented AttributeError ImportError AssertionError'
  ).split(' '),
);

export interface BindOptions {
  /** Tells which of several star imports can hold a name: `torch.nn.ReLU` is known, `torch.ReLU` is not. */
  readonly isKnown?: (qualifiedName: string) => boolean;
}

/** Resolves names of a document version. Results for units that did not change are taken from `previous` while imports mean the same. */
export function bind(module: SourceModule, previous?: Bindings, options: BindOptions = {}): Bindings {
  if (previous?.module === module) return previous;
  return new DocumentBindings(module, options, previous);
}

interface KeptCalls {
  readonly environment: string;
  readonly calls: readonly ResolvedCall[];
}
const keptCalls = new WeakMap<Unit, KeptCalls>();

/** What a unit adds to its document's names, and the part of the environment that says so. */
interface Contribution {
  readonly names: ReadonlyMap<string, readonly Binding[]>;
  readonly stars: readonly string[];
  readonly modules: ReadonlySet<string>;
  readonly description: string;
}
const contributions = new WeakMap<Unit, Contribution>();

function contributionOf(unit: Unit): Contribution {
  const known = contributions.get(unit);
  if (known !== undefined) return known;
  const bound = moduleBindingsOf(unit);
  const parts = [...bound.names].map(([name, bindings]) => `${name}=${bindings.map(describe).join('|')}`);
  const description = [...parts, ...bound.stars.map((star) => `*${star}`)].join('\n');
  const contribution = { ...bound, description };
  contributions.set(unit, contribution);
  return contribution;
}

const namesOf = (unit: Unit): Contribution['names'] => contributionOf(unit).names;

/** Whether two statements say the same about names, whatever else they hold. */
function contributeAlike(one: Contribution, other: Contribution): boolean {
  return (
    one.description === other.description &&
    one.modules.size === other.modules.size &&
    [...one.modules].every((name) => other.modules.has(name))
  );
}

class DocumentBindings implements Bindings {
  readonly importedModules: ReadonlySet<string>;
  readonly environment: string;
  readonly #names: ReadonlyMap<string, readonly Binding[]>;
  readonly #stars: readonly string[];
  /** What module-level names with several bindings agree on; a name that is bound very often is asked about often, too. */
  readonly #agreements = new Map<readonly Binding[], Referent | undefined>();

  constructor(
    readonly module: SourceModule,
    private readonly options: BindOptions,
    previous: Bindings | undefined,
  ) {
    const { units } = module;
    const kept = previous instanceof DocumentBindings ? previous : undefined;
    const replaced = kept && replacedUnits(units, kept.module.units);
    if (
      kept !== undefined &&
      replaced?.every(({ before, now }) => contributeAlike(contributionOf(before), contributionOf(now))) ===
        true
    ) {
      this.importedModules = kept.importedModules;
      this.environment = kept.environment;
      this.#stars = kept.#stars;
      this.#names = replaceByName(kept.#names, replaced, namesOf) ?? collectByName(units, namesOf);
      return;
    }
    const said = units.map(contributionOf);
    this.#names = collectByName(units, namesOf);
    this.#stars = said.flatMap(({ stars }) => stars);
    this.importedModules = new Set(said.flatMap(({ modules }) => [...modules]));
    const environment = said
      .flatMap(({ description }) => (description === '' ? [] : [description]))
      .join('\n');
    // The same string object is compared at once.
    this.environment = previous?.environment === environment ? previous.environment : environment;
  }

  callsIn(unit: Unit): readonly ResolvedCall[] {
    const kept = keptCalls.get(unit);
    if (kept?.environment === this.environment) return kept.calls;
    const calls: ResolvedCall[] = [];
    walkUnit(unit, (node) => {
      if (node.kind !== 'Call') return;
      const qualifiedName = this.qualifiedName(node.callee);
      if (qualifiedName !== undefined) calls.push({ call: node, qualifiedName });
    });
    keptCalls.set(unit, { environment: this.environment, calls });
    return calls;
  }

  referent(expression: Expression): Referent | undefined {
    return this.#resolve(expression, 0);
  }

  qualifiedName(expression: Expression): string | undefined {
    const referent = this.#resolve(expression, 0);
    return referent?.kind === 'qualified' ? referent.name : undefined;
  }

  constant(expression: Expression): ConstantValue | undefined {
    return foldConstant(expression, {
      valueOf: (name) => this.#onlyValue(name),
      qualifiedName: (inner) => this.qualifiedName(inner),
    });
  }

  spellingOf(qualifiedName: string, at: Place): string | undefined {
    let best: { readonly text: string; readonly imported: number } | undefined;
    const visible = new Set([
      ...this.#visibleScopes(at).flatMap((scope) => [...scope.names.keys()]),
      ...this.#names.keys(),
    ]);
    for (const name of visible) {
      const bindings = this.#lookUp(name, at);
      if (bindings?.some(({ kind }) => kind === 'import') !== true) continue;
      const referent = this.#agreed(bindings, 0);
      if (referent?.kind !== 'qualified') continue;
      const target = referent.name;
      const rest =
        qualifiedName === target
          ? ''
          : qualifiedName.startsWith(`${target}.`)
            ? qualifiedName.slice(target.length)
            : undefined;
      // The longest import gives the shortest spelling.
      if (rest !== undefined && (best === undefined || target.length > best.imported))
        best = { text: name + rest, imported: target.length };
    }
    if (best !== undefined) return best.text;
    const last = lastPart(qualifiedName);
    if (this.#lookUp(last, at) !== undefined) return undefined;
    return this.#starOf(last, at) === qualifiedName ? last : undefined;
  }

  #resolve(expression: Expression, depth: number): Referent | undefined {
    if (depth > mostRenamings) return undefined;
    if (expression.kind === 'Attribute') {
      if (expression.name === '') return undefined;
      const object = this.#resolve(expression.object, depth + 1);
      return object?.kind === 'qualified'
        ? { ...object, name: `${object.name}.${expression.name}` }
        : undefined;
    }
    if (expression.kind !== 'Name') return undefined;
    const bindings = this.#lookUp(expression.id, expression);
    if (bindings === undefined) return this.#fromStar(expression);
    return this.#agreed(bindings, depth);
  }

  /** What several bindings of a name have in common. An import's fallback (`except ImportError: x = None`) does not count against it. */
  #agreed(bindings: readonly Binding[], depth: number): Referent | undefined {
    const [first] = bindings;
    if (bindings.length === 1 && first !== undefined) return this.#referentOf(first, depth);
    if (this.#agreements.has(bindings)) return this.#agreements.get(bindings);
    const referent = this.#common(bindings, depth);
    this.#agreements.set(bindings, referent);
    return referent;
  }

  #common(bindings: readonly Binding[], depth: number): Referent | undefined {
    const preferred = bindings.find((binding) => binding.kind === 'import' && !binding.fallback);
    const counting =
      preferred?.kind === 'import'
        ? bindings.filter((binding) => !standsInFor(binding, preferred.qualifiedName))
        : bindings;
    const referents = counting.map((binding) => this.#referentOf(binding, depth));
    const [one] = referents;
    if (one?.kind !== 'qualified') return undefined;
    return referents.every((referent) => referent?.kind === 'qualified' && referent.name === one.name)
      ? one
      : undefined;
  }

  #referentOf(binding: Binding, depth: number): Referent | undefined {
    switch (binding.kind) {
      case 'import':
        return { kind: 'qualified', name: binding.qualifiedName, importPlace: binding.place };
      case 'class':
        return binding.definition && { kind: 'class', definition: binding.definition };
      case 'function':
        return binding.definition && { kind: 'function', definition: binding.definition };
      case 'assign':
        return binding.value.kind === 'Name' || binding.value.kind === 'Attribute'
          ? this.#resolve(binding.value, depth + 1)
          : undefined;
      case 'opaque':
        return undefined;
    }
  }

  /** Scopes inside the unit whose names can be seen from a place, innermost first. A class's names are seen in its own body only. */
  #visibleScopes(at: Place): readonly Scope[] {
    const chain = scopesAt(scopesOf(at.unit).root, at.start, at.end).slice(1);
    return chain.filter((scope, index) => scope.kind !== 'class' || index === chain.length - 1).reverse();
  }

  #lookUp(name: string, at: Place): readonly Binding[] | undefined {
    for (const scope of this.#visibleScopes(at)) {
      const bindings = scope.names.get(name);
      if (bindings !== undefined) return bindings;
    }
    return this.#names.get(name);
  }

  /** A name that nothing binds may come from a star import, if it can come from one only. */
  #fromStar(expression: Expression & { readonly kind: 'Name' }): Referent | undefined {
    const chosen = this.#starOf(expression.id, expression);
    return chosen === undefined
      ? undefined
      : {
          kind: 'qualified',
          name: chosen,
          importPlace: placeOf(expression),
        };
  }

  #starOf(id: string, at: Place): string | undefined {
    const stars = [...this.#visibleScopes(at).flatMap((scope) => scope.stars), ...this.#stars];
    if (stars.length === 0 || builtins.has(id)) return undefined;
    const candidates = [...new Set(stars)].map((star) => (star.endsWith('.') ? star : `${star}.`) + id);
    const { isKnown } = this.options;
    const likely = isKnown === undefined ? candidates : candidates.filter(isKnown);
    return likely.length === 1 ? likely[0] : candidates.length === 1 ? candidates[0] : undefined;
  }

  #onlyValue(name: Expression & { readonly kind: 'Name' }): Expression | undefined {
    const bindings = this.#lookUp(name.id, name);
    const [only] = bindings ?? [];
    return bindings?.length === 1 && only?.kind === 'assign' ? only.value : undefined;
  }
}

/** True for the second choice of a name that is imported first: the same name from elsewhere, a definition of one's own, or None. */
function standsInFor(binding: Binding, preferred: string): boolean {
  if (binding.kind === 'assign' && binding.value.kind === 'Constant' && binding.value.value === null)
    return true;
  if (!binding.fallback) return false;
  if (binding.kind === 'import') return lastPart(binding.qualifiedName) === lastPart(preferred);
  return binding.kind === 'class' || binding.kind === 'function';
}

/** What of a module-level binding can change the meaning of names elsewhere. */
function describe(binding: Binding): string {
  return (binding.fallback ? '?' : '') + describeKind(binding);
}

function describeKind(binding: Binding): string {
  switch (binding.kind) {
    case 'import':
      return `i${binding.qualifiedName}`;
    case 'class':
      return 'c';
    case 'function':
      return 'f';
    case 'opaque':
      return 'o';
    case 'assign': {
      const { value } = binding;
      const opaque = value.kind === 'Lambda' || value.kind === 'Comprehension' || value.kind === 'Dictionary';
      const telling =
        !opaque && value.end - value.start <= (value.kind === 'Call' ? longestCall : longestValue);
      return telling ? `a${value.unit.text.slice(value.start, value.end)}` : 'v';
    }
  }
}
