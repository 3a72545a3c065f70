import type { ComprehensionExpression, Expression } from '../syntax';
import { takeExpression, takeList } from './expressions';
import type { Reading } from './reading';

/** Reads `for … in … if …` from here to the end of the clauses. */
export function readComprehensionClauses(reading: Reading): ComprehensionExpression['clauses'] {
  const clauses: { target: Expression; iterable: Expression; conditions: Expression[] }[] = [];
  while (reading.more) {
    const name = reading.name();
    const { end } = reading;
    if (name === 'async') reading.next();
    else if (name === 'for') {
      reading.next();
      const target = takeList(reading, end);
      if (reading.more && reading.name() === 'in') reading.next();
      clauses.push({ target, iterable: takeExpression(reading, target.end), conditions: [] });
    } else if (name === 'if') {
      reading.next();
      const condition = takeExpression(reading, end);
      clauses.at(-1)?.conditions.push(condition);
    } else break;
  }
  return clauses;
}
