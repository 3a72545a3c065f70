/** Loops that train: each of their rounds takes the same network through other data, so that one of them says what all of them do. */
import type { Statement } from '../../python/syntax';
import { walk } from '../../python/walk';

const known = new WeakMap<readonly Statement[], boolean>();

/** Whether a loop's body asks for gradients, `loss.backward()`. */
export function isTraining(body: readonly Statement[]): boolean {
  let answer = known.get(body);
  if (answer === undefined) known.set(body, (answer = asksForGradients(body)));
  return answer;
}

function asksForGradients(body: readonly Statement[]): boolean {
  let found = false;
  for (const statement of body)
    walk(statement, (node) => {
      if (node.kind === 'Function' || node.kind === 'Class' || found) return false;
      found = node.kind === 'Call' && node.callee.kind === 'Attribute' && node.callee.name === 'backward';
      return true;
    });
  return found;
}
