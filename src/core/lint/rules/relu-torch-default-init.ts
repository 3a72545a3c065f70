import { lazily } from '../../lazily';
import { phrase } from '../../phrase';
import { heStart, reinitialized, signalOf } from '../../tensors';
import { formatFigure } from '../../numerics/figures';
import type { Rule } from '../rule';
import { initializeModelFix } from '../fixes/torch-initialize-model';
import type { ChainLink } from '../analysis/signal-walk';
import { endOf, hiddenLinks, isExempt, plainChains } from '../analysis/signal-walk';

/** As much is no harm. */
const KEPT = 0.3;
/** So little is left behind 15 layers of equal width. */
const GONE = 2e-6;

export const reluTorchDefaultInit: Rule = {
  meta: {
    name: 'relu-torch-default-init',
    frameworks: ['torch'],
    category: 'initialization',
    defaultSeverity: 'information',
    fixable: 'suggestion',
    summary:
      "A deep plain ReLU chain left to PyTorch's default initialisation: the signal shrinks to 0.4 in every layer.",
  },
  onModel(model, context) {
    if (model.framework !== 'torch' || isExempt(model)) return;
    // An initialiser anywhere says that somebody thought of it, even where it could not be followed to a layer.
    if (model.nodes.some((node) => node.kind === 'layer' && node.initialization?.explicit !== false)) return;
    // The same for all chains of a model.
    const modelFix = lazily(() => initializeModelFix(model, 'he', context.bindings));
    for (const chain of plainChains(model)) {
      const links = hiddenLinks(chain);
      if (links.length < 8 || !links.every(isDefaultRelu)) continue;
      const [first, last] = [links[0], links.at(-1)];
      if (first === undefined || last === undefined) continue;
      const [from, to] = [first.layer.inputs[0], endOf(last)];
      const left = signalOf(model).signalFactor(from, to);
      if (left === undefined || left > KEPT) continue;
      const he = reinitialized(model, (layer) =>
        links.some((link) => link.layer === layer) ? heStart(0) : undefined,
      );
      const better = signalOf(he).signalFactor(from, to) ?? 1;
      const fix = modelFix();
      context.report({
        place: first.layer.place,
        severity: left < GONE ? 'warning' : 'information',
        message: phrase`${String(links.length)} ReLU layers with PyTorch's default weights leave ×${formatFigure(left)} of the signal; ×${formatFigure(better)} with He initialisation.`,
        related:
          first.activation === undefined
            ? []
            : [{ place: first.activation.place, message: phrase`The first ReLU stands here.` }],
        fixes: fix === undefined ? [] : [fix],
      });
    }
  },
};

function isDefaultRelu(link: ChainLink): boolean {
  return link.layer.initialization?.explicit === false && link.activation?.activation === 'relu';
}
