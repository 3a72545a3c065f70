/** Edits that take an activation out of a model or exchange it, wherever it was written. */
import { symbolOf } from '../../frameworks';
import type { ActivationNode } from '../../network/graph';
import { blocksOf } from '../../python/blocks';
import type { Bindings } from '../../python/names';
import { placeOf } from '../../python/place';
import type { CallExpression, Expression, Place, Statement, StringExpression } from '../../python/syntax';
import { expressionAt, parentOf } from '../../python/walk';
import type { Edit } from '../rule';
import { quotedLike, sourceOf } from '../../python/source-text';

/**
 * Takes an activation out: `F.softmax(x, dim=1)` becomes `x`, a Sequential loses its entry, `activation='softmax'` goes away. What it would
 * leave empty goes with it: `x = x`, and an argument that only says the default. Undefined where the code's form leaves no certain edit.
 */
export function removal(node: ActivationNode, bindings: Bindings): readonly Edit[] | undefined {
  const expression = expressionAt(node.place);
  switch (node.form) {
    case 'argument':
      if (expression?.kind === 'String') return removeArgument(expression, bindings);
      return expression?.kind === 'Call' ? layerOrNothing(removeLayer(expression)) : undefined;
    case 'function':
      return expression?.kind === 'Call' ? unwrapCall(expression) : undefined;
    case 'method':
      return expression?.kind === 'Call' && expression.callee.kind === 'Attribute'
        ? replaceBy(expression, expression.callee.object)
        : undefined;
    case 'module':
      return removeModule(node, expression);
  }
}

/** `activation='softmax'` of a layer that has none by default; Keras' `Activation` layer as a whole; elsewhere 'linear' says that there is none. */
function removeArgument(name: StringExpression, bindings: Bindings): readonly Edit[] | undefined {
  const linear = [replace(name, quotedLike('linear', name))];
  const call = parentOf(name);
  if (call?.kind !== 'Call') return linear;
  const layer = bindings.qualifiedName(call.callee);
  if (layer === undefined) return linear;
  if (/\bActivation$/.test(layer)) return layerOrNothing(removeLayer(call)) ?? linear;
  const index = call.arguments.findIndex(({ value }) => value === name);
  const argument = call.arguments[index];
  const parameter = symbolOf(layer)?.parameters.find((candidate) => candidate.name === argument?.name);
  const isUsual = parameter?.default === null || parameter?.default === 'linear';
  if (argument === undefined || !isUsual || parameter.required === true) return linear;
  return removeListEntry(argument, call.arguments, call.unit);
}

/** The call's place taken by its first argument; parentheses kept where precedence may need them. */
function unwrapCall(call: CallExpression): readonly Edit[] | undefined {
  const [first] = call.arguments;
  if (first === undefined || first.form === 'star' || first.form === 'double-star') return undefined;
  return replaceBy(call, first.value);
}

/** Where nothing but `x = x` would be left, the statement goes. */
function replaceBy(whole: Expression, rest: Expression): readonly Edit[] | undefined {
  const text = sourceOf(rest);
  const statement = parentOf(whole);
  if (statement?.kind === 'Assign' && statement.value === whole && statement.targets.length === 1) {
    const [target] = statement.targets;
    if (target !== undefined && sourceOf(target) === text) return removeStatement(statement);
  }
  return [replace(whole, needsParentheses(rest) ? `(${text})` : text)];
}

/** The statement's whole line; undefined where it shares it, or where a block would be left empty. */
function removeStatement(statement: Statement): readonly Edit[] | undefined {
  const { unit } = statement;
  const start = unit.text.lastIndexOf('\n', statement.start - 1) + 1;
  const lineEnd = unit.text.indexOf('\n', statement.end);
  const end = lineEnd < 0 ? unit.text.length : lineEnd + 1;
  const before = unit.text.slice(start, statement.start);
  const after = unit.text.slice(statement.end, end);
  if (before.trim() !== '' || !/^[ \t]*(?:#[^\n]*)?\r?\n?$/.test(after)) return undefined;
  const around = parentOf(statement);
  if (around !== undefined && blocksOf(around).some((block) => block.length === 1 && block[0] === statement))
    return undefined;
  return [replace({ unit, start, end }, '')];
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
  const removed = removeLayer(construction);
  if (removed !== 'elsewhere') return removed;
  return call?.kind === 'Call' && call !== construction ? unwrapCall(call) : undefined;
}

/** A layer where it is made: an entry of a container, `model.add(layer)`, or a layer that is called at once. */
function removeLayer(layer: Expression): readonly Edit[] | 'elsewhere' | undefined {
  const parent = parentOf(layer);
  if (parent?.kind === 'Call' && parent.callee === layer) return unwrapCall(parent);
  if (parent?.kind === 'Call') {
    const argument = parent.arguments.find(({ value }) => value === layer);
    if (argument?.form !== 'positional') return 'elsewhere';
    if (parent.arguments.length > 1)
      return removeListEntry(
        layer,
        parent.arguments.map(({ value }) => value),
        layer.unit,
      );
    // A container with one entry left would be odd but valid; an empty one is not worth suggesting.
    const statement = parentOf(parent);
    return parent.callee.kind === 'Attribute' &&
      parent.callee.name === 'add' &&
      statement?.kind === 'ExpressionStatement'
      ? removeStatement(statement)
      : undefined;
  }
  if (parent?.kind === 'List' && parent.elements.length > 1)
    return removeListEntry(layer, parent.elements, layer.unit);
  return 'elsewhere';
}

function layerOrNothing(removed: ReturnType<typeof removeLayer>): readonly Edit[] | undefined {
  return removed === 'elsewhere' ? undefined : removed;
}

interface Entry {
  readonly start: number;
  readonly end: number;
}

function removeListEntry(entry: Entry, entries: readonly Entry[], unit: Place['unit']): readonly Edit[] {
  const index = entries.indexOf(entry);
  const previous = entries[index - 1];
  const next = entries[index + 1];
  const range =
    previous !== undefined
      ? { start: previous.end, end: entry.end }
      : { start: entry.start, end: next?.start ?? entry.end };
  return [replace({ unit, ...range }, '')];
}

/** The callee of the activation's construction or call: what a rename edits. */
export function calleeOf(node: ActivationNode): Place | undefined {
  const expression = expressionAt(node.place);
  return expression?.kind === 'Call' ? expression.callee : undefined;
}

function replace(place: Place, newText: string): Edit {
  return { kind: 'replace', place: placeOf(place), newText };
}
