import type { LayerNode, Model } from '../../network/graph';
import { symbolOf } from '../../frameworks';
import { phrase } from '../../phrase';
import { expressionAt } from '../../python/walk';
import { appendArgument } from '../argument-edits';
import type { Fix, Rule } from '../rule';
import { consumersOf } from '../signal-walk';

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
  onModel(model, context) {
    const reported = new Set<number>();
    for (const node of model.nodes) {
      if (node.kind !== 'layer' || node.bias !== true || reported.has(node.instance)) continue;
      if (node.role !== 'linear' && node.role !== 'conv') continue;
      if (!everyUseIsNormed(model, node)) continue;
      reported.add(node.instance);
      const norm = consumersOf(model, node.index)[0];
      context.report({
        place: node.place,
        unnecessary: true,
        message: phrase`The batch normalisation that follows subtracts the mean, and this bias with it.`,
        related:
          norm === undefined ? [] : [{ place: norm.place, message: phrase`The normalisation stands here.` }],
        fixes: withoutBias(node),
      });
    }
  },
};

/** A layer that is used at several places keeps its bias unless all of them are normalised. */
function everyUseIsNormed(model: Model, layer: LayerNode): boolean {
  const uses = model.nodes.filter((node) => node.kind === 'layer' && node.instance === layer.instance);
  return uses.every((use) => {
    const consumers = consumersOf(model, use.index);
    return (
      consumers.length === 1 &&
      consumers.every((next) => next.kind === 'norm' && /batch_?norm/i.test(next.qualifiedName))
    );
  });
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
