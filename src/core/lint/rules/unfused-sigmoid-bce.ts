import { canonicalName } from '../../frameworks';
import { removal } from '../fixes/activation-edits';
import { expressionAt } from '../../python/walk';
import { predictionSource } from '../analysis/losses';
import type { Edit, Fix, Rule } from '../rule';
import type { ActivationNode, LossUse } from '../../network/graph';
import type { Bindings } from '../../python/names';
import { phrase } from '../../phrase';
import { own } from '../../own';

const probabilityForms: Readonly<Record<string, string>> = {
  'torch.nn.BCELoss': 'BCEWithLogitsLoss',
  'torch.nn.functional.binary_cross_entropy': 'binary_cross_entropy_with_logits',
};
const autocasts: ReadonlySet<string> = new Set([
  'torch.autocast',
  'torch.cuda.amp.autocast',
  'torch.amp.autocast',
]);

export const unfusedSigmoidBce: Rule = {
  meta: {
    name: 'unfused-sigmoid-bce',
    frameworks: ['torch'],
    category: 'loss',
    defaultSeverity: 'information',
    fixable: 'suggestion',
    summary:
      'Sigmoid followed by BCELoss: the fused BCEWithLogitsLoss is stable, and autocast refuses the pair.',
  },
  onModule(models, context) {
    let autocast: boolean | undefined;
    for (const model of models) {
      for (const loss of model.losses) {
        if (own(probabilityForms, loss.qualifiedName) === undefined) continue;
        const source = predictionSource(model, loss);
        if (source?.kind !== 'activation' || source.activation !== 'sigmoid') continue;
        autocast ??= context.bindings.module.units.some((unit) =>
          context.bindings.callsIn(unit).some((call) => autocasts.has(canonicalName(call.qualifiedName))),
        );
        context.report({
          place: loss.place,
          severity: autocast ? 'error' : 'information',
          message: autocast
            ? phrase`Binary cross-entropy after a sigmoid raises RuntimeError under CUDA autocast. Use the form with logits.`
            : phrase`Sigmoid with binary cross-entropy saturates: its loss is clipped at 100. Use the form with logits.`,
          related: [{ place: source.place, message: phrase`The sigmoid stands here.` }],
          fixes: fusedFix(loss, source, context.bindings),
        });
      }
    }
  },
};

/** Both edits or none: the loss exchanged and the sigmoid taken out. */
function fusedFix(loss: LossUse, sigmoid: ActivationNode, bindings: Bindings): readonly Fix[] {
  const name = own(probabilityForms, loss.qualifiedName);
  const call = expressionAt(loss.place);
  const withoutSigmoid = removal(sigmoid, bindings);
  if (
    name === undefined ||
    call?.kind !== 'Call' ||
    call.callee.kind !== 'Attribute' ||
    withoutSigmoid === undefined
  )
    return [];
  const rename: Edit = {
    kind: 'replace',
    place: { unit: call.unit, start: call.callee.nameStart, end: call.callee.end },
    newText: name,
  };
  return [
    {
      title: phrase`Use ${name} and drop the sigmoid (apply it where you predict)`,
      safe: false,
      edits: [rename, ...withoutSigmoid],
    },
  ];
}
