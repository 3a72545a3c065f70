/** What functions and methods of libraries make of terms. */
import type { CallExpression, Expression } from '../../python/syntax';
import { unaryFunction, usualName } from '../unary';
import type { Comparison, Term } from './term';
import { binary, extremum, number } from './term-arithmetic';

const binaries: ReadonlyMap<string, '+' | '-' | '*' | '/' | '**'> = new Map(
  Object.entries({
    add: '+',
    sub: '-',
    subtract: '-',
    mul: '*',
    multiply: '*',
    div: '/',
    divide: '/',
    true_divide: '/',
    truediv: '/',
    pow: '**',
    power: '**',
    float_power: '**',
  } as const),
);
export const comparisons: ReadonlyMap<string, Comparison> = new Map(
  Object.entries({
    gt: '>',
    greater: '>',
    ge: '>=',
    greater_equal: '>=',
    lt: '<',
    less: '<',
    le: '<=',
    less_equal: '<=',
  } as const),
);
/** Functions that give back what goes in, as far as values are concerned. */
const passing =
  /^(?:clone|contiguous|float|double|float32|float64|to|type_as|cast|asarray|array|convert_to_tensor|as_tensor|identity|copy|requires_grad|tensor|astype|squeeze|unsqueeze|detach|stop_gradient|type)$/;

/** What a call is given, the tensor whose method it is in front. */
export interface GivenTerms {
  readonly positional: readonly (Term | undefined)[];
  readonly keywords: ReadonlyMap<string, Term>;
  readonly count: number;
}

interface Selection {
  readonly condition: Expression;
  readonly whenTrue: Term | undefined;
  readonly whenFalse: Term | undefined;
}

function selectedWhere(call: CallExpression, { positional }: GivenTerms): Selection | undefined {
  const condition = call.arguments[0]?.value;
  return condition && { condition, whenTrue: positional[1], whenFalse: positional[2] };
}

/** Functions that choose between two values by a condition among their arguments. */
export const selections: ReadonlyMap<
  string,
  (call: CallExpression, terms: GivenTerms) => Selection | undefined
> = new Map([
  ['where', selectedWhere],
  ['select', selectedWhere],
  [
    'masked_fill',
    (call, { positional }) => {
      const condition = call.arguments.at(-2)?.value;
      return condition && { condition, whenTrue: positional[2], whenFalse: positional[0] };
    },
  ],
]);

function clamped(name: string, input: Term, { positional, keywords }: GivenTerms): Term {
  const [, second, third] = positional;
  const onlyAbove = name === 'clamp_max';
  const low = onlyAbove
    ? undefined
    : keyword(keywords, second, 'min', 'a_min', 'min_value', 'clip_value_min', 'x_min');
  const high = keyword(
    keywords,
    onlyAbove ? second : third,
    ...['max', 'a_max', 'max_value', 'clip_value_max', 'x_max'],
  );
  const raised = low === undefined ? input : extremum('max', input, low);
  return high === undefined ? raised : extremum('min', raised, high);
}

/** `zeros_like(x)`, `full_like(x, 2)`, `ones(1)`; `other` where it makes no tensor of one number. */
export function filled(
  name: string,
  second: Term | undefined,
  parameter: Term | undefined,
): Term | undefined | 'other' {
  if (name === 'full_like') return second;
  const like = name.endsWith('_like');
  const value = name.startsWith('zeros') ? 0 : 1;
  if (!/^(?:zeros|ones)(?:_like)?$/.test(name)) return 'other';
  return like ? number(value) : (parameter ?? number(value));
}

/** A function of a library, of one input or of two. @param activation what the catalogue makes of the call */
export function libraryTerm(
  name: string,
  input: Term,
  terms: GivenTerms,
  activation: () => Term | undefined,
): Term | undefined {
  const usual = usualName(name);
  if (unaryFunction(usual) !== undefined && terms.count === 1)
    return { kind: 'apply', name: usual, of: input };
  const catalogued = activation();
  if (catalogued) return catalogued;
  const second = terms.positional[1];
  if (/^(?:maximum|minimum|max|min|fmax|fmin)$/.test(name))
    return second && extremum(name.includes('max') ? 'max' : 'min', input, second);
  if (/^(?:clamp|clip|clip_by_value|clamp_min|clamp_max)$/.test(name)) return clamped(name, input, terms);
  const operator = binaries.get(name);
  if (operator !== undefined) return terms.count === 2 ? binary(operator, input, second) : undefined;
  return passing.test(name) ? input : undefined;
}

/** An argument by its place, or by one of the names that libraries have for it. */
export function keyword(
  keywords: ReadonlyMap<string, Term>,
  positional: Term | undefined,
  ...names: readonly string[]
): Term | undefined {
  return positional ?? names.map((name) => keywords.get(name)).find((term) => term !== undefined);
}
