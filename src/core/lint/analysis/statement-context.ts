/** What stands around a statement, and what reads a name after it. */
import type { Expression, FunctionDefinition, Statement } from '../../python/syntax';
import { enclosing, isExpression, parentOf, walk, type SyntaxNode } from '../../python/walk';
import { sourceOf } from '../../python/source-text';

/** The statement that consists of an expression and nothing else: its value is thrown away. */
export function discardedIn(expression: Expression): Statement | undefined {
  const around = parentOf(expression);
  return around?.kind === 'ExpressionStatement' ? around : undefined;
}

/** The function directly around a node; undefined at the top level of a document or a class. */
export function functionAround(node: SyntaxNode): FunctionDefinition | undefined {
  const definition = enclosing(node).find(({ kind }) => kind === 'Function' || kind === 'Class');
  return definition?.kind === 'Function' ? definition : undefined;
}

/** Whether a function is a method in which a model of some framework computes its output. */
export function isForward(definition: FunctionDefinition): boolean {
  return (
    parentOf(definition)?.kind === 'Class' && /^_{0,2}(?:forward|call|apply)(?:_|$)/.test(definition.name)
  );
}

/** `with pytest.raises(…)`, `try: … except`: what is called there is called for what it raises. */
export function isTried(node: SyntaxNode): boolean {
  const around = enclosing(node);
  const end = around.findIndex(({ kind }) => kind === 'Function');
  return (end < 0 ? around : around.slice(0, end)).some(
    (one) =>
      (one.kind === 'Try' && one.handlers.length > 0) ||
      (one.kind === 'With' &&
        one.items.some(({ value }) =>
          /raises|assert|warns|suppress|tim(?:e|ing)|profile/i.test(sourceOf(value)),
        )),
  );
}

/** Whether something reads a variable once a statement has run: below it, or in the next round of a loop around both. */
export function isReadAfter(text: string, statement: Statement, scope: readonly Statement[]): boolean {
  const loops = enclosing(statement).filter(({ kind }) => kind === 'For' || kind === 'While');
  const isLater = (node: SyntaxNode): boolean =>
    node.unit !== statement.unit ||
    node.start >= statement.end ||
    loops.some(({ start, end }) => start <= node.start && node.end <= end);
  let found = false;
  for (const one of scope) {
    walk(one, (node) => {
      if (found || node === statement) return false;
      if (!isExpression(node) || (node.kind !== 'Name' && node.kind !== 'Attribute')) return true;
      if (isLater(node) && sourceOf(node) === text && !isWritten(node)) found = true;
      return true;
    });
    if (found) return true;
  }
  return false;
}

function isWritten(node: Expression): boolean {
  const around = parentOf(node);
  switch (around?.kind) {
    case 'Assign':
      return around.targets.includes(node);
    case 'For':
      return around.target === node;
    case 'Tuple':
    case 'List':
      return isWritten(around);
    default:
      return false;
  }
}
