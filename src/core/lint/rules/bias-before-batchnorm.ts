import type { LayerNode, Model, OperationNode } from '../../network/graph';
import type { Unit } from '../../python/syntax';
import { symbolOf } from '../../frameworks';
import { phrase } from '../../phrase';
import { expressionAt } from '../../python/walk';
import { appendArgument } from '../fixes/argument-edits';
import { isConditionalBeside } from '../analysis/branches';
import type { Fix, Rule } from '../rule';
import { consumersOf } from '../../network/ways';

export const biasBeforeBatchnorm: Rule = {
  meta: {
    name: 'bias-before-batchnorm',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'hint',
    fixable: 'suggestion',
    summary:
      'A bias directly before batch normalisation is subtracted again: it costs memory and does nothing.',
  },
  onModule(models, context) {
    for (const uses of layersByPlace(models)) {
      const [first] = uses;
      const norms = uses.map(normBehind);
      const [norm] = norms;
      if (first === undefined || norm === undefined || norms.includes(undefined)) continue;
      context.report({
        place: first.layer.place,
        unnecessary: true,
        message: phrase`The batch normalisation that follows subtracts the mean, and this bias with it.`,
        related: [{ place: norm.place, message: phrase`The normalisation stands here.` }],
        fixes: withoutBias(first.layer),
      });
    }
  },
};

interface Use {
  readonly model: Model;
  readonly layer: LayerNode;
}

/** All layers of all models by where they are made: one that is built with and without a norm keeps its bias. */
function layersByPlace(models: readonly Model[]): readonly (readonly Use[])[] {
  const byUnit = new Map<Unit, Map<number, Use[]>>();
  for (const model of models)
    for (const layer of model.nodes) {
      if (layer.kind !== 'layer') continue;
      const { unit, start } = layer.place;
      let byStart = byUnit.get(unit);
      if (byStart === undefined) byUnit.set(unit, (byStart = new Map()));
      const uses = byStart.get(start);
      if (uses === undefined) byStart.set(start, [{ model, layer }]);
      else uses.push({ model, layer });
    }
  return [...byUnit.values()].flatMap((byStart) => [...byStart.values()]);
}

/** The batch norm that alone takes the output of a layer with a bias, unless it is there under a condition only. */
function normBehind({ model, layer }: Use): OperationNode | undefined {
  if (layer.bias !== true || (layer.role !== 'linear' && layer.role !== 'conv')) return undefined;
  const consumers = consumersOf(model, layer.index);
  const [next] = consumers;
  if (consumers.length !== 1 || next?.kind !== 'norm' || !/batch_?norm/i.test(next.qualifiedName))
    return undefined;
  return isConditionalBeside(next, layer) ? undefined : next;
}

function withoutBias(layer: LayerNode): readonly Fix[] {
  const call = expressionAt(layer.place);
  if (call?.kind !== 'Call' || call.arguments.some((argument) => argument.form === 'double-star')) return [];
  const symbol = symbolOf(layer.qualifiedName);
  const name = symbol?.parameters.find(
    (parameter) => parameter.name === 'bias' || parameter.name === 'use_bias',
  )?.name;
  if (name === undefined) return [];
  const title = phrase`Add ${name}=False`;
  const given = call.arguments.find((argument) => argument.name === name);
  if (given !== undefined) {
    return [
      {
        title: phrase`Set ${name}=False`,
        safe: false,
        edits: [{ kind: 'replace', place: given.value, newText: 'False' }],
      },
    ];
  }
  const position = symbol?.parameters.findIndex((parameter) => parameter.name === name) ?? -1;
  if (call.arguments.filter((argument) => argument.form === 'positional').length > position) return [];
  return [{ title, safe: false, edits: [appendArgument(call, `${name}=False`)] }];
}
