/** The same layers on two inputs that have nothing to do with each other, as in a siamese network. */
import type { Given, Model, SignalNode, SignalReference } from '../network/graph';
import { callOfNode, numberIn, signalsIn } from './read-call';
import type { Signal } from './moments';

/** So many steps back are compared. */
const MOST_STEPS = 400;

/** Whether two steps give the same function of different inputs. */
export function areTwins(model: Model, one: number, other: number): boolean {
  let left = MOST_STEPS;
  const known = new Map<string, boolean>();
  const alike = (first: number, second: number): boolean => {
    if (first === second || left <= 0) return false;
    left -= 1;
    const key = `${first} ${second}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = compared(first, second);
    known.set(key, result);
    return result;
  };
  const compared = (first: number, second: number): boolean => {
    const [own, next] = [model.nodes[first], model.nodes[second]];
    if (own === undefined || next === undefined || own.kind !== next.kind) return false;
    if (own.kind === 'input') return true;
    if (own.qualifiedName !== next.qualifiedName) return false;
    if (own.kind === 'layer' && next.kind === 'layer' && own.instance !== next.instance) return false;
    const [mine, theirs] = [signalsIn(callOfNode(own)), signalsIn(callOfNode(next))];
    if (mine.length === 0 || mine.length !== theirs.length) return false;
    if (isOtherPart(own, next)) return true;
    return mine.every((reference, place) => {
      const match = theirs[place];
      return match !== undefined && referencesAlike(reference, match);
    });
  };
  const referencesAlike = (first: SignalReference, second: SignalReference): boolean => {
    const [own, next] = [first.nodes[0], second.nodes[0]];
    if (own === undefined || next === undefined || first.nodes.length > 1 || second.nodes.length > 1)
      return false;
    if (own === next) return isInput(own) && String(first.piece) !== String(second.piece);
    return String(first.piece) === String(second.piece) && alike(own, next);
  };
  const isInput = (index: number): boolean => model.nodes[index]?.kind === 'input';
  /** `pair[:, 0]` and `pair[:, 1]`. */
  const isOtherPart = (own: SignalNode, next: SignalNode): boolean => {
    const [mine, theirs] = [callOfNode(own), callOfNode(next)];
    if (mine.name !== 'getitem' || theirs.name !== 'getitem') return false;
    if (!own.inputs.every(isInput) || own.inputs.join() !== next.inputs.join()) return false;
    return mine.positional.some((given, place) => areApart(given, theirs.positional[place]));
  };
  return alike(one, other);
}

/** Two indices, or two slices of which one ends where the other begins. */
function areApart(one: Given, other: Given | undefined): boolean {
  const [first, second] = [numberIn(one), numberIn(other)];
  if (first !== undefined && second !== undefined) return first !== second;
  if (one.kind !== 'slice' || other?.kind !== 'slice') return false;
  const bounds = ({ lower, upper }: Extract<Given, { kind: 'slice' }>): readonly [number, number] => [
    numberIn(lower) ?? 0,
    numberIn(upper) ?? Infinity,
  ];
  const [[from, to], [start, end]] = [bounds(one), bounds(other)];
  return from >= 0 && start >= 0 && (to <= start || end <= from) && to > 0 && end > 0;
}

/** a + b or a − b of twins: what all inputs share meets itself. */
export function sumOfTwins(one: Signal, other: Signal, sign: 1 | -1): Signal {
  const { square, input, position, both, unit, unitAndInput } = one;
  const whole = 2 * square + 2 * sign * (square - input);
  /** Of two elements that one signal has in common by `own`, and two twins by `across`: mean products of both kinds. */
  const less = (own: number, across: number): number =>
    Math.max(0, whole - 2 * (square - own) - 2 * sign * (square - across));
  return {
    mean: one.mean + sign * other.mean,
    square: whole,
    input: less(input, input),
    position: less(position, both),
    both: less(both, both),
    unit: less(unit, unitAndInput),
    unitAndInput: less(unitAndInput, unitAndInput),
    alike: one.alike,
    law: undefined,
    origins: new Set([...one.origins, ...other.origins]),
    vague: one.vague ?? other.vague,
    nonNegative: sign === 1 ? one.nonNegative : undefined,
  };
}
