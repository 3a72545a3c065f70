/** `filter(exists, layers)`: which elements of a row stay, as far as that can be told. */
import type { Value } from '../machine/values';
import { mayBeRun } from './truth';

export interface Kept {
  readonly elements: readonly Value[];
  /** False where it cannot be told which of them stay. */
  readonly known: boolean;
}

export function keptOf(elements: readonly Value[], holds: (element: Value) => boolean | undefined): Kept {
  const kept: Value[] = [];
  let known = true;
  for (const element of elements) {
    if (element.kind === 'alternatives' && !mayBeRun(element)) {
      const verdicts = element.options.map(holds);
      if (verdicts.includes(undefined)) known = false;
      const options = element.options.filter((_option, index) => verdicts[index] !== false);
      if (options.length === element.options.length) kept.push(element);
      else if (options.length > 0) kept.push(perhaps(options));
    } else {
      const verdict = mayBeRun(element) ? undefined : holds(element);
      if (verdict === undefined) known = false;
      if (verdict !== false) kept.push(element);
    }
  }
  return { elements: kept, known };
}

/** An element that is one of these values, or is left out. */
const perhaps = (options: readonly Value[]): Value => ({
  kind: 'alternatives',
  options: [[], ...options.map((option) => [option])].map((elements) => ({ kind: 'run', elements })),
});
