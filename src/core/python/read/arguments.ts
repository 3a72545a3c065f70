import type { Argument, Expression, Parameter } from '../syntax';
import { readComprehensionClauses } from './comprehensions';
import { isExpression, takeExpression } from './expressions';
import type { Reading } from './reading';

/** Reads the `ArgList` under the cursor. */
export function readArguments(reading: Reading): readonly Argument[] {
  const list: Argument[] = [];
  if (!reading.enter()) return list;
  while (reading.more) {
    if (reading.name() === '*' || reading.name() === '**' || isExpression(reading))
      list.push(takeArgument(reading));
    else reading.next();
  }
  reading.leave();
  return list;
}

function takeArgument(reading: Reading): Argument {
  const name = reading.name();
  const { start, end } = reading;
  if (name === '*' || name === '**') {
    reading.next();
    const value = takeExpression(reading, end);
    return { start, end: value.end, form: name === '*' ? 'star' : 'double-star', name: undefined, value };
  }
  const first = takeExpression(reading, start);
  if (first.kind === 'Name' && reading.more && reading.name() === 'AssignOp') {
    const after = reading.end;
    const names = reading.source() === ':=';
    reading.next();
    const value = takeGenerator(reading, takeExpression(reading, after));
    return names
      ? {
          start,
          end: value.end,
          form: 'positional',
          name: undefined,
          value: { kind: 'Named', unit: reading.unit, start, end: value.end, target: first, value },
        }
      : { start, end: Math.max(after, value.end), form: 'keyword', name: first.id, value };
  }
  const value = takeGenerator(reading, first);
  return { start, end: value.end, form: 'positional', name: undefined, value };
}

/** A generator among arguments needs no brackets of its own. */
function takeGenerator(reading: Reading, element: Expression): Expression {
  if (!reading.more || (reading.name() !== 'for' && reading.name() !== 'async')) return element;
  const clauses = readComprehensionClauses(reading);
  const last = clauses.at(-1);
  const end = last?.conditions.at(-1)?.end ?? last?.iterable.end ?? element.end;
  return {
    kind: 'Comprehension',
    unit: reading.unit,
    start: element.start,
    end,
    form: 'generator',
    element,
    value: undefined,
    clauses,
  };
}

/** Reads the `ParamList` under the cursor and steps on. */
export function readParameters(reading: Reading): readonly Parameter[] {
  const list: Parameter[] = [];
  let form: 'positional' | 'keyword-only' = 'positional';
  if (reading.enter()) {
    while (reading.more) {
      const name = reading.name();
      const { start, end } = reading;
      if (name === '/') {
        list.forEach((parameter, index) => {
          if (parameter.form === 'positional') list[index] = { ...parameter, form: 'positional-only' };
        });
        reading.next();
      } else if (name === '*' || name === '**') {
        reading.next();
        if (reading.more && reading.name() === 'VariableName')
          list.push(takeParameter(reading, name === '*' ? 'star' : 'double-star', start));
        if (name === '*' && reading.start >= end) form = 'keyword-only';
      } else if (name === 'VariableName') list.push(takeParameter(reading, form, start));
      else reading.next();
    }
    reading.leave();
  }
  reading.next();
  return list;
}

function takeParameter(reading: Reading, form: Parameter['form'], start: number): Parameter {
  const name = reading.identifier();
  let { end } = reading;
  let annotation: Expression | undefined;
  let defaultValue: Expression | undefined;
  reading.next();
  if (reading.more && reading.name() === 'TypeDef') {
    end = reading.end;
    annotation = readTypeDefinition(reading);
    reading.next();
  }
  if (reading.more && reading.name() === 'AssignOp') {
    const after = reading.end;
    reading.next();
    defaultValue = takeExpression(reading, after);
    end = Math.max(after, defaultValue.end);
  }
  return { start, end, name, form, annotation, defaultValue };
}

/** Reads the annotation in the `TypeDef` under the cursor. */
export function readTypeDefinition(reading: Reading): Expression {
  const { end } = reading;
  if (!reading.enter()) return reading.missing(end);
  let annotation: Expression = reading.missing(end);
  while (reading.more) {
    if (isExpression(reading)) annotation = takeExpression(reading, end);
    else reading.next();
  }
  reading.leave();
  return annotation;
}
