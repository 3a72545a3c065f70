/** `match`: the first case whose pattern fits the subject; where that cannot be told, it may be each of several. */
import type { MatchStatement, Pattern } from '../../python/syntax';
import { UNKNOWN, list, scalar, type Scope, type Value } from '../machine/values';
import { evaluate } from './evaluate';
import { bind, executeBlock, forked, LEVELS_OF_BLOCK, type Completion } from './execute';
import type { Machine } from '../machine/machine';
import { isEqual, mayBeRun, truthOf } from './truth';

export function executeMatch(
  machine: Machine,
  scope: Scope,
  statement: MatchStatement,
  subject: Value,
  index: number,
): Completion {
  if (index >= statement.cases.length || !machine.deeper(LEVELS_OF_BLOCK)) return 'normal';
  const completion = executeCase(machine, scope, statement, subject, index);
  machine.nesting -= LEVELS_OF_BLOCK;
  return completion;
}

function executeCase(
  machine: Machine,
  scope: Scope,
  statement: MatchStatement,
  subject: Value,
  index: number,
): Completion {
  const current = statement.cases[index];
  if (current === undefined) return 'normal';
  const others = (): Completion => executeMatch(machine, scope, statement, subject, index + 1);
  const captured = new Map<string, Value>(current.captures.map((name) => [name, UNKNOWN]));
  const fits = matches(machine, subject, current.pattern, captured);
  if (fits === false) return others();
  for (const [name, value] of captured) bind(machine, scope, name, value);
  const guard =
    current.guard === undefined ? true : truthOf(machine, evaluate(machine, scope, current.guard));
  if (guard === false) return others();
  const run = (): Completion => {
    machine.take(current.body[0]);
    return executeBlock(machine, scope, current.body);
  };
  return fits === true && guard === true ? run() : forked(machine, scope, run, others);
}

/** Whether a value fits a pattern, undefined where that cannot be told; notes what its names are bound to. */
function matches(
  machine: Machine,
  value: Value,
  pattern: Pattern,
  captured: Map<string, Value>,
): boolean | undefined {
  machine.step();
  switch (pattern.kind) {
    case 'literal':
      return isEqual(machine, value, scalar(pattern.value));
    case 'capture':
      if (pattern.name !== undefined) captured.set(pattern.name, value);
      return true;
    case 'as':
      captured.set(pattern.name, value);
      return matches(machine, value, pattern.pattern, captured);
    case 'or': {
      let result: boolean | undefined = false;
      for (const option of pattern.options) {
        const fits = matches(machine, value, option, captured);
        if (fits === true) return result === false ? true : undefined;
        if (fits === undefined) result = undefined;
      }
      return result;
    }
    case 'sequence':
      return matchesSequence(machine, value, pattern.elements, captured);
    case 'other':
      return undefined;
  }
}

function matchesSequence(
  machine: Machine,
  value: Value,
  patterns: readonly Pattern[],
  captured: Map<string, Value>,
): boolean | undefined {
  if (value.kind === 'scalar') return false;
  const counted = value.kind === 'list' && !value.open && !value.elements.some(mayBeRun);
  if (!counted) return undefined;
  if (value.form === 'set') return false;
  // `*rest` is among what is not told apart.
  const fixed = patterns.every(({ kind }) => kind !== 'other');
  if (!fixed) return undefined;
  if (value.elements.length !== patterns.length) return false;
  let result: boolean | undefined = true;
  for (const [index, pattern] of patterns.entries()) {
    const fits = matches(machine, value.elements[index] ?? list([]), pattern, captured);
    if (fits === false) return false;
    if (fits === undefined) result = undefined;
  }
  return result;
}
