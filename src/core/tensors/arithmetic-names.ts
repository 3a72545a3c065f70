/** The names under which arithmetic with numbers stands in a graph. */
import { byNames } from '../by-names';

export type Arithmetic = 'sum' | 'difference' | 'product' | 'quotient' | 'power' | 'negation' | 'mask';

const kinds: ReadonlyMap<string, Arithmetic> = byNames([
  ['+ add add_', 'sum'],
  ['- sub sub_', 'difference'],
  ['* mul mul_', 'product'],
  ['/ div div_', 'quotient'],
  ['** pow', 'power'],
  ['neg', 'negation'],
  ['masked_fill masked_fill_', 'mask'],
]);

/** Division of one tensor by another, which has more names: `torch.true_divide`. */
export const isQuotient = (name: string): boolean => /^(?:\/|div|true)/.test(name);

export const arithmeticOf = (name: string): Arithmetic | undefined => kinds.get(name);
