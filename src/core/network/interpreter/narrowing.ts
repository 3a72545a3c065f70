/** What a name may still be where a test of its type holds, and where it does not: `if isinstance(x, tuple)` of a tuple or a tensor. */
import type { CallExpression, Expression } from '../../python/syntax';
import type { AlternativesValue, Scope, Value } from '../machine/values';
import { evaluate } from './evaluate';
import { isInstance } from './instances';
import type { Machine } from '../machine/machine';

export interface Narrowed {
  readonly name: string;
  readonly whenTrue: Value;
  readonly whenFalse: Value;
}

/** Undefined where a test says nothing of a name that may be one of several. */
export function narrowedBy(machine: Machine, scope: Scope, test: Expression): Narrowed | undefined {
  const name = nameAskedFor(test);
  const value = name === undefined ? undefined : scope.variables.get(name);
  if (name === undefined || value?.kind !== 'alternatives') return undefined;
  const verdicts = value.options.map((option) => verdictOn(machine, scope, test, option));
  const whenTrue = those(value, (index) => verdicts[index] !== false);
  const whenFalse = those(value, (index) => verdicts[index] !== true);
  return whenTrue === undefined || whenFalse === undefined ? undefined : { name, whenTrue, whenFalse };
}

/** Sets the name to what it may be in one of the branches, in which this runs. */
export function narrow(machine: Machine, scope: Scope, narrowed: Narrowed | undefined, holds: boolean): void {
  if (narrowed === undefined) return;
  machine.heap.set(scope.variables, narrowed.name, holds ? narrowed.whenTrue : narrowed.whenFalse);
}

function those({ options }: AlternativesValue, isLeft: (index: number) => boolean): Value | undefined {
  const left = options.filter((_, index) => isLeft(index));
  return left.length > 1 ? { kind: 'alternatives', options: left } : left[0];
}

/** The only name whose type a test asks for. */
function nameAskedFor(test: Expression): string | undefined {
  if (test.kind === 'Unary') return test.operator === 'not' ? nameAskedFor(test.operand) : undefined;
  if (test.kind === 'Logical') {
    const left = nameAskedFor(test.left);
    return left !== undefined && left === nameAskedFor(test.right) ? left : undefined;
  }
  if (test.kind !== 'Call' || !isTypeTest(test)) return undefined;
  const subject = test.arguments[0]?.value;
  return subject?.kind === 'Name' ? subject.id : undefined;
}

const isTypeTest = ({ callee, arguments: given }: CallExpression): boolean =>
  callee.kind === 'Name' && callee.id === 'isinstance' && given.length === 2;

function verdictOn(machine: Machine, scope: Scope, test: Expression, option: Value): boolean | undefined {
  if (test.kind === 'Unary') {
    const inner = verdictOn(machine, scope, test.operand, option);
    return inner === undefined ? undefined : !inner;
  }
  if (test.kind === 'Logical') {
    const left = verdictOn(machine, scope, test.left, option);
    const right = verdictOn(machine, scope, test.right, option);
    const decisive = test.operator === 'or';
    if (left === decisive || right === decisive) return decisive;
    return left === undefined || right === undefined ? undefined : !decisive;
  }
  const types = test.kind === 'Call' ? test.arguments[1]?.value : undefined;
  return types && isInstance(machine, option, evaluate(machine, scope, types));
}
