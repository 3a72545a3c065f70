import { phrase } from '../../phrase';
import type { Chain, ChainLink } from '../signal-walk';
import { hiddenLinks, isExempt, plainChains } from '../signal-walk';
import { expressionAt } from '../../python/walk';
import type { Fix, Rule } from '../rule';
import { calleeOf } from '../activation-edits';

export const deepNarrowRelu: Rule = {
  meta: {
    name: 'deep-narrow-relu',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'A deep, very narrow ReLU chain is likely to be born dead: constant for every input.',
  },
  onModel(model, context) {
    if (isExempt(model)) return;
    for (const chain of plainChains(model)) {
      const run = narrowRun(chain, 4, 5) ?? narrowRun(chain, 8, 10);
      if (run === undefined) continue;
      const width = Math.max(...run.map((link) => link.layer.width ?? 0));
      const first = run[0]?.activation;
      const last = run[run.length - 1]?.activation;
      if (first === undefined || last === undefined) continue;
      context.report({
        place: first.place,
        severity: width <= 4 ? 'warning' : 'information',
        message: phrase`${String(run.length)} ReLU layers of width ${String(width)} or less in a row: such a network is often born dead, the same output for every input (89 % at width 2 and depth 10 under He initialisation). Widen it, or use Leaky ReLU.`,
        related: [{ place: last.place, message: phrase`The last ReLU of the narrow run stands here.` }],
        fixes: leakyFix(run),
      });
    }
  },
};

function narrowRun(chain: Chain, width: number, depth: number): readonly ChainLink[] | undefined {
  let run: ChainLink[] = [];
  for (const link of hiddenLinks(chain)) {
    const narrow =
      link.layer.role === 'linear' && link.layer.width !== undefined && link.layer.width <= width;
    if (narrow && link.activation?.activation === 'relu') run.push(link);
    else if (run.length >= depth) return run;
    else run = [];
  }
  return run.length >= depth ? run : undefined;
}

/** All activations of the run at once, where each is a constructor call without arguments. */
function leakyFix(run: readonly ChainLink[]): readonly Fix[] {
  const edits = [];
  const seen = new Set<string>();
  for (const { activation } of run) {
    const callee = activation === undefined ? undefined : calleeOf(activation);
    const call = activation === undefined ? undefined : expressionAt(activation.place);
    if (callee === undefined || call?.kind !== 'Call' || activation?.form !== 'module') return [];
    const expression = expressionAt(callee);
    if (expression?.kind !== 'Attribute' || expression.name !== 'ReLU') return [];
    const key = `${String(callee.start)}-${callee.unit.uri}-${String(callee.unit.text.length)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    edits.push({
      kind: 'replace' as const,
      place: { unit: callee.unit, start: expression.nameStart, end: expression.end },
      newText: 'LeakyReLU',
    });
  }
  return edits.length === 0
    ? []
    : [{ title: phrase`Use LeakyReLU in this chain (changes training)`, safe: false, edits }];
}
