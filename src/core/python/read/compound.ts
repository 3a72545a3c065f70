import type { Argument, Expression, Parameter, Statement } from '../syntax';
import { readArguments, readParameters } from './arguments';
import { isExpression, takeExpression, takeList } from './expressions';
import { readMatch } from './patterns';
import { deepestNesting, place, type BodyReader, type Reading } from './reading';

type CompoundReader = (reading: Reading, readBody: BodyReader) => Statement;

function takeBody(reading: Reading, readBody: BodyReader): readonly Statement[] {
  if (!reading.more || reading.name() !== 'Body') return [];
  const body = readBody(reading);
  reading.next();
  return body;
}

/** Steps over a keyword; false where another piece stands. */
function takeKeyword(reading: Reading, keyword: string): boolean {
  if (!reading.more || reading.name() !== keyword) return false;
  reading.next();
  return true;
}

function readIf(reading: Reading, readBody: BodyReader): Statement {
  const at = place(reading);
  if (!reading.enter()) return { kind: 'Error', ...at };
  reading.next();
  const branches: {
    readonly start: number;
    readonly test: Expression;
    readonly body: readonly Statement[];
  }[] = [];
  let { start } = at;
  do {
    const test = takeExpression(reading, reading.start);
    branches.push({ start, test, body: takeBody(reading, readBody) });
    start = reading.start;
    // Each `elif` nests one level deeper in the typed tree.
  } while (branches.length + reading.depth < deepestNesting && takeKeyword(reading, 'elif'));
  let orElse: readonly Statement[];
  if (reading.more && reading.name() === 'elif') {
    const unread = { start: reading.start, end: at.end };
    reading.tooDeep.push(unread);
    orElse = [{ kind: 'Error', unit: at.unit, ...unread }];
  } else orElse = takeKeyword(reading, 'else') ? takeBody(reading, readBody) : [];
  reading.leave();
  for (let index = branches.length - 1; index > 0; index--) {
    const branch = branches[index];
    if (branch !== undefined) orElse = [{ kind: 'If', ...at, ...branch, orElse }];
  }
  const [first] = branches;
  return first === undefined ? { kind: 'Error', ...at } : { kind: 'If', ...at, ...first, orElse };
}

function readWhile(reading: Reading, readBody: BodyReader): Statement {
  const at = place(reading);
  if (!reading.enter()) return { kind: 'Error', ...at };
  const { end } = reading;
  reading.next();
  const test = takeExpression(reading, end);
  const body = takeBody(reading, readBody);
  const orElse = takeKeyword(reading, 'else') ? takeBody(reading, readBody) : [];
  reading.leave();
  return { kind: 'While', ...at, test, body, orElse };
}

function readFor(reading: Reading, readBody: BodyReader): Statement {
  const at = place(reading);
  if (!reading.enter()) return { kind: 'Error', ...at };
  takeKeyword(reading, 'async');
  const { end } = reading;
  reading.next();
  const target = takeList(reading, end);
  takeKeyword(reading, 'in');
  const iterable = takeList(reading, target.end);
  const body = takeBody(reading, readBody);
  const orElse = takeKeyword(reading, 'else') ? takeBody(reading, readBody) : [];
  reading.leave();
  return { kind: 'For', ...at, target, iterable, body, orElse };
}

function readWith(reading: Reading, readBody: BodyReader): Statement {
  const at = place(reading);
  const items: { value: Expression; target: Expression | undefined }[] = [];
  if (!reading.enter()) return { kind: 'Error', ...at };
  takeKeyword(reading, 'async');
  reading.next();
  if (reading.more && reading.name() === 'WithItems' && reading.enter()) {
    takeItems(reading, items);
    reading.leave();
    reading.next();
  } else takeItems(reading, items);
  splitBracketed(items);
  const body = takeBody(reading, readBody);
  reading.leave();
  return { kind: 'With', ...at, items, body };
}

function takeItems(reading: Reading, items: { value: Expression; target: Expression | undefined }[]): void {
  while (reading.more && reading.name() !== 'Body') {
    if (!isExpression(reading)) {
      reading.next();
      continue;
    }
    const value = takeExpression(reading, reading.start);
    const target = takeKeyword(reading, 'as') ? takeExpression(reading, value.end) : undefined;
    items.push({ value, target });
  }
}

/** `with (a, b):` has two items, not a tuple. */
function splitBracketed(items: { value: Expression; target: Expression | undefined }[]): void {
  const [only] = items;
  if (items.length !== 1 || only?.value.kind !== 'Tuple' || only.target !== undefined) return;
  if (only.value.elements.length === 0) return;
  items.splice(0, 1, ...only.value.elements.map((value) => ({ value, target: undefined })));
}

