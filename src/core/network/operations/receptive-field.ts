/** How many values a kernel looks at, as far as the code says. */
import { numberOf } from '../machine/constants';
import type { Value } from '../machine/values';

/** Product of the kernel's sides; an integer counts once for each of `rank` dimensions. */
export function receptiveField(kernel: Value | undefined, rank: number): number | undefined {
  const side = numberOf(kernel);
  if (side !== undefined) return rank > 0 ? side ** rank : undefined;
  if (kernel?.kind !== 'list' || kernel.open) return undefined;
  return kernel.elements.reduce<number | undefined>((total, element) => product(total, numberOf(element)), 1);
}

export const product = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? undefined : left * right;
