/** A formula as a tree: what a function of one's own computes, with the code's own names for its parameters. */
import { activationById, evaluate as curveOf } from '../../activations/catalogue';
import type { ActivationParameters } from '../../activations/activation';
import { unaryFunction } from '../unary';

export type Operator = '+' | '-' | '*' | '/' | '**';

export type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'input' }
  | { readonly kind: 'parameter'; readonly name: string; readonly value: number }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Term; readonly right: Term }
  | { readonly kind: 'negative'; readonly of: Term }
  /** One of the elementwise functions of `unary.ts`, by its usual name. */
  | { readonly kind: 'apply'; readonly name: string; readonly of: Term }
  /** An activation of the catalogue. */
  | {
      readonly kind: 'activation';
      readonly id: string;
      readonly parameters: ActivationParameters;
      /** Its parameters that are parameters of the function, or computed from them. */
      readonly settings: readonly (readonly [name: string, value: Term])[];
      readonly of: Term;
    }
  | { readonly kind: 'extremum'; readonly which: 'max' | 'min'; readonly of: readonly [Term, Term] }
  | {
      readonly kind: 'cases';
      readonly condition: Condition;
      readonly whenTrue: Term;
      readonly whenFalse: Term;
    };

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

export type Condition =
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Term; readonly right: Term }
  | { readonly kind: 'both' | 'either'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition };

/** What parameters are instead of their values in the code. */
export type Changed = ReadonlyMap<string, number>;

export function valueOfTerm(term: Term, x: number, changed: Changed): number {
  const at = (inner: Term): number => valueOfTerm(inner, x, changed);
  switch (term.kind) {
    case 'number':
      return term.value;
    case 'input':
      return x;
    case 'parameter':
      return changed.get(term.name) ?? term.value;
    case 'negative':
      return -at(term.of);
    case 'binary':
      return combined(term.operator, at(term.left), at(term.right));
    case 'apply':
      return unaryFunction(term.name)?.(at(term.of))[0] ?? Number.NaN;
    case 'activation': {
      const activation = activationById(term.id);
      if (activation === undefined) return Number.NaN;
      const settings = term.settings.map(([name, value]) => [name, at(value)] as const);
      const parameters = { ...term.parameters, ...Object.fromEntries(settings) };
      return curveOf(activation, parameters).value(at(term.of));
    }
    case 'extremum': {
      const [one, other] = [at(term.of[0]), at(term.of[1])];
      return term.which === 'max' ? Math.max(one, other) : Math.min(one, other);
    }
    case 'cases':
      return at(holds(term.condition, x, changed) ? term.whenTrue : term.whenFalse);
  }
}

function combined(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '**':
      return left ** right;
  }
}

export function holds(condition: Condition, x: number, changed: Changed): boolean {
  switch (condition.kind) {
    case 'not':
      return !holds(condition.of, x, changed);
    case 'both':
      return holds(condition.left, x, changed) && holds(condition.right, x, changed);
    case 'either':
      return holds(condition.left, x, changed) || holds(condition.right, x, changed);
    case 'compare': {
      const [left, right] = [
        valueOfTerm(condition.left, x, changed),
        valueOfTerm(condition.right, x, changed),
      ];
      return compared(condition.operator, left, right);
    }
  }
}

function compared(operator: Comparison, left: number, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
  }
}

/** How many nodes a term has, counted up to a bound. */
export function sizeOf(term: Term, most: number): number {
  let size = 0;
  const open: (Term | Condition)[] = [term];
  for (let next = open.pop(); next !== undefined && size <= most; next = open.pop()) {
    size += 1;
    open.push(...partsOf(next));
  }
  return size;
}

export function partsOf(term: Term | Condition): readonly (Term | Condition)[] {
  switch (term.kind) {
    case 'number':
    case 'input':
    case 'parameter':
      return [];
    case 'negative':
    case 'apply':
    case 'not':
      return [term.of];
    case 'activation':
      return [...term.settings.map(([, value]) => value), term.of];
    case 'extremum':
      return term.of;
    case 'cases':
      return [term.condition, term.whenTrue, term.whenFalse];
    case 'binary':
    case 'compare':
    case 'both':
    case 'either':
      return [term.left, term.right];
  }
}

/** Whether the input stands in it. */
export function dependsOnInput(term: Term | Condition): boolean {
  return term.kind === 'input' || partsOf(term).some(dependsOnInput);
}
