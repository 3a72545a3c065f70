/** Edits that make a ReLU leaky, wherever it was written. */
import { lastPart } from '../../python/dotted-name';
import { symbolOf } from '../../frameworks';
import type { ActivationNode } from '../../network/graph';
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression, Place } from '../../python/syntax';
import { expressionAt } from '../../python/walk';
import { spell, spellBeside } from './imports';
import type { Edit } from '../rule';
import { quotedLike } from '../../python/source-text';
import { own } from '../../own';

const LEAKY: Readonly<Record<string, string>> = {
  relu: 'leaky_relu',
  relu_: 'leaky_relu_',
  ReLU: 'LeakyReLU',
};

/** `F.relu(x)` becomes `F.leaky_relu(x)`, `nn.ReLU()` `nn.LeakyReLU()`, `activation='relu'` 'leaky_relu'. Undefined where the code's form leaves no certain edit. */
export function makeLeaky(node: ActivationNode, bindings: Bindings): readonly Edit[] | undefined {
  const expression = expressionAt(node.place);
  if (expression === undefined || bindings.module.baseOf(node.place.unit) === undefined) return undefined;
  if (node.form === 'argument') return leakyValue(expression, bindings);
  if (expression.kind !== 'Call') return undefined;
  if (node.form === 'method') return leakyMethod(node, expression, bindings);
  const inPlace = namedInPlace(expression, node.form === 'function' ? 1 : 0);
  const callee = leakyName(expression.callee, bindings);
  return inPlace && callee && [...callee, ...inPlace];
}

/** A string, a function, or Keras' `Activation` layer with one of them inside. */
function leakyValue(expression: Expression, bindings: Bindings): readonly Edit[] | undefined {
  if (expression.kind === 'String')
    // Keras 2 has no such string.
    return expression.value === 'relu' &&
      ![...bindings.importedModules].some((name) => /^tf_keras\b/.test(name))
      ? [replace(expression, quotedLike('leaky_relu', expression))]
      : undefined;
  if (expression.kind !== 'Call') return leakyName(expression, bindings);
  const [first] = expression.arguments;
  const name = bindings.qualifiedName(expression.callee);
  if (first === undefined || name === undefined || !/^(?:tensorflow\.)?keras\..*\bActivation$/.test(name))
    return undefined;
  return first.value.kind === 'Call' ? undefined : leakyValue(first.value, bindings);
}

function leakyName(callee: Expression, bindings: Bindings): readonly Edit[] | undefined {
  const name = bindings.qualifiedName(callee);
  const leaky = name === undefined ? undefined : own(LEAKY, lastPart(name));
  if (name === undefined || leaky === undefined) return undefined;
  // `torch.relu` has no leaky sister.
  const home = name === 'torch.relu' ? 'torch.nn.functional' : name.slice(0, name.lastIndexOf('.'));
  if (symbolOf(`${home}.${leaky}`)?.role !== 'activation') return undefined;
  if (name !== 'torch.relu' && callee.kind === 'Attribute')
    return [replace({ unit: callee.unit, start: callee.nameStart, end: callee.end }, leaky)];
  const spelling =
    name === 'torch.relu'
      ? spell(bindings, `${home}.${leaky}`, callee)
      : spellBeside(bindings, callee, name, leaky);
  return [replace(callee, spelling.text), ...spelling.edits];
}

/** `h.relu()` → `F.leaky_relu(h)`: tensors have no such method. */
function leakyMethod(
  node: ActivationNode,
  { unit, start, end, callee, arguments: given }: CallExpression,
  bindings: Bindings,
): readonly Edit[] | undefined {
  if (callee.kind !== 'Attribute' || given.length > 0 || node.qualifiedName !== 'torch.Tensor.relu')
    return undefined;
  const spelling = spell(bindings, 'torch.nn.functional.leaky_relu', callee);
  return [
    replace({ unit, start, end: start }, `${spelling.text}(`),
    replace({ unit, start: callee.object.end, end }, ')'),
    ...spelling.edits,
  ];
}

/** `inplace` stands first in ReLU and second in leaky ReLU, so it gets its name. Undefined where something else is given. */
function namedInPlace(call: CallExpression, position: number): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const [index, { start, form, name, value }] of call.arguments.entries()) {
    if (index < position && form === 'positional') continue;
    if (form === 'keyword' && (name === 'inplace' || name === 'name')) continue;
    if (form !== 'positional' || index !== position || value.kind !== 'Constant') return undefined;
    edits.push(replace({ unit: call.unit, start, end: start }, 'inplace='));
  }
  return edits;
}

function replace({ unit, start, end }: Place, newText: string): Edit {
  return { kind: 'replace', place: { unit, start, end }, newText };
}
