/** What changes the type of numbers, and what hands a tensor on as it is. */

import { phrase } from '../phrase';

import { constantValue, jetOf, Refused, truthValue, type CallArguments, type Value } from './value';
import { type LibraryContext, truthOf } from './element-functions';

type Dtype = 'number' | 'whole' | 'truth' | 'rounded' | 'unknown';

/** What a conversion makes of numbers, from what stands for the type in a call. */
export function dtypeOf(given: CallArguments, positional: readonly Value[]): Dtype {
  const named = given.keywords.get('dtype');
  for (const value of named ? [named] : positional) {
    const name =
      value.kind === 'text' ||
      value.kind === 'opaque' ||
      value.kind === 'qualified' ||
      value.kind === 'callable'
        ? 'value' in value
          ? value.value
          : value.name
        : undefined;
    // The type of another tensor.
    if (value.kind === 'number') return 'number';
    if (name === undefined) continue;
    const last = name.slice(name.lastIndexOf('.') + 1);
    if (/^u?int\d*_?$|^long$|^short$|^byte$|^u?int8$/u.test(last)) return 'whole';
    if (/^bool_?$/u.test(last)) return 'truth';
    if (/^(?:b?float16|half)$/u.test(last)) return 'rounded';
    if (/^(?:float\d*_?|double|dtype|single|floatx|floating)$/u.test(last)) return 'number';
  }
  return 'unknown';
}

export function converted(
  value: Value,
  dtype: Dtype,
  given: CallArguments,
  { trace }: Pick<LibraryContext, 'trace'>,
): Value {
  if (value.kind === 'tensor')
    return {
      ...value,
      cells: value.cells.map((cell) => converted(cell, dtype, given, { trace }) as typeof cell),
    };
  switch (dtype) {
    case 'number':
      return value.kind === 'truth' ? constantValue(value.value ? 1 : 0) : value;
    case 'whole': {
      const whole = Math.trunc(jetOf(value, given.place).value);
      trace.branch(whole);
      return constantValue(whole);
    }
    case 'truth': {
      const holds = truthOf(value, given);
      trace.branch(holds ? 1 : 0);
      return truthValue(holds);
    }
    case 'rounded':
      throw new Refused(phrase`it rounds to 16 bits`, given.place);
    case 'unknown':
      return value;
  }
}

/** What hands on a tensor as it is, sharing its storage. */
export const handedOn: ReadonlySet<string> = new Set(
  (
    'as_tensor asarray convert_to_tensor convert_to_numpy identity contiguous numpy cpu cuda squeeze flatten ravel atleast_1d ' +
    'ascontiguousarray requires_grad_ from_numpy block_until_ready jit vmap vectorize function script compile checkpoint ' +
    'view_as expand_as expand broadcast_to device_put asanyarray retain_grad ensure_tensor checkpoint_name remat reshape_as'
  ).split(' '),
);
/** What makes a tensor of its own with the same numbers. */
export const copying: ReadonlySet<string> = new Set(
  'tensor Tensor FloatTensor DoubleTensor array constant Variable variable clone copy deepcopy Parameter float32 float64 float_ double_ asfarray positive'.split(
    ' ',
  ),
);
/** Conversions whose name is the type. */
export const conversions: ReadonlyMap<string, Dtype> = new Map<string, Dtype>([
  ['float', 'number'],
  ['double', 'number'],
  ['float32', 'number'],
  ['float64', 'number'],
  ['cast_to_floatx', 'number'],
  ['type_as', 'number'],
  ['half', 'rounded'],
  ['float16', 'rounded'],
  ['bfloat16', 'rounded'],
  ['int', 'whole'],
  ['long', 'whole'],
  ['short', 'whole'],
  ['int32', 'whole'],
  ['int64', 'whole'],
  ['bool', 'truth'],
]);
