/** Edits that put a ReLU between two steps, in the way the code around them is written. */
import { samePlace } from '../../python/place';
import { canonicalName } from '../../frameworks';
import type { LayerNode, Model, OperationNode, SignalNode } from '../../network/graph';
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression, Place } from '../../python/syntax';
import { enclosing, expressionAt, parentOf } from '../../python/walk';
import { appendArgument } from './argument-edits';
import { boundCall } from '../analysis/bound-call';
import { reluFunction, reluLayer } from './relu-names';
import type { Edit } from '../rule';
import { consumersOf } from '../../network/ways';
import { quoteOf } from '../../python/source-text';

/** Two layers, and what stands between them: each step takes only the one before. */
export interface Pair {
  readonly from: LayerNode;
  readonly between: readonly OperationNode[];
  readonly to: LayerNode;
}

/**
 * An activation behind the first layer or the norm that follows it: Keras' `activation='relu'`, an entry of a Sequential, or a function
 * around the call. Undefined where the code leaves no certain edit.
 */
export function insertRelu(model: Model, pair: Pair, bindings: Bindings): readonly Edit[] | undefined {
  const norm = pair.between.filter(({ kind }) => kind === 'norm').pop();
  const step = norm ?? pair.from;
  const made = expressionAt(step.place);
  if (made?.kind !== 'Call' || bindings.module.baseOf(made.unit) === undefined) return undefined;
  if (!sameFunction(made, pair.to.place) || !alwaysMeets(model, step.place, ({ place }) => place, pair.to))
    return undefined;
  return (
    (norm === undefined ? asArgument(made, bindings) : undefined) ??
    asEntry(made, bindings) ??
    aroundCall(model, step, made, pair.to, bindings)
  );
}

/** Both stand in one function: whoever runs it runs the pair. */
function sameFunction(one: Place, other: Place): boolean {
  const [first, second] = [one, other].map((place) => {
    const expression = expressionAt(place);
    return expression && enclosing(expression).find(({ kind }) => kind === 'Function' || kind === 'Lambda');
  });
  return one.unit === other.unit ? first === second : first === undefined && second === undefined;
}

/** Every step of the model that is written there flows straight into the second layer: a place in a loop may serve others, too. */
function alwaysMeets(
  model: Model,
  wanted: Place,
  written: (node: SignalNode) => Place | undefined,
  to: LayerNode,
): boolean {
  return model.nodes.every((start) => {
    const place = written(start);
    if (place === undefined || !samePlace(place, wanted)) return true;
    let node: SignalNode = start;
    for (;;) {
      const consumers = consumersOf(model, node.index);
      const [next] = consumers;
      if (next === undefined || consumers.length !== 1 || next.inputs.length !== 1) return false;
      if (next.kind === 'layer') return samePlace(next.place, to.place);
      if (next.kind !== 'dropout' && next.kind !== 'reshape' && next.kind !== 'norm') return false;
      node = next;
    }
  });
}

/** `layers.Dense(64)` → `layers.Dense(64, activation='relu')`. */
function asArgument(call: CallExpression, bindings: Bindings): readonly Edit[] | undefined {
  const qualifiedName = bindings.qualifiedName(call.callee);
  const bound = qualifiedName === undefined ? undefined : boundCall({ call, qualifiedName }, bindings);
  const given = bound?.arguments.byName.get('activation');
  if (qualifiedName === undefined || given === undefined || bound?.arguments.incomplete === true)
    return undefined;
  if (!/^(?:keras|tensorflow)\b/.test(qualifiedName)) return undefined;
  const quote = quoteOf(call.unit.text, bindings.module.text);
  const relu = canonicalName(qualifiedName).startsWith('keras.')
    ? { text: `${quote}relu${quote}`, edits: [] }
    : reluFunction(bindings, qualifiedName, call);
  if (relu === undefined) return undefined;
  const { expression, value } = given;
  if (expression === undefined) return [appendArgument(call, `activation=${relu.text}`), ...relu.edits];
  return value === null || value === 'linear'
    ? [{ kind: 'replace', place: expression, newText: relu.text }, ...relu.edits]
    : undefined;
}

/** Before the next entry of a Sequential, or behind the last. */
function asEntry(made: CallExpression, bindings: Bindings): readonly Edit[] | undefined {
  const around = parentOf(made);
  const call = around?.kind === 'List' ? parentOf(around) : around;
  if (call?.kind !== 'Call') return undefined;
  const entries: readonly Expression[] =
    around?.kind === 'List'
      ? around.elements
      : call.arguments.flatMap(({ form, value }) => (form === 'positional' ? [value] : []));
  const container = bindings.qualifiedName(call.callee);
  if (container === undefined || !/\bSequential$/.test(canonicalName(container))) return undefined;
  const index = entries.indexOf(made);
  const relu = reluLayer(bindings, container, made, quoteOf(made.unit.text, bindings.module.text));
  if (index < 0 || relu === undefined || isIndexed(call, bindings)) return undefined;
  const next = entries[index + 1];
  if (next === undefined) return [insert(made.unit, made.end, `, ${relu.text}`), ...relu.edits];
  const before = made.unit.text.slice(0, next.start);
  const indent = /\n[ \t]*$/.exec(before)?.[0];
  return [insert(made.unit, next.start, `${relu.text},${indent ?? ' '}`), ...relu.edits];
}

/** Entries of a container that is indexed somewhere (`self.features[3]`) keep their numbers. */
function isIndexed(container: CallExpression, bindings: Bindings): boolean {
  const statement = parentOf(container);
  if (statement?.kind !== 'Assign') return false;
  return statement.targets.some((target) => {
    const name = target.kind === 'Name' ? target.id : target.kind === 'Attribute' ? target.name : undefined;
    return name === undefined || new RegExp(`(?<!\\w)${name}[ \\t]*\\[`).test(bindings.module.text);
  });
}

/** `self.fc1(x)` → `F.relu(self.fc1(x))`. */
function aroundCall(
  model: Model,
  step: SignalNode,
  made: CallExpression,
  to: LayerNode,
  bindings: Bindings,
): readonly Edit[] | undefined {
  const site = step.callPlace ?? step.place;
  const call = expressionAt(site);
  const beside = bindings.qualifiedName(made.callee);
  if (call?.kind !== 'Call' || beside === undefined || bindings.module.baseOf(call.unit) === undefined)
    return undefined;
  const written = (node: SignalNode): Place => node.callPlace ?? node.place;
  if (!alwaysMeets(model, site, written, to)) return undefined;
  const isKeras = /^(?:tensorflow\.)?keras\./.test(beside);
  const relu = isKeras
    ? reluLayer(bindings, beside, call, quoteOf(call.unit.text, bindings.module.text))
    : reluFunction(bindings, beside, call);
  return (
    relu && [insert(call.unit, call.start, `${relu.text}(`), insert(call.unit, call.end, ')'), ...relu.edits]
  );
}

function insert(unit: Place['unit'], at: number, newText: string): Edit {
  return { kind: 'replace', place: { unit, start: at, end: at }, newText };
}