function readTry(reading: Reading, readBody: BodyReader): Statement {
  const at = place(reading);
  const handlers: { type: Expression | undefined; name: string | undefined; body: readonly Statement[] }[] =
    [];
  if (!reading.enter()) return { kind: 'Error', ...at };
  reading.next();
  const body = takeBody(reading, readBody);
  while (takeKeyword(reading, 'except')) {
    takeKeyword(reading, '*');
    const type = reading.more && isExpression(reading) ? takeExpression(reading, reading.start) : undefined;
    let name: string | undefined;
    if (takeKeyword(reading, 'as') || takeKeyword(reading, ',')) {
      if (reading.more && reading.name() === 'VariableName') {
        name = reading.source();
        reading.next();
      }
    }
    handlers.push({ type, name, body: takeBody(reading, readBody) });
  }
  const orElse = takeKeyword(reading, 'else') ? takeBody(reading, readBody) : [];
  const finalBody = takeKeyword(reading, 'finally') ? takeBody(reading, readBody) : [];
  reading.leave();
  return { kind: 'Try', ...at, body, handlers, orElse, finalBody };
}

function readDecorated(reading: Reading, readBody: BodyReader): Statement {
  const at = place(reading);
  const decorators: Expression[] = [];
  let definition: Statement | undefined;
  if (!reading.enter()) return { kind: 'Error', ...at };
  for (; reading.more; reading.next()) {
    if (reading.name() === 'Decorator') {
      const { end } = reading;
      if (!reading.enter()) continue;
      reading.next();
      decorators.push(takeExpression(reading, end));
      reading.leave();
    } else if (reading.name() === 'FunctionDefinition')
      definition = readFunction(reading, readBody, decorators, at.start);
    else if (reading.name() === 'ClassDefinition')
      definition = readClass(reading, readBody, decorators, at.start);
    else reading.skip();
  }
  reading.leave();
  return definition ?? { kind: 'Error', ...at };
}

function readFunction(
  reading: Reading,
  readBody: BodyReader,
  decorators: readonly Expression[],
  start: number,
): Statement {
  const at = { ...place(reading), start };
  let name = '';
  let nameStart = at.end;
  let nameEnd = at.end;
  let parameters: readonly Parameter[] = [];
  let returns: Expression | undefined;
  let body: readonly Statement[] = [];
  let isAsync = false;
  if (!reading.enter()) return { kind: 'Error', ...at };
  while (reading.more) {
    if (reading.name() === 'ParamList') {
      parameters = readParameters(reading);
      continue;
    }
    if (reading.name() === 'async') isAsync = true;
    else if (reading.name() === 'VariableName') [name, nameStart, nameEnd] = definedName(reading);
    else if (reading.name() === 'TypeDef') returns = readReturnType(reading);
    else if (reading.name() === 'Body') body = readBody(reading);
    else reading.skip();
    reading.next();
  }
  reading.leave();
  return {
    kind: 'Function',
    ...at,
    name,
    nameStart,
    nameEnd,
    async: isAsync,
    decorators,
    parameters,
    returns,
    body,
  };
}

function readClass(
  reading: Reading,
  readBody: BodyReader,
  decorators: readonly Expression[],
  start: number,
): Statement {
  const at = { ...place(reading), start };
  let name = '';
  let nameStart = at.end;
  let nameEnd = at.end;
  let list: readonly Argument[] = [];
  let body: readonly Statement[] = [];
  if (!reading.enter()) return { kind: 'Error', ...at };
  for (; reading.more; reading.next()) {
    if (reading.name() === 'VariableName') [name, nameStart, nameEnd] = definedName(reading);
    else if (reading.name() === 'ArgList') list = readArguments(reading);
    else if (reading.name() === 'Body') body = readBody(reading);
    else reading.skip();
  }
  reading.leave();
  return { kind: 'Class', ...at, name, nameStart, nameEnd, decorators, arguments: list, body };
}

function definedName(reading: Reading): [string, number, number] {
  return [reading.identifier(), reading.start, reading.end];
}

function readReturnType(reading: Reading): Expression | undefined {
  let result: Expression | undefined;
  if (!reading.enter()) return result;
  while (reading.more) {
    if (isExpression(reading)) result = takeExpression(reading, reading.start);
    else reading.next();
  }
  reading.leave();
  return result;
}

export const compoundReaders: Readonly<Record<string, CompoundReader | undefined>> = {
  IfStatement: readIf,
  WhileStatement: readWhile,
  ForStatement: readFor,
  WithStatement: readWith,
  TryStatement: readTry,
  DecoratedStatement: readDecorated,
  FunctionDefinition: (reading, readBody) => readFunction(reading, readBody, [], reading.start),
  ClassDefinition: (reading, readBody) => readClass(reading, readBody, [], reading.start),
  MatchStatement: readMatch,
};
