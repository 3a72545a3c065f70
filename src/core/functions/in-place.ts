/** Writing into a tensor: what `relu_`, `+=`, `out=` and `y[mask] = v` do to everything that shares its storage. */
import { phrase } from '../phrase';
import type { Place } from '../python/syntax';
import { elementwise } from './tensor-values';
import { jetOf, Refused, type Value } from './value';

/** @returns the tensor that was written to, as in-place functions do */
export function write(target: Value, result: Value, place: Place): Value {
  if (target.kind === 'nothing' || result.kind === 'nothing')
    throw new Refused(phrase`it picks elements out by a mask`, place);
  switch (target.kind) {
    case 'number':
      target.jet = jetOf(result, place);
      for (const other of target.shares ?? []) if (other !== target) other.stale = true;
      delete target.shares;
      return target;
    case 'truth':
      if (result.kind !== 'truth') throw new Refused(phrase`it writes numbers into a mask`, place);
      target.value = result.value;
      return target;
    case 'tensor': {
      // What is written is stretched to the shape of the target, never the other way.
      const whole = elementwise([target, result], place, ([, cell]) => cell ?? result);
      if (whole.kind !== 'tensor' || whole.cells.length !== target.cells.length)
        throw new Refused(phrase`it writes a tensor of another shape`, place);
      const values = whole.cells.map((cell) => ({ ...cell }));
      target.cells.forEach((cell, index) => {
        const value = values[index];
        if (value) write(cell, value, place);
      });
      return target;
    }
    default:
      throw new Refused(phrase`it writes into something that is no tensor`, place);
  }
}
