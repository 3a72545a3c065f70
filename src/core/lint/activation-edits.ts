/** Edits that take an activation out of a model or exchange it, wherever it was written. */
import { expressionAt, parentOf } from '../python/walk';
import type { ActivationNode } from '../network/graph';
import { placeOf } from '../python/place';
import type { CallExpression, Expression, Place } from '../python/syntax';
import type { Edit } from './rule';
import { quotedLike, sourceOf } from './source';

/**
 * Takes an activation out: `F.softmax(x, dim=1)` becomes `x`, a Sequential loses its entry, `activation='softmax'` becomes 'linear'.
 * Undefined where the code's form leaves no certain edit.
 */
export function removal(node: ActivationNode): readonly Edit[] | undefined {
  const expression = expressionAt(node.place);
  switch (node.form) {
    case 'argument':
      return expression?.kind === 'String'
        ? [replace(expression, quotedLike('linear', expression))]
        : undefined;
    case 'function':
      return expression?.kind === 'Call' ? unwrapCall(expression) : undefined;
    case 'method':
      return expression?.kind === 'Call' && expression.callee.kind === 'Attribute'
        ? [replace(expression, sourceOf(expression.callee.object))]
        : undefined;
    case 'module':
      return removeModule(node, expression);
  }
}

/** The call's place taken by its first argument; parentheses kept where precedence may need them. */
function unwrapCall(call: CallExpression): readonly Edit[] | undefined {
  const [first] = call.arguments;
  if (first === undefined || first.form === 'star' || first.form === 'double-star') return undefined;
  const text = sourceOf(first.value);
  return [replace(call, needsParentheses(first.value) ? `(${text})` : text)];
}

function needsParentheses(expression: Expression): boolean {
  return !['Name', 'Attribute', 'Call', 'Subscript', 'Number', 'String', 'Tuple', 'List'].includes(
    expression.kind,
  );
}

/** `self.softmax(x)` becomes `x`; an entry of a container's argument list goes away with its comma. */
function removeModule(
  node: ActivationNode,
  construction: Expression | undefined,
): readonly Edit[] | undefined {
  const call = node.callPlace === undefined ? undefined : expressionAt(node.callPlace);
  if (construction === undefined) return undefined;
  const parent = parentOf(construction);
  if (
    parent?.kind === 'Call' &&
    parent.arguments.some((argument) => argument.value === construction && argument.form === 'positional')
  ) {
    const entry = removeListEntry(
      construction,
      parent.arguments.map((argument) => argument.value),
    );
    // A container with one entry left would be odd but valid; an empty one is not worth suggesting.
    return parent.arguments.length > 1 ? entry : undefined;
  }
  if (parent?.kind === 'List' && parent.elements.length > 1)
    return removeListEntry(construction, parent.elements);
  return call?.kind === 'Call' && call !== construction ? unwrapCall(call) : undefined;
}

function removeListEntry(entry: Expression, entries: readonly Expression[]): readonly Edit[] {
  const index = entries.indexOf(entry);
  const previous = entries[index - 1];
  const next = entries[index + 1];
  const range =
    previous !== undefined
      ? { start: previous.end, end: entry.end }
      : { start: entry.start, end: next?.start ?? entry.end };
  return [replace({ unit: entry.unit, ...range }, '')];
}

/** The callee of the activation's construction or call: what a rename edits. */
export function calleeOf(node: ActivationNode): Place | undefined {
  const expression = expressionAt(node.place);
  return expression?.kind === 'Call' ? expression.callee : undefined;
}

function replace(place: Place, newText: string): Edit {
  return { kind: 'replace', place: placeOf(place), newText };
}
