import type { Expression, Statement } from '../syntax';
import { readTypeDefinition } from './arguments';
import { compoundReaders } from './compound';
import { isArithmetic, isExpression, readYield, takeElements, takeExpression, takeList } from './expressions';
import { readImport } from './imports';
import { deepestNesting, place, type Reading } from './reading';
import { own } from '../../own';

type StatementReader = (reading: Reading) => Statement;

/** Reads the statement under the cursor, which stays where it is, into a list (several share a line, or none is there). */
export function readStatement(reading: Reading, into: Statement[]): void {
  if (reading.name() === 'StatementGroup') {
    if (!reading.enter()) return;
    for (; reading.more; reading.next()) readStatement(reading, into);
    reading.leave();
    return;
  }
  const simple = own(simpleReaders, reading.name());
  const compound = own(compoundReaders, reading.name());
  if (simple === undefined && compound === undefined) return reading.skip();
  if (reading.depth >= deepestNesting) {
    reading.tooDeep.push({ start: reading.start, end: reading.end });
    into.push({ kind: 'Error', ...place(reading) });
    return;
  }
  reading.depth++;
  if (simple !== undefined) into.push(simple(reading));
  else if (compound !== undefined) into.push(compound(reading, readBody));
  reading.depth--;
}

/** Reads the statements of the `Body` under the cursor. */
function readBody(reading: Reading): readonly Statement[] {
  const body: Statement[] = [];
  if (!reading.enter()) return body;
  for (; reading.more; reading.next()) readStatement(reading, body);
  reading.leave();
  return body;
}

function readAssignment(reading: Reading): Statement {
  const at = place(reading);
  const values: Expression[] = [];
  let annotation: Expression | undefined;
  if (!reading.enter()) return { kind: 'Error', ...at };
  let assigns = 0;
  while (reading.more) {
    if (reading.name() === 'TypeDef') {
      annotation = readTypeDefinition(reading);
      reading.next();
    } else if (reading.name() === 'AssignOp') {
      assigns++;
      const after = reading.end;
      reading.next();
      values.push(takeList(reading, after));
    } else if (reading.name() === '*' || isExpression(reading)) values.push(takeList(reading, at.start));
    else reading.next();
  }
  reading.leave();
  const value = assigns > 0 ? values.pop() : undefined;
  return { kind: 'Assign', ...at, targets: values, annotation, value };
}

function readAugmentedAssignment(reading: Reading): Statement {
  const at = place(reading);
  if (!reading.enter()) return { kind: 'Error', ...at };
  const target = takeList(reading, at.start);
  let operator = '';
  let after = target.end;
  if (reading.more) {
    operator = reading.source().slice(0, -1);
    after = reading.end;
    reading.next();
  }
  const value = takeList(reading, after);
  reading.leave();
  return isArithmetic(operator)
    ? { kind: 'AugmentedAssign', ...at, target, operator, value }
    : { kind: 'Error', ...at };
}

/** Reads what follows a keyword: nothing, one expression, or several with commas between. */
function afterKeyword<T>(reading: Reading, read: () => T): T | undefined {
  if (!reading.enter()) return undefined;
  reading.next();
  const result = reading.more ? read() : undefined;
  reading.leave();
  return result;
}

function readRaise(reading: Reading): Statement {
  const at = place(reading);
  let cause: Expression | undefined;
  const value = afterKeyword(reading, () => {
    const raised = takeExpression(reading, reading.start);
    if (!reading.more || reading.name() !== 'from') return raised;
    const { end } = reading;
    reading.next();
    cause = takeExpression(reading, end);
    return raised;
  });
  return { kind: 'Raise', ...at, value, cause };
}

function readAssert(reading: Reading): Statement {
  const at = place(reading);
  const parts = afterKeyword(reading, () => takeElements(reading).elements) ?? [];
  return { kind: 'Assert', ...at, test: parts[0] ?? reading.missing(at.end), message: parts[1] };
}

function readScope(reading: Reading): Statement {
  const at = place(reading);
  const names: string[] = [];
  let kind: 'Global' | 'Nonlocal' = 'Global';
  if (!reading.enter()) return { kind, ...at, names };
  for (; reading.more; reading.next()) {
    if (reading.name() === 'nonlocal') kind = 'Nonlocal';
    else if (reading.name() === 'VariableName') names.push(reading.source());
  }
  reading.leave();
  return { kind, ...at, names };
}

function readWithoutParts(kind: 'Pass' | 'Break' | 'Continue' | 'TypeAlias' | 'Error'): StatementReader {
  return (reading) => {
    reading.skip();
    return { kind, ...place(reading) };
  };
}

const simpleReaders: Readonly<Record<string, StatementReader | undefined>> = {
  ExpressionStatement: (reading) => {
    const at = place(reading);
    if (!reading.enter()) return { kind: 'Error', ...at };
    const value = takeList(reading, at.start);
    reading.leave();
    return { kind: 'ExpressionStatement', ...at, value };
  },
  YieldStatement: (reading) => ({
    kind: 'ExpressionStatement',
    ...place(reading),
    value: readYield(reading),
  }),
  AssignStatement: readAssignment,
  UpdateStatement: readAugmentedAssignment,
  ReturnStatement: (reading) => ({
    kind: 'Return',
    ...place(reading),
    value: afterKeyword(reading, () => takeList(reading, reading.start)),
  }),
  DeleteStatement: (reading) => ({
    kind: 'Delete',
    ...place(reading),
    targets: afterKeyword(reading, () => takeElements(reading).elements) ?? [],
  }),
  RaiseStatement: readRaise,
  AssertStatement: readAssert,
  ScopeStatement: readScope,
  ImportStatement: readImport,
  PassStatement: readWithoutParts('Pass'),
  BreakStatement: readWithoutParts('Break'),
  ContinueStatement: readWithoutParts('Continue'),
  TypeDefinition: readWithoutParts('TypeAlias'),
  PrintStatement: readWithoutParts('Error'),
};
