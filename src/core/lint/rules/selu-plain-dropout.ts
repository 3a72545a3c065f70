import type { OperationNode, SignalNode } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { expressionAt } from '../../python/walk';
import { reportOneCause, type Instance } from '../analysis/one-cause';
import type { Fix, Rule } from '../rule';
import { inputsOf } from '../analysis/signal-walk';

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
    const instances: Instance[] = [];
    for (const node of model.nodes) {
      if (node.kind !== 'dropout' || !isPlain(node)) continue;
      const selu = inputsOf(model, node).find(
        (input): input is SignalNode & { readonly kind: 'activation' } =>
          input.kind === 'activation' && input.activation === 'selu',
      );
      if (selu === undefined) continue;
      instances.push({
        place: node.place,
        severity: 'warning',
        weight: 0,
        layers: 1,
        message: phrase`Plain dropout moves SELU's mean and variance away from 0 and 1, where it returns. AlphaDropout keeps both.`,
        related: [{ place: selu.place, message: phrase`The SELU stands here.` }],
        fix: alphaDropout(node)[0],
      });
    }
    const titleForAll = (layers: number, name: string): Phrase =>
      phrase`Use AlphaDropout in all ${layers} places of ${name} (changes training)`;
    reportOneCause(model, instances, { titleForAll }, context);
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
