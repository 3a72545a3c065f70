/** Arithmetic on the terms of a formula: the shortest form that says the same. */
import type { BinaryOperator } from '../../python/syntax';
import type { Condition, Term } from './term';

type Cases = Extract<Term, { kind: 'cases' }>;

export const number = (value: number): Term => ({ kind: 'number', value });

const isNumber = (term: Term, value: number): boolean => term.kind === 'number' && term.value === value;

export function negative(of: Term): Term {
  return of.kind === 'number' ? number(-of.value) : { kind: 'negative', of };
}

export function extremum(which: 'max' | 'min', one: Term, other: Term): Term {
  // The number first, as in max(0, x).
  return { kind: 'extremum', which, of: other.kind === 'number' ? [other, one] : [one, other] };
}

/** How each operator joins two terms. Factors of 1 and summands of 0 are left out. */
const operators: ReadonlyMap<string, (left: Term, right: Term) => Term> = new Map([
  ['+', sum],
  ['-', difference],
  ['*', product],
  ['/', (left, right) => byOther('/', left, right)],
  ['**', (left, right) => byOther('**', left, right)],
]);

export function binary(
  operator: BinaryOperator,
  left: Term | undefined,
  right: Term | undefined,
): Term | undefined {
  return left && right && operators.get(operator)?.(left, right);
}

function sum(left: Term, right: Term): Term {
  if (isNumber(left, 0)) return right;
  if (left.kind === 'cases' && right.kind === 'cases') {
    if (isSame(left.condition, right.condition)) return sideBySide(left, right);
    if (isNumber(left.whenFalse, 0) && isNumber(right.whenFalse, 0)) return alternatives(left, right);
  }
  return isNumber(right, 0) ? left : { kind: 'binary', operator: '+', left, right };
}

function difference(left: Term, right: Term): Term {
  if (isNumber(left, 1) && isFlag(right))
    return { ...right, whenTrue: right.whenFalse, whenFalse: right.whenTrue };
  return isNumber(right, 0) ? left : { kind: 'binary', operator: '-', left, right };
}

function product(left: Term, right: Term): Term {
  if (isNumber(left, 1) || isNumber(right, 0)) return right;
  if (isNumber(right, 1) || isNumber(left, 0)) return left;
  if (left.kind === 'input' && right.kind === 'input')
    return { kind: 'binary', operator: '**', left, right: number(2) };
  if (isHalf(left)) return onItsHalf(left, right);
  if (isHalf(right)) return onItsHalf(right, left);
  // A number goes to the front.
  return right.kind === 'number' && left.kind !== 'number'
    ? { kind: 'binary', operator: '*', left: right, right: left }
    : { kind: 'binary', operator: '*', left, right };
}

const byOther = (operator: '/' | '**', left: Term, right: Term): Term =>
  isNumber(right, 1) ? left : { kind: 'binary', operator, left, right };

/** 1 where a condition holds, else 0. */
export function isFlag(term: Term): term is Cases {
  if (term.kind !== 'cases') return false;
  return isNumber(term.whenTrue, 1) && isNumber(term.whenFalse, 0);
}

/** 0 on one side of its condition. */
const isHalf = (term: Term): term is Cases =>
  term.kind === 'cases' && (isNumber(term.whenFalse, 0) || isNumber(term.whenTrue, 0));

function onItsHalf(half: Cases, factor: Term): Term {
  const times = (one: Term): Term => (isNumber(one, 0) ? one : product(one, factor));
  return { ...half, whenTrue: times(half.whenTrue), whenFalse: times(half.whenFalse) };
}

const isSame = (one: Term | Condition, other: Term | Condition): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

function sideBySide(one: Cases, other: Cases): Term {
  return {
    ...one,
    whenTrue: sum(one.whenTrue, other.whenTrue),
    whenFalse: sum(one.whenFalse, other.whenFalse),
  };
}

/** The sum of two that are each 0 outside their conditions, as if these excluded one another: the values tell whether they do. */
function alternatives(one: Cases, other: Cases): Term {
  return { ...one, whenFalse: excludes(one.condition, other.condition) ? other.whenTrue : other };
}

const opposites = new Map([
  ['<', '>='],
  ['>=', '<'],
  ['>', '<='],
  ['<=', '>'],
]);

function excludes(one: Condition, other: Condition): boolean {
  return (
    one.kind === 'compare' &&
    other.kind === 'compare' &&
    opposites.get(one.operator) === other.operator &&
    isSame(one.left, other.left) &&
    isSame(one.right, other.right)
  );
}
