/** Equations of `einsum`. */

export interface Einsum {
  /** Letters of each operand. */
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/**
 * Undefined for what is none, and for one with an ellipsis where it is not known how many axes that stands for.
 * @param ranks how many axes each operand has, for an ellipsis
 */
export function parseEinsum(
  equation: string,
  ranks: readonly (number | undefined)[] = [],
): Einsum | undefined {
  const text = equation.replaceAll(' ', '');
  if (text.length > 100) return undefined;
  if (text.includes('.')) return withEllipsis(text, ranks);
  const [left = '', right] = text.split('->');
  const inputs = left.split(',').map((letters) => [...letters]);
  if (!/^[A-Za-z,]+$/.test(left) || (right !== undefined && !/^[A-Za-z]*$/.test(right))) return undefined;
  if (right !== undefined) return { inputs, output: [...right] };
  // Without an arrow: letters that stand once, in the alphabet's order.
  const all = inputs.flat();
  const once = [...new Set(all)].filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter));
  return { inputs, output: once.sort() };
}

const ELLIPSIS = '...';

/** With names in place of an ellipsis: its last axis is the same in all operands, as when they are broadcast. */
function withEllipsis(text: string, ranks: readonly (number | undefined)[]): Einsum | undefined {
  const plain = text.replaceAll(ELLIPSIS, '');
  const parsed = plain.includes('.') ? undefined : parseEinsum(plain);
  if (parsed === undefined) return undefined;
  const [left = '', right] = text.split('->');
  const operands = left.split(',');
  const hidden = operands.map((operand, index) => {
    if (!operand.includes(ELLIPSIS)) return 0;
    const rank = ranks[index];
    return rank === undefined ? undefined : rank - (parsed.inputs[index]?.length ?? 0);
  });
  if (hidden.some((count) => count === undefined || count < 0 || count > MOST_HIDDEN)) return undefined;
  const filled = (operand: string, letters: readonly string[], count: number): readonly string[] => {
    const place = operand.indexOf(ELLIPSIS);
    if (place < 0) return letters;
    const axes = Array.from({ length: count }, (_, index) => `.${String(count - index)}`);
    return [...letters.slice(0, place), ...axes, ...letters.slice(place)];
  };
  return {
    inputs: operands.map((operand, index) => filled(operand, parsed.inputs[index] ?? [], hidden[index] ?? 0)),
    // Without an arrow the axes of the ellipsis come first.
    output: filled(right ?? ELLIPSIS, parsed.output, Math.max(0, ...hidden.map((count) => count ?? 0))),
  };
}

const MOST_HIDDEN = 8;
