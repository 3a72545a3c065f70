/** Edits that exchange an activation for ReLU, wherever it was written. */
import type { ActivationNode } from '../../network/graph';
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression, Place } from '../../python/syntax';
import { expressionAt } from '../../python/walk';
import { spell } from './imports';
import { reluFunction } from './relu-names';
import type { Edit } from '../rule';
import { quotedLike } from '../../python/source-text';

/** `F.sigmoid(x)` becomes `F.relu(x)`, `nn.Sigmoid()` `nn.ReLU()`, `activation='tanh'` 'relu'. Undefined where the code's form leaves no certain edit. */
export function replaceByRelu(node: ActivationNode, bindings: Bindings): readonly Edit[] | undefined {
  const expression = expressionAt(node.place);
  if (expression === undefined || bindings.module.baseOf(node.place.unit) === undefined) return undefined;
  if (node.form === 'argument') return replaceValue(expression, bindings);
  if (expression.kind !== 'Call') return undefined;
  switch (node.form) {
    case 'function':
      return takesOnlyTheTensor(expression) ? replaceFunction(expression.callee, bindings) : undefined;
    case 'method':
      return replaceMethod(node, expression);
    case 'module':
      return replaceModule(expression, bindings);
  }
}

function takesOnlyTheTensor(call: CallExpression): boolean {
  return call.arguments.every(
    ({ form, name }, index) => (index === 0 && form === 'positional') || name === 'name',
  );
}

/** A string, a function, or Keras' `Activation` layer with one of them inside. */
function replaceValue(expression: Expression, bindings: Bindings): readonly Edit[] | undefined {
  if (expression.kind === 'String') return [replace(expression, quotedLike('relu', expression))];
  if (expression.kind !== 'Call') return replaceFunction(expression, bindings);
  const [first] = expression.arguments;
  const name = bindings.qualifiedName(expression.callee);
  if (first === undefined || name === undefined || !/^(?:tensorflow\.)?keras\..*\bActivation$/.test(name))
    return undefined;
  return first.value.kind === 'Call' ? undefined : replaceValue(first.value, bindings);
}

function replaceFunction(callee: Expression, bindings: Bindings): readonly Edit[] | undefined {
  const name = bindings.qualifiedName(callee);
  const spelling = name === undefined ? undefined : reluFunction(bindings, name, callee);
  return spelling && [replace(callee, spelling.text), ...spelling.edits];
}

function replaceMethod(node: ActivationNode, { callee, unit }: CallExpression): readonly Edit[] | undefined {
  if (callee.kind !== 'Attribute' || !node.qualifiedName.startsWith('torch.')) return undefined;
  const name = callee.name.endsWith('_') ? 'relu_' : 'relu';
  return [replace({ unit, start: callee.nameStart, end: callee.end }, name)];
}

function replaceModule(call: CallExpression, bindings: Bindings): readonly Edit[] | undefined {
  if (call.arguments.length > 0) return undefined;
  const name = bindings.qualifiedName(call.callee);
  if (name === undefined || !/^torch\.nn\.(?:modules\.activation\.)?\w+$/.test(name)) return undefined;
  const spelling = spell(bindings, 'torch.nn.ReLU', call);
  return [replace(call.callee, spelling.text), ...spelling.edits];
}

function replace({ unit, start, end }: Place, newText: string): Edit {
  return { kind: 'replace', place: { unit, start, end }, newText };
}
