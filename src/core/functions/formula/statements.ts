/** The statements of a function, read as one term: what it returns. */
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression, Statement } from '../../python/syntax';
import { moduleExpression } from '../module-names';
import { isName } from './own-code';
import { dependsOnInput, holds, type Condition, type Term } from './term';
import { binary, number } from './term-arithmetic';

/** What names stand for inside a function that is read. */
export type Names = Map<string, Term | Expression>;

/** What reads expressions. */
export interface TermReader {
  readonly bindings: Bindings;
  read(expression: Expression, names: Names): Term | undefined;
  condition(expression: Expression, names: Names): Condition | undefined;
  /** Counts a step; false where there were too many. */
  spend(): boolean;
}

/** Calls within calls that are looked through. */
const deepestChain = 24;
/** Turns of a loop that are written out. */
const mostItems = 6;

/** Statements up to a `return`; undefined where one of them is not followed. */
export function statementsTerm(
  body: readonly Statement[],
  names: Names,
  reader: TermReader,
): Term | 'falls through' | undefined {
  for (const [index, statement] of body.entries()) {
    if (!reader.spend()) return undefined;
    switch (statement.kind) {
      case 'Return':
        return statement.value && reader.read(statement.value, names);
      case 'Assign': {
        if (!assigns(statement.targets, statement.value, names, reader)) return undefined;
        break;
      }
      case 'AugmentedAssign': {
        const left = reader.read(statement.target, names);
        const right = reader.read(statement.value, names);
        const value = binary(statement.operator, left, right);
        if (statement.target.kind !== 'Name' || value === undefined) return undefined;
        names.set(statement.target.id, value);
        break;
      }
      case 'ExpressionStatement': {
        if (!hasEffect(statement.value, names, reader)) return undefined;
        break;
      }
      case 'If': {
        const rest = body.slice(index + 1);
        return branchTerm(statement, rest, names, reader);
      }
      case 'For': {
        const items = itemsOf(statement.iterable, names, reader);
        if (items === undefined || statement.target.kind !== 'Name') return undefined;
        for (const item of items) {
          names.set(statement.target.id, item);
          const result = statementsTerm(statement.body, names, reader);
          if (result !== 'falls through') return result;
        }
        break;
      }
      case 'Function':
      case 'Pass':
      case 'Assert':
      case 'Import':
      case 'ImportFrom':
        break;
      default:
        return undefined;
    }
  }
  return 'falls through';
}

/** The numbers that a short loop goes through. */
function itemsOf(iterable: Expression, names: Names, reader: TermReader): readonly Term[] | undefined {
  if (iterable.kind === 'Name') {
    const list = moduleExpression(reader.bindings.module, iterable.id);
    return list && (list.kind === 'List' || list.kind === 'Tuple') ? itemsOf(list, names, reader) : undefined;
  }
  if (iterable.kind === 'List' || iterable.kind === 'Tuple') {
    const items = iterable.elements.slice(0, mostItems + 1).map((element) => reader.read(element, names));
    const known = items.filter((item) => item !== undefined);
    return known.length === items.length && items.length <= mostItems ? known : undefined;
  }
  if (iterable.kind !== 'Call' || iterable.callee.kind !== 'Name') return undefined;
  const [first, second] = iterable.arguments.map(({ value }) => value);
  if (iterable.callee.id === 'reversed' && first) return itemsOf(first, names, reader)?.toReversed();
  if (iterable.callee.id !== 'range' || iterable.arguments.length > 2) return undefined;
  const ends = [first, second].map((one) => one && reader.read(one, names));
  const [from, to] = second === undefined ? [0, plainValue(ends[0])] : ends.map(plainValue);
  if (from === undefined || to === undefined || to - from > mostItems) return undefined;
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => number(from + index));
}

function assigns(
  targets: readonly Expression[],
  value: Expression | undefined,
  names: Names,
  reader: TermReader,
): boolean {
  const [target, ...more] = targets;
  if (target === undefined || more.length > 0 || value === undefined) return false;
  if (target.kind === 'Name') {
    const term = reader.read(value, names);
    // What is no number (a flag, a callable) is looked at where it is used.
    names.set(target.id, term ?? value);
    return true;
  }
  if (target.kind === 'Tuple' && value.kind === 'Tuple') {
    const terms = value.elements.map((element) => reader.read(element, names));
    return target.elements.every((element, index) => {
      const term = terms[index];
      if (element.kind !== 'Name' || term === undefined) return false;
      names.set(element.id, term);
      return true;
    });
  }
  if (target.kind !== 'Subscript' || target.object.kind !== 'Name') return false;
  // `y[mask] = …`
  const condition = reader.condition(target.index, names);
  const before = reader.read(target.object, names);
  const after = reader.read(value, names);
  if (condition === undefined || before === undefined || after === undefined) return false;
  names.set(target.object.id, { kind: 'cases', condition, whenTrue: after, whenFalse: before });
  return true;
}

/** A docstring, or a method that works in place on a name. */
function hasEffect(expression: Expression, names: Names, reader: TermReader): boolean {
  if (expression.kind === 'String' || expression.kind === 'Constant') return true;
  if (expression.kind !== 'Call') return false;
  // What an autograd function keeps for its backward is no part of the value.
  if (expression.callee.kind === 'Attribute' && isName(expression.callee.object, 'ctx')) return true;
  const changed = changedName(expression, reader);
  const value = changed === undefined ? undefined : reader.read(expression, names);
  if (changed === undefined || value === undefined) return false;
  names.set(changed, value);
  return true;
}

/** `y` of `y.mul_(2).add_(1)` and of `F.relu_(y)`. */
function changedName(call: CallExpression, reader: TermReader): string | undefined {
  let at: Expression = call;
  for (let step = 0; step < deepestChain && at.kind === 'Call'; step += 1) {
    const callee: Expression = at.callee;
    if (reader.bindings.qualifiedName(callee) !== undefined) {
      const isInPlace =
        (callee.kind === 'Attribute' && callee.name.endsWith('_')) ||
        at.arguments.some(({ name }) => name === 'inplace');
      const first: Expression | undefined = at.arguments[0]?.value;
      if (!isInPlace || first === undefined) return undefined;
      at = first;
    } else if (callee.kind === 'Attribute' && callee.name.endsWith('_')) at = callee.object;
    else return undefined;
  }
  return at.kind === 'Name' ? at.id : undefined;
}

function branchTerm(
  statement: Extract<Statement, { kind: 'If' }>,
  rest: readonly Statement[],
  names: Names,
  reader: TermReader,
): Term | 'falls through' | undefined {
  const condition = reader.condition(statement.test, names);
  if (condition === undefined) return undefined;
  // What follows the `if` follows each of its ways that does not return.
  const way = (body: readonly Statement[]): Term | 'falls through' | undefined =>
    statementsTerm([...body, ...rest], new Map(names), reader);
  if (!dependsOnInput(condition))
    return way(holds(condition, 0, new Map()) ? statement.body : statement.orElse);
  const [whenTrue, whenFalse] = [way(statement.body), way(statement.orElse)];
  if (whenTrue === undefined || whenFalse === undefined) return undefined;
  if (whenTrue === 'falls through' || whenFalse === 'falls through') return undefined;
  return { kind: 'cases', condition, whenTrue, whenFalse };
}

const plainValue = (term: Term | undefined): number | undefined =>
  term?.kind === 'number' || term?.kind === 'parameter' ? term.value : undefined;
