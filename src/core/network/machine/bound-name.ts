/** A name over the course of its module: statements bind it one after the other, and each sees what the ones above it left. */
import type { Unit } from '../../python/syntax';
import type { Value } from './values';
import type { Namespace } from './namespace';

export interface BoundName {
  readonly id: string;
  /** Under which lookups of it are recorded. */
  readonly key: string;
  /** Units that bind it, in document order; none for a name that comes from elsewhere. */
  readonly units: readonly Unit[];
  /** Their positions in the document. */
  readonly positions: readonly number[];
  /** What each that has run left in the name. */
  readonly left: Map<Unit, Value | undefined>;
  /** How many of the units, from the first, are known to have run. */
  ran: number;
  /** What running those looked up. */
  readonly keys: Set<string>;
  /** Position of the last one in the document that has begun to run; -1 before. */
  lowest: number;
  /** The last recorder that was told of the name and of what it leads to. */
  recorder: ReadonlySet<string> | undefined;
  /** The last one that was told that star imports were asked for it. */
  starRecorder: ReadonlySet<string> | undefined;
}

const NO_UNITS: readonly Unit[] = [];

export function boundName(namespace: Namespace, id: string): BoundName {
  return namespace.bound.get(id) ?? firstAsked(namespace, id);
}

function firstAsked(namespace: Namespace, id: string): BoundName {
  const units = namespace.binders.get(id) ?? NO_UNITS;
  const bound: BoundName = {
    id,
    key: `${namespace.uri}\n${id}`,
    units,
    positions: units.map((unit) => namespace.order.get(unit) ?? 0),
    left: new Map(),
    ran: 0,
    keys: new Set(),
    lowest: -1,
    recorder: undefined,
    starRecorder: undefined,
  };
  namespace.bound.set(id, bound);
  return bound;
}

/** How many of the units stand before a position. */
export function countBefore({ positions }: BoundName, position: number): number {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] ?? Infinity) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function leftBefore(bound: BoundName, position: number): Value | undefined {
  const last = bound.units[countBefore(bound, position) - 1];
  return last && bound.left.get(last);
}

/** A name's value at a position, whatever of what follows it has run already. */
export function valueAt(
  namespace: Namespace,
  bound: BoundName,
  id: string,
  position: number,
): Value | undefined {
  if (bound.lowest > position) {
    const own = bound.positions[countBefore(bound, position)] === position;
    if (!own) return leftBefore(bound, position);
  }
  return namespace.scope.variables.get(id);
}

/**
 * A unit may run after one that stands below it. It finds the names that both bind as the units above left them; what it leaves in them
 * itself is kept for the units between, and afterwards, when the function that is returned has run, they mean again what the lower one
 * made of them.
 */
export function goTo(
  namespace: Namespace,
  unit: Unit,
  names: Iterable<string>,
  position: number,
): () => void {
  const { variables } = namespace.scope;
  const shared: (readonly [name: string, bound: BoundName])[] = [];
  const overtaken: (readonly [name: string, value: Value | undefined])[] = [];
  for (const name of names) {
    const bound = boundName(namespace, name);
    if (bound.units.length === 0) continue;
    if (bound.units.length > 1) shared.push([name, bound]);
    if (bound.lowest > position) {
      const [value, before] = [variables.get(name), leftBefore(bound, position)];
      put(variables, name, before);
      // The lower one may not have come to bind it.
      if (value !== before) overtaken.push([name, value]);
    } else bound.lowest = position;
  }
  return () => {
    for (const [name, bound] of shared) {
      bound.left.set(unit, variables.get(name));
      // A lower one may have run while this one waited for another module.
      const lower = bound.lowest > position ? bound.units[countBefore(bound, bound.lowest)] : undefined;
      const below = lower && bound.left.get(lower);
      if (below !== undefined) put(variables, name, below);
    }
    for (const [name, value] of overtaken) put(variables, name, value);
  };
}

function put(variables: Map<string, Value>, name: string, value: Value | undefined): void {
  if (value === undefined) variables.delete(name);
  else variables.set(name, value);
}
