/** What meets in a product of two tensors: `q @ k.transpose(-2, -1)`, `einsum('bhid,bhjd->bhij', q, k)`. */
import type { SignalReference, StepCall } from '../network/graph';
import { axisAt, elementsOfAxes, rankOf, type Axis, type Shape } from './axis';
import { parseEinsum } from '../network/operations/einsum';
import { signalsIn } from './read-call';

/** One of the two, and the axes that the product has from it alone. */
interface Factor {
  readonly reference: SignalReference;
  readonly own: readonly Axis[];
}

interface Contraction {
  /** The second one is that whose own axes come last: the keys of scores. */
  readonly factors: readonly [Factor, Factor];
  /** Axes that are summed over, as either of the two knows them. */
  readonly summed: readonly Axis[];
  /** How many products are summed up; undefined where a length is not known. */
  readonly count: number | undefined;
}

type ShapeAt = (reference: SignalReference) => Shape | undefined;

/** Undefined for what is no product of two tensors, or where it is not known which axes meet. */
export function contractionOf(call: StepCall, shapeAt: ShapeAt): Contraction | undefined {
  const [one, other, ...more] = signalsIn(call);
  if (one === undefined || other === undefined || more.length > 0) return undefined;
  return call.name === 'einsum' ? byLetters(call, one, other, shapeAt) : byPlaces(one, other, shapeAt);
}

function byLetters(
  call: StepCall,
  one: SignalReference,
  other: SignalReference,
  shapeAt: ShapeAt,
): Contraction | undefined {
  const equation = call.positional.find(
    (given) => given.kind === 'constant' && typeof given.value === 'string',
  );
  const parsed =
    equation?.kind === 'constant' && typeof equation.value === 'string'
      ? parseEinsum(
          equation.value,
          [one, other].map((reference) => rankOf(shapeAt(reference))),
        )
      : undefined;
  const [left, right, ...more] = parsed?.inputs ?? [];
  if (parsed === undefined || left === undefined || right === undefined || more.length > 0) return undefined;
  const axesOf = (letters: readonly string[], reference: SignalReference): ReadonlyMap<string, Axis> => {
    const shape = shapeAt(reference);
    const isKnown = shape !== undefined && !shape.open && shape.axes.length === letters.length;
    return new Map(letters.map((letter, place) => [letter, (isKnown && shape.axes[place]) || UNKNOWN]));
  };
  const [first, second] = [axesOf(left, one), axesOf(right, other)];
  // A letter that one of them has alone is summed before they meet.
  const gone = (letters: readonly string[]) => letters.filter((letter) => !parsed.output.includes(letter));
  if (gone(left).some((letter) => !second.has(letter)) || gone(right).some((letter) => !first.has(letter)))
    return undefined;
  const ownOf = (axes: ReadonlyMap<string, Axis>, others: ReadonlyMap<string, Axis>): Factor['own'] =>
    parsed.output.flatMap((letter) => (others.has(letter) ? [] : (axes.get(letter) ?? [])));
  const lastOf = (axes: ReadonlyMap<string, Axis>, others: ReadonlyMap<string, Axis>): number =>
    parsed.output.findLastIndex((letter) => axes.has(letter) && !others.has(letter));
  const summed = gone(left).map((letter) =>
    either(first.get(letter) ?? UNKNOWN, second.get(letter) ?? UNKNOWN),
  );
  const factors: readonly [Factor, Factor] = [
    { reference: one, own: ownOf(first, second) },
    { reference: other, own: ownOf(second, first) },
  ];
  const isTurned = lastOf(first, second) > lastOf(second, first);
  return { factors: isTurned ? [factors[1], factors[0]] : factors, summed, count: elementsOfAxes(summed) };
}

function byPlaces(one: SignalReference, other: SignalReference, shapeAt: ShapeAt): Contraction | undefined {
  const [left, right] = [shapeAt(one), shapeAt(other)];
  const [row, inner] = [axisAt(left, -2), axisAt(left, -1)];
  const [innerRight, column] = [axisAt(right, -2), axisAt(right, -1)];
  if (inner === undefined && innerRight === undefined) return undefined;
  const summed = [either(inner ?? UNKNOWN, innerRight ?? UNKNOWN)];
  return {
    factors: [
      { reference: one, own: [row ?? UNKNOWN] },
      { reference: other, own: [column ?? UNKNOWN] },
    ],
    summed,
    count: elementsOfAxes(summed),
  };
}

const UNKNOWN: Axis = { length: undefined, role: 'unknown' };

/** Features, where one of the two says so. */
function either(one: Axis, other: Axis): Axis {
  const role =
    one.role === 'feature' || other.role === 'feature'
      ? 'feature'
      : one.role === 'unknown'
        ? other.role
        : one.role;
  return { length: typeof one.length === 'number' ? one.length : (other.length ?? one.length), role };
}
