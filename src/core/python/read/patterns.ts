import type { Expression, Pattern, Statement } from '../syntax';
import { readExpression, takeExpression, takeList } from './expressions';
import { place, type BodyReader, type Reading } from './reading';

interface Case {
  readonly pattern: Pattern;
  readonly captures: readonly string[];
  readonly guard: Expression | undefined;
  readonly body: readonly Statement[];
}

export function readMatch(reading: Reading, readBody: BodyReader): Statement {
  const at = place(reading);
  const cases: Case[] = [];
  if (!reading.enter()) return { kind: 'Error', ...at };
  const { end } = reading;
  reading.next();
  const subject = takeList(reading, end);
  if (reading.more && reading.name() === 'MatchBody' && reading.enter()) {
    for (; reading.more; reading.next())
      if (reading.name() === 'MatchClause') cases.push(readCase(reading, readBody));
    reading.leave();
  }
  reading.leave();
  return { kind: 'Match', ...at, subject, cases };
}

function readCase(reading: Reading, readBody: BodyReader): Case {
  const captures: string[] = [];
  const patterns: Pattern[] = [];
  let guard: Expression | undefined;
  let body: readonly Statement[] = [];
  if (!reading.enter()) return { pattern: other, captures, guard, body };
  let comma = false;
  for (; reading.more; reading.next()) {
    const name = reading.name();
    if (name === 'Guard') guard = readGuard(reading);
    else if (name === 'Body') body = readBody(reading);
    else if (name.endsWith('Pattern')) patterns.push(readPattern(reading, captures));
    else {
      comma ||= name === ',';
      reading.skip();
    }
  }
  reading.leave();
  const [only, ...more] = patterns;
  const pattern: Pattern =
    only && more.length === 0 && !comma ? only : only ? { kind: 'sequence', elements: patterns } : other;
  return { pattern, captures, guard, body };
}

function readGuard(reading: Reading): Expression | undefined {
  const { end } = reading;
  if (!reading.enter()) return undefined;
  reading.next();
  const guard = takeExpression(reading, end);
  reading.leave();
  return guard;
}

const other: Pattern = { kind: 'other' };
const deepestPattern = 200;

/** Reads a pattern and collects the names that it binds: those of capture patterns, and the one after `as`. */
function readPattern(reading: Reading, captures: string[]): Pattern {
  const name = reading.name();
  if (name === 'LiteralPattern') return readLiteral(reading);
  if (reading.depth >= deepestPattern || !reading.enter()) return other;
  reading.depth++;
  const parts: Pattern[] = [];
  let [comma, parenthesis] = [false, false];
  let binds = name === 'CapturePattern';
  let bound: string | undefined;
  for (; reading.more; reading.next()) {
    const piece = reading.name();
    if (piece === 'VariableName') {
      const id = reading.source();
      if (binds && id !== '_') {
        bound = id;
        if (!captures.includes(id)) captures.push(id);
      }
    } else if (piece === 'as') binds = true;
    else if (piece.endsWith('Pattern') || piece === 'PatternArgList')
      parts.push(readPattern(reading, captures));
    else {
      comma ||= piece === ',';
      parenthesis ||= piece === '(';
      reading.skip();
    }
  }
  reading.depth--;
  reading.leave();
  const [first] = parts;
  switch (name) {
    case 'CapturePattern':
      return { kind: 'capture', name: bound };
    case 'AsPattern':
      return first && bound !== undefined ? { kind: 'as', pattern: first, name: bound } : other;
    case 'OrPattern':
      return alternatives(parts);
    case 'SequencePattern':
      // One pattern in parentheses is that pattern.
      return first && parenthesis && !comma ? first : { kind: 'sequence', elements: parts };
    default:
      return other;
  }
}

/** The parser lets `as` bind tighter than `|`; in Python it is the other way round. */
function alternatives(parts: readonly Pattern[]): Pattern {
  const last = parts.at(-1);
  if (last?.kind !== 'as') return { kind: 'or', options: parts };
  return {
    kind: 'as',
    pattern: { kind: 'or', options: [...parts.slice(0, -1), last.pattern] },
    name: last.name,
  };
}

/** A number with its sign, a string, None or a truth value. */
function readLiteral(reading: Reading): Pattern {
  if (!reading.enter()) return other;
  let sign = 1;
  let found: Pattern = other;
  for (; reading.more; reading.next()) {
    if (reading.name() === 'ArithOp') {
      // `1 + 2j` is a literal, too.
      sign = found !== other ? NaN : reading.source() === '-' ? -1 : 1;
      continue;
    }
    const literal = readExpression(reading);
    if (literal.kind === 'Number' && !literal.imaginary && !Number.isNaN(sign))
      found = { kind: 'literal', value: sign * literal.value };
    else if (literal.kind === 'String' && literal.value !== undefined)
      found = { kind: 'literal', value: literal.value };
    else if (literal.kind === 'Constant' && literal.value !== 'ellipsis')
      found = { kind: 'literal', value: literal.value };
    else found = other;
  }
  reading.leave();
  return found;
}
