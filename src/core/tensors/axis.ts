/** Lengths of axes: numbers, or products of named unknowns with an offset. */

/** `factor · names + offset`, such as `2·H` or `H·W`; the names are sorted. */
export interface SymbolicLength {
  readonly factor: number;
  readonly names: readonly string[];
  readonly offset: number;
}
/** Undefined where nothing is known of it. */
export type Length = number | SymbolicLength | undefined;

/** What an axis runs over: `position` is time, height, width; `feature` the units of a layer. */
export type Role = 'batch' | 'position' | 'feature' | 'unknown';

export interface Axis {
  readonly length: Length;
  readonly role: Role;
}

/** Open shapes have more axes in front, how many is not known. */
export interface Shape {
  readonly open: boolean;
  readonly axes: readonly Axis[];
}

export const axis = (length: Length, role: Role = 'unknown'): Axis => ({ length, role });
export const closed = (axes: readonly Axis[]): Shape => ({ open: false, axes });

export const symbol = (name: string): Length => ({ factor: 1, names: [name], offset: 0 });

export function sameLength(left: Length, right: Length): boolean {
  return left !== undefined && right !== undefined && lengthName(left) === lengthName(right);
}

/** As people write it: `2*H+1`. */
export function lengthName(length: Exclude<Length, undefined>): string {
  if (typeof length === 'number') return String(length);
  const { factor, names, offset } = length;
  const product = [...(factor === 1 ? [] : [String(factor)]), ...names].join('*');
  return offset === 0 ? product : `${product}${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;
}

/** A sum, difference or other expression as a name of its own. */
function atom(length: SymbolicLength): string {
  const name = lengthName(length);
  return length.offset === 0 ? name : `(${name})`;
}

const MOST_NAMES = 8;
const LONGEST_NAME = 60;

function bounded(length: SymbolicLength): Length {
  return length.names.length > MOST_NAMES || lengthName(length).length > LONGEST_NAME ? undefined : length;
}

export function times(left: Length, right: Length): Length {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'number' && typeof right === 'number') return left * right;
  const parts = [left, right].map((length) =>
    typeof length === 'number'
      ? { factor: length, names: [] }
      : length.offset === 0
        ? length
        : { factor: 1, names: [atom(length)] },
  );
  const factor = parts.reduce((product, part) => product * part.factor, 1);
  if (factor === 0) return 0;
  return bounded({ factor, names: parts.flatMap(({ names }) => names).sort(), offset: 0 });
}

export function plus(left: Length, right: Length): Length {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof right === 'number') return shifted(left, right);
  if (typeof left === 'number') return shifted(right, left);
  if (left.names.join('*') !== right.names.join('*')) return undefined;
  const factor = left.factor + right.factor;
  const offset = left.offset + right.offset;
  return factor === 0 ? offset : bounded({ factor, names: left.names, offset });
}

function shifted(length: Length, offset: number): Length {
  if (length === undefined || typeof length === 'number') return (length ?? Number.NaN) + offset;
  return { ...length, offset: length.offset + offset };
}

export const negated = (length: Length): Length =>
  length === undefined || typeof length === 'number'
    ? length === undefined
      ? undefined
      : -length
    : { ...length, factor: -length.factor, offset: -length.offset };

/** Exact division where it is one; a name of its own (`H//2`) where it may leave a rest. */
export function quotient(left: Length, right: Length): Length {
  if (left === undefined || right === undefined || right === 0) return undefined;
  if (typeof left === 'number') return typeof right === 'number' ? Math.floor(left / right) : undefined;
  if (typeof right === 'number') {
    if (right === 1) return left;
    if (left.offset % right === 0 && left.factor % right === 0)
      return { ...left, factor: left.factor / right, offset: left.offset / right };
    return bounded({ factor: 1, names: [`${atom(left)}//${right}`], offset: 0 });
  }
  if (right.offset !== 0 || left.offset !== 0) return sameLength(left, right) ? 1 : undefined;
  const rest = [...left.names];
  for (const name of right.names) {
    const index = rest.indexOf(name);
    if (index < 0) return undefined;
    rest.splice(index, 1);
  }
  if (left.factor % right.factor !== 0) return undefined;
  const factor = left.factor / right.factor;
  return rest.length === 0 ? factor : { factor, names: rest, offset: 0 };
}

export function product(lengths: readonly Length[]): Length {
  return lengths.reduce<Length>((total, length) => times(total, length), 1);
}

/** How many axes there are; undefined where some may stand in front. */
export const rankOf = (shape: Shape | undefined): number | undefined =>
  shape === undefined || shape.open ? undefined : shape.axes.length;

/** The place of an axis that may be counted from the back; undefined where it cannot be told. */
export function placeOfAxis(shape: Shape, dimension: number): number | undefined {
  const place = dimension < 0 ? shape.axes.length + dimension : shape.open ? undefined : dimension;
  return place === undefined || place < 0 || place >= shape.axes.length ? undefined : place;
}

export const axisAt = (shape: Shape | undefined, dimension: number): Axis | undefined => {
  if (shape === undefined) return undefined;
  const place = placeOfAxis(shape, dimension);
  return place === undefined ? undefined : shape.axes[place];
};

/** What two facts on one length come to; `clash` where they cannot both hold. */
export function agreed(left: Length, right: Length): Length | 'clash' {
  if (left === undefined || right === undefined) return left ?? right;
  if (typeof left === 'number' && typeof right === 'number') return left === right ? left : 'clash';
  return typeof right === 'number' ? right : left;
}

/** For ways that join: what holds on each of them. */
export function common(left: Shape | undefined, right: Shape | undefined): Shape | undefined {
  if (left === undefined || right === undefined) return undefined;
  const open = left.open || right.open || left.axes.length !== right.axes.length;
  const count = Math.min(left.axes.length, right.axes.length);
  const axes: Axis[] = [];
  for (let back = count; back >= 1; back -= 1) {
    const [one, other] = [left.axes[left.axes.length - back], right.axes[right.axes.length - back]];
    if (one === undefined || other === undefined) continue;
    axes.push({
      length: sameLength(one.length, other.length) ? one.length : undefined,
      role: one.role === other.role ? one.role : 'unknown',
    });
  }
  return { open, axes };
}

/** Broadcasting of two shapes; undefined where they do not fit. */
export function broadcast(left: Shape | undefined, right: Shape | undefined): Shape | undefined {
  if (left === undefined || right === undefined) return undefined;
  const count = Math.max(left.axes.length, right.axes.length);
  const axes: Axis[] = [];
  for (let back = count; back >= 1; back -= 1) {
    const one = left.axes[left.axes.length - back];
    const other = right.axes[right.axes.length - back];
    const known = broadcastAxis(one, left.open, other, right.open);
    if (known === undefined) return undefined;
    axes.push(known);
  }
  return { open: left.open || right.open, axes };
}

function broadcastAxis(
  one: Axis | undefined,
  oneOpen: boolean,
  other: Axis | undefined,
  otherOpen: boolean,
): Axis | undefined {
  if (one === undefined || other === undefined) {
    const only = one ?? other;
    const hidden = one === undefined ? oneOpen : otherOpen;
    return only === undefined || !hidden || only.length !== 1 ? only : axis(undefined, only.role);
  }
  const role = one.length === 1 ? other.role : one.role === 'unknown' ? other.role : one.role;
  if (one.length === 1) return axis(other.length, role);
  if (other.length === 1) return axis(one.length, one.role === 'unknown' ? other.role : one.role);
  const length = agreed(one.length, other.length);
  return length === 'clash' ? undefined : axis(length, role);
}

/** How many positions a tensor has; undefined where that is not known. */
export function positionsOf(shape: Shape | undefined): number | undefined {
  if (shape === undefined || shape.open) return undefined;
  let count = 1;
  for (const { role, length } of shape.axes) {
    if (role === 'unknown') return undefined;
    if (role !== 'position') continue;
    if (typeof length !== 'number') return undefined;
    count *= length;
  }
  return count;
}

/** Of all axes that run over positions; none where one is not known. */
export function positionLengths(shape: Shape | undefined): readonly number[] {
  if (positionsOf(shape) === undefined) return [];
  return (shape?.axes ?? []).flatMap(({ role, length }) =>
    role === 'position' && typeof length === 'number' ? [length] : [],
  );
}

/** How many elements axes have together; undefined where one length is no number. */
export const elementsOfAxes = (axes: readonly Axis[]): number | undefined =>
  axes.reduce<number | undefined>(
    (product, { length }) =>
      product === undefined || typeof length !== 'number' ? undefined : product * length,
    1,
  );
