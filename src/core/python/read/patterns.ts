import type { Expression, Statement } from '../syntax';
import { takeExpression, takeList } from './expressions';
import type { Reading } from './reading';
import { place, readBody } from './statements';

interface Case {
  readonly captures: readonly string[];
  readonly guard: Expression | undefined;
  readonly body: readonly Statement[];
}

export function readMatch(reading: Reading): Statement {
  const at = place(reading);
  const cases: Case[] = [];
  if (!reading.enter()) return { kind: 'Error', ...at };
  const { end } = reading;
  reading.next();
  const subject = takeList(reading, end);
  if (reading.more && reading.name() === 'MatchBody' && reading.enter()) {
    for (; reading.more; reading.next()) if (reading.name() === 'MatchClause') cases.push(readCase(reading));
    reading.leave();
  }
  reading.leave();
  return { kind: 'Match', ...at, subject, cases };
}

function readCase(reading: Reading): Case {
  const captures: string[] = [];
  let guard: Expression | undefined;
  let body: readonly Statement[] = [];
  if (!reading.enter()) return { captures, guard, body };
  for (; reading.more; reading.next()) {
    if (reading.name() === 'Guard') guard = readGuard(reading);
    else if (reading.name() === 'Body') body = readBody(reading);
    else readPattern(reading, captures);
  }
  reading.leave();
  return { captures, guard, body };
}

function readGuard(reading: Reading): Expression | undefined {
  const { end } = reading;
  if (!reading.enter()) return undefined;
  reading.next();
  const guard = takeExpression(reading, end);
  reading.leave();
  return guard;
}

/** Collects the names that a pattern binds: those of capture patterns, and the one after `as`. */
function readPattern(reading: Reading, captures: string[]): void {
  const name = reading.name();
  if (reading.depth >= 200 || !reading.enter()) return;
  reading.depth++;
  let binds = name === 'CapturePattern';
  for (; reading.more; reading.next()) {
    if (reading.name() === 'VariableName') {
      const id = reading.source();
      if (binds && id !== '_' && !captures.includes(id)) captures.push(id);
    } else if (reading.name() === 'as') binds = true;
    else readPattern(reading, captures);
  }
  reading.depth--;
  reading.leave();
}
