import { expressionAt } from '../../python/walk';
import type { Model, OptimizerUse } from '../../network/graph';
import { phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression, Place } from '../../python/syntax';
import { spell } from '../fixes/imports';
import type { Fix, Rule } from '../rule';
import { quoteOf, sourceOf } from '../../python/source-text';

export const preluWeightDecay: Rule = {
  meta: {
    name: 'prelu-weight-decay',
    frameworks: ['torch'],
    category: 'training',
    defaultSeverity: 'information',
    fixable: 'suggestion',
    summary: 'Weight decay pulls the learned slope of PReLU towards 0, that is, towards ReLU.',
  },
  onModel(model, context) {
    if (model.framework !== 'torch') return;
    const prelu = model.nodes.find((node) => node.kind === 'activation' && node.activation === 'prelu');
    if (prelu === undefined) return;
    for (const optimizer of model.optimizers) {
      const decay = optimizer.arguments['weight_decay'];
      if (typeof decay !== 'number' || decay <= 0 || !decaysEverything(optimizer)) continue;
      context.report({
        place: optimizer.place,
        message: phrase`weight_decay=${String(decay)} pulls PReLU's learned slope to 0, a plain ReLU. Give slopes a parameter group without decay.`,
        related: [{ place: prelu.place, message: phrase`The PReLU stands here.` }],
        fixes: separateSlopes(model, optimizer, context.bindings),
      });
    }
  },
};

/** `model.parameters()` as it is; parameter groups and filters are somebody's choice. */
function decaysEverything(optimizer: OptimizerUse): boolean {
  return everything(optimizer) !== undefined;
}

/** The call `model.parameters()` that an optimiser is given. */
function everything(optimizer: OptimizerUse): CallExpression | undefined {
  const call = expressionAt(optimizer.place);
  const first = call?.kind === 'Call' ? call.arguments[0] : undefined;
  return first?.value.kind === 'Call' && /\.parameters\(\s*\)$/.test(sourceOf(first.value))
    ? first.value
    : undefined;
}

/** Two groups, the slopes in one without decay. None where modules share weights: a parameter may be in one group only. */
function separateSlopes(model: Model, optimizer: OptimizerUse, bindings: Bindings): readonly Fix[] {
  const parameters = everything(optimizer);
  const owner = parameters?.callee.kind === 'Attribute' ? parameters.callee.object : undefined;
  const modules = model.nodes.every(
    (node) =>
      node.kind !== 'activation' || node.activation !== 'prelu' || node.qualifiedName === 'torch.nn.PReLU',
  );
  if (parameters === undefined || owner === undefined || !modules || !isPath(owner)) return [];
  if (tied.test(bindings.module.text)) return [];
  const { text: prelu, edits } = spell(bindings, 'torch.nn.PReLU', parameters);
  const quote = quoteOf(parameters.unit.text, bindings.module.text);
  const key = (name: string): string => `${quote}${name}${quote}`;
  const all = sourceOf(owner);
  const indent = indentOf(parameters);
  const groups = [
    '[',
    `    {${key('params')}: [p for m in ${all}.modules() if not isinstance(m, ${prelu}) for p in m.parameters(recurse=False)]},`,
    `    {${key('params')}: [m.weight for m in ${all}.modules() if isinstance(m, ${prelu})], ${key('weight_decay')}: 0},`,
    ']',
  ];
  return [
    {
      title: phrase`Exempt the slopes from weight decay (changes training)`,
      safe: false,
      edits: [{ kind: 'replace', place: parameters, newText: groups.join(`\n${indent}`) }, ...edits],
    },
  ];
}

/** `decoder.weight = embedding.weight`: one parameter, two owners. */
const tied = /\.weight\s*=(?!=)\s*[\w.[\]]*\.weight\b/;

/** `net`, `self.net`: reading it twice is the same as once. */
function isPath(expression: Expression): boolean {
  return expression.kind === 'Name' || (expression.kind === 'Attribute' && isPath(expression.object));
}

function indentOf({ unit, start }: Place): string {
  const line = unit.text.slice(unit.text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
