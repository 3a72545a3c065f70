import type { OperationNode, SignalNode } from '../../network/graph';
import { phrase } from '../../phrase';
import { expressionAt } from '../../python/walk';
import type { Fix, Rule } from '../rule';
import { inputsOf } from '../signal-walk';

export const seluPlainDropout: Rule = {
  meta: {
    name: 'selu-plain-dropout',
    frameworks: ['torch', 'keras'],
    category: 'initialization',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'Plain dropout after SELU breaks its self-normalisation; AlphaDropout keeps mean and variance.',
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (node.kind !== 'dropout' || !isPlain(node)) continue;
      const selu = inputsOf(model, node).find(
        (input): input is SignalNode & { readonly kind: 'activation' } =>
          input.kind === 'activation' && input.activation === 'selu',
      );
      if (selu === undefined) continue;
      context.report({
        place: node.place,
        message: phrase`Dropout after SELU moves its mean and variance away from 0 and 1, the point that SELU returns to. AlphaDropout keeps both.`,
        related: [{ place: selu.place, message: phrase`The SELU stands here.` }],
        fixes: alphaDropout(node),
      });
    }
  },
};

function isPlain(node: OperationNode): boolean {
  return /(?:^|\.)(?:Dropout|Dropout1d|Dropout2d|Dropout3d|dropout)$/.test(node.qualifiedName);
}

function alphaDropout(node: OperationNode): readonly Fix[] {
  const call = expressionAt(node.place);
  if (call?.kind !== 'Call' || call.callee.kind !== 'Attribute') return [];
  const name = call.callee.name === 'Dropout' ? 'AlphaDropout' : undefined;
  if (name === undefined) return [];
  const place = { unit: call.unit, start: call.callee.nameStart, end: call.callee.end };
  return [
    {
      title: phrase`Use AlphaDropout (changes training)`,
      safe: false,
      edits: [{ kind: 'replace', place, newText: name }],
    },
  ];
}
