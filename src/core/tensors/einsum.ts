/** Equations of `einsum`. */

export interface Einsum {
  /** Letters of each operand. */
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/** Undefined for one with an ellipsis or that is none. */
export function parseEinsum(equation: string): Einsum | undefined {
  const text = equation.replaceAll(' ', '');
  if (text.length > 100 || text.includes('.')) return undefined;
  const [left = '', right] = text.split('->');
  const inputs = left.split(',').map((letters) => [...letters]);
  if (!/^[A-Za-z,]+$/.test(left) || (right !== undefined && !/^[A-Za-z]*$/.test(right))) return undefined;
  if (right !== undefined) return { inputs, output: [...right] };
  // Without an arrow: letters that stand once, in the alphabet's order.
  const all = inputs.flat();
  const once = [...new Set(all)].filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter));
  return { inputs, output: once.sort() };
}
