/** Lengths of axes in a row, where not even their number needs to be known: `x.shape[:-1]`, `(*x.shape[:-1], heads, width)`. */
import type { SignalReference, Size } from '../graph';
import { sizeOf, sizeValue } from './given';
import { list, type UnknownValue, type Value } from './values';

/** One length, or those of a tensor's axes from `from` to before `to`; from the back where negative, to the last without `to`. */
export type LengthPart =
  | { readonly kind: 'one'; readonly size: Size }
  | {
      readonly kind: 'axes';
      readonly of: SignalReference;
      readonly from: number;
      readonly to: number | undefined;
    };

/** Tensors have no more axes. */
const MOST_PARTS = 16;

/** A shape, a part of one, or what is put together from such parts: undefined for any other value. */
export function lengthsOf(value: Value): readonly LengthPart[] | undefined {
  if (value.kind === 'unknown')
    return value.fact?.kind === 'shape'
      ? [{ kind: 'axes', of: value.fact.of, from: 0, to: undefined }]
      : value.fact?.kind === 'lengths'
        ? value.fact.parts
        : undefined;
  if (value.kind !== 'list' || value.open || value.form === 'set' || value.elements.length > MOST_PARTS)
    return undefined;
  const parts: LengthPart[] = [];
  for (const element of value.elements) {
    const size = sizeOf(element);
    if (size === undefined) return undefined;
    parts.push({ kind: 'one', size });
  }
  return parts;
}

/** Whether a value is a shape whose number of axes the code does not say. */
export const isUncounted = (value: Value): boolean =>
  value.kind === 'unknown' && (value.fact?.kind === 'shape' || value.fact?.kind === 'lengths');

export function lengthsValue(parts: readonly LengthPart[]): Value | undefined {
  if (parts.length > MOST_PARTS) return undefined;
  const sizes = parts.flatMap((part) => (part.kind === 'one' ? [sizeValue(part.size)] : []));
  if (sizes.length === parts.length) return list(sizes, 'tuple');
  const uncounted: UnknownValue = { kind: 'unknown', fact: { kind: 'lengths', parts } };
  return uncounted;
}

/** Two rows of lengths one behind the other; undefined where neither is a shape. */
export function joinedLengths(left: Value, right: Value): Value | undefined {
  if (!isUncounted(left) && !isUncounted(right)) return undefined;
  const [front, back] = [lengthsOf(left), lengthsOf(right)];
  return front && back && lengthsValue([...front, ...back]);
}

/** The length at a place, from the back where negative; undefined where axes of an unknown number stand in between. */
export function lengthAt(parts: readonly LengthPart[], index: number): Size | undefined {
  return index >= 0 ? fromFront(parts, index) : fromBack(parts, index);
}

function fromFront(parts: readonly LengthPart[], index: number): Size | undefined {
  const before = parts.slice(0, index + 1);
  const axes = before.findIndex(({ kind }) => kind === 'axes');
  const part = before[axes < 0 ? index : axes];
  if (part === undefined || part.kind === 'one') return part?.size;
  return part.from >= 0 ? { of: part.of, axis: part.from + index - axes } : undefined;
}

function fromBack(parts: readonly LengthPart[], index: number): Size | undefined {
  const behind = parts.slice(index);
  const axes = parts.findLastIndex(({ kind }) => kind === 'axes');
  if (axes < parts.length + index) return behind[0]?.kind === 'one' ? behind[0].size : undefined;
  const part = parts[axes];
  if (part?.kind !== 'axes') return undefined;
  const offset = index + (parts.length - 1 - axes);
  const end = part.to ?? 0;
  return end <= 0 ? { of: part.of, axis: end + offset } : undefined;
}

/** `shape[from:to]` of a whole shape, or of one that already lacks its last axes. */
export function partOfLengths(
  parts: readonly LengthPart[],
  from: number,
  to: number | undefined,
): Value | undefined {
  const [part, ...others] = parts;
  if (part?.kind !== 'axes' || others.length > 0 || part.from < 0) return undefined;
  const end = to === undefined ? part.to : to < 0 && (part.to ?? 0) <= 0 ? (part.to ?? 0) + to : undefined;
  if (from < 0 || (to !== undefined && end === undefined)) return undefined;
  return lengthsValue([{ kind: 'axes', of: part.of, from: part.from + from, to: end }]);
}
