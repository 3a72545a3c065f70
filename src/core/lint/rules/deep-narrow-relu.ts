import type { Model } from '../../network/graph';
import { phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import { samePlace } from '../../python/place';
import { formatFigure } from '../../numerics/figures';
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
        severity: bornDead(width, run.length) >= LOUD ? 'warning' : 'information',
        message: phrase`${String(run.length)} ReLU layers at most ${String(width)} wide: ${formatFigure(bornDead(width, run.length))} % of such networks are born dead. Widen them.`,
        related: [{ place: last.place, message: phrase`The last ReLU of the narrow run stands here.` }],
        fixes: fix === undefined ? [] : [fix],
      });
    }
  },
};

const LOUD = 15;

const depths = [5, 6, 8, 10, 12, 15, 20, 30] as const;
/** Of 1,500 networks with He's weights and 64 inputs how many in a hundred give one output for all, by width (from 1) and depth. */
const measured: readonly (readonly number[])[] = [
  [94.9, 97.5, 99.6, 100, 100, 100, 100, 100],
  [55.3, 65.9, 81, 89.6, 93.7, 97.9, 99.4, 100],
  [18.5, 25.7, 42.3, 56.2, 65.6, 77.7, 88.6, 97],
  [3.5, 7.2, 14.9, 24.5, 32.6, 44, 60.3, 79.9],
  [0.5, 0.9, 2.7, 6.7, 12.1, 19.7, 30.2, 49.1],
  [0, 0, 0.5, 2.1, 3.7, 7.5, 12.8, 24.6],
  [0.1, 0.3, 0.3, 0.5, 0.9, 2.1, 4.5, 11],
  [0, 0, 0.1, 0.1, 0.2, 0.7, 1.3, 3.7],
];

/** Between two depths on the line, in per cent. */
function bornDead(width: number, depth: number): number {
  const row = measured[width - 1] ?? [];
  const after = depths.findIndex((one) => one >= depth);
  if (after === -1) return row.at(-1) ?? 0;
  const [from, to] = [depths[after - 1], depths[after]];
  const [low = 0, high = 0] = [row[after - 1], row[after]];
  if (from === undefined || to === undefined) return high;
  return Math.round(10 * (low + ((high - low) * (depth - from)) / (to - from))) / 10;
}

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
