import type { Model } from '../../network/graph';
import { phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import { samePlace } from '../analysis/initializer-target';
import { makeLeaky } from '../fixes/leaky-replacement';
import type { Fix, Rule } from '../rule';
import type { Chain, ChainLink } from '../analysis/signal-walk';
import { hiddenLinks, isExempt, plainChains } from '../analysis/signal-walk';

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
      const fix = leakyFix(model, run, context.bindings);
      context.report({
        place: first.place,
        severity: width <= 4 ? 'warning' : 'information',
        message: phrase`${String(run.length)} ReLU layers at most ${String(width)} wide: often born dead (89 % at width 2, depth 10). Widen them.`,
        related: [{ place: last.place, message: phrase`The last ReLU of the narrow run stands here.` }],
        fixes: fix === undefined ? [] : [fix],
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

/** All activations of the run at once, unless one of them is made where others of the model are made, too. */
function leakyFix(model: Model, run: readonly ChainLink[], bindings: Bindings): Fix | undefined {
  const activations = run.flatMap(({ activation }) => activation ?? []);
  const others = model.nodes.filter((node) => node.kind === 'activation' && !activations.includes(node));
  if (activations.some((one) => others.some((other) => samePlace(one.place, other.place)))) return undefined;
  const edits = activations.map((activation) => makeLeaky(activation, bindings));
  if (!edits.every((edit) => edit !== undefined)) return undefined;
  return {
    title: phrase`Use leaky ReLU in this chain (changes training)`,
    safe: false,
    edits: edits.flat(),
  };
}
