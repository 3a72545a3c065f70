/** Values as Python writes them: `str`, `repr`, f-strings, `format` and `%`. */
import { isFloat, type Value } from '../machine/values';

/** From here on Python writes an exponent, and an integer may have been rounded. */
const LARGEST_WRITTEN_OUT = 1e15;
const SMALLEST_WRITTEN_OUT = 1e-4;

/** `str(value)`; undefined for what is not a constant, or is one that JavaScript writes otherwise. */
export function textOf(value: Value): string | undefined {
  if (value.kind !== 'scalar') return undefined;
  const plain = value.value;
  if (typeof plain === 'string') return plain;
  if (plain === null) return 'None';
  if (typeof plain === 'boolean') return plain ? 'True' : 'False';
  const size = Math.abs(plain);
  if (size > LARGEST_WRITTEN_OUT || (size < SMALLEST_WRITTEN_OUT && plain !== 0)) return undefined;
  if (!isFloat(value)) return String(plain);
  if (Object.is(plain, -0)) return '-0.0';
  return Number.isInteger(plain) ? `${plain}.0` : String(plain);
}

/** `repr(value)`, for texts that need no escapes. */
export function representationOf(value: Value): string | undefined {
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return textOf(value);
  return /^[ !#-&(-[\]-~]*$/.test(value.value) ? `'${value.value}'` : undefined;
}
