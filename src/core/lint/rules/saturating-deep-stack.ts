import { propagateLinks } from '../chain-propagation';
import { formatFigure } from '../figures';
import type { Rule, Severity } from '../rule';
import type { Chain, ChainLink } from '../signal-walk';
import { hiddenLinks, isExempt, plainChains } from '../signal-walk';

interface Verdict {
  readonly links: readonly ChainLink[];
  readonly severity: Severity;
  readonly name: 'sigmoid' | 'tanh';
}

export const saturatingDeepStack: Rule = {
  meta: {
    name: 'saturating-deep-stack',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'none',
    summary: 'Sigmoids or tanhs stacked until the gradient is gone.',
  },
  onModel(model, context) {
    if (isExempt(model)) return;
    for (const chain of plainChains(model)) {
      const verdict = judge(chain);
      const first = verdict?.links[0]?.activation;
      const last = verdict?.links[verdict.links.length - 1]?.activation;
      if (verdict === undefined || first === undefined || last === undefined) continue;
      context.report({
        place: first.place,
        severity: verdict.severity,
        message: `${String(verdict.links.length)} hidden ${verdict.name} layers in a row: ${consequence(verdict)} Use ReLU with He initialisation, or put a normalisation or residual connections between.`,
        related:
          last === first
            ? []
            : [{ place: last.place, message: `The last ${verdict.name} of the stack stands here.` }],
      });
    }
  },
};

function judge(chain: Chain): Verdict | undefined {
  const sigmoids = longestRun(chain, 'sigmoid');
  if (sigmoids.length >= 2)
    return { links: sigmoids, severity: sigmoids.length >= 3 ? 'warning' : 'hint', name: 'sigmoid' };
  const tanhs = longestRun(chain, 'tanh');
  return tanhs.length >= 8 ? { links: tanhs, severity: 'information', name: 'tanh' } : undefined;
}

function longestRun(chain: Chain, activation: string): readonly ChainLink[] {
  let best: readonly ChainLink[] = [];
  let run: ChainLink[] = [];
  for (const link of hiddenLinks(chain)) {
    if (link.activation?.activation === activation) {
      run = [...run, link];
      if (run.length > best.length) best = run;
    } else {
      run = [];
    }
  }
  return best;
}

/** The gradient's root mean square, from the model's own initialisation; the bound 1/4 of sigmoid's slope where that is unknown. */
function consequence(verdict: Verdict): string {
  const propagated = propagateLinks(verdict.links);
  if (propagated !== undefined) {
    return `about ×${formatFigure(Math.sqrt(propagated.gradientFactor))} of the gradient reaches the first of them as initialised here.`;
  }
  return verdict.name === 'sigmoid'
    ? `its slope is at most 1/4, so they multiply the gradient by at most ${formatFigure(0.25 ** verdict.links.length)} apart from the weights.`
    : 'its slope is below 1 everywhere but at 0, so the gradient fades with depth.';
}
