import { lazily } from '../../lazily';
import { phrase } from '../../phrase';
import { propagateLinks } from '../chain-propagation';
import { formatFigure } from '../figures';
import type { Rule } from '../rule';
import { initializeModelFix } from '../torch-initialize-model';
import type { ChainLink } from '../signal-walk';
import { hiddenLinks, isExempt, plainChains } from '../signal-walk';

export const reluTorchDefaultInit: Rule = {
  meta: {
    name: 'relu-torch-default-init',
    frameworks: ['torch'],
    category: 'initialization',
    defaultSeverity: 'information',
    fixable: 'suggestion',
    summary:
      "A deep plain ReLU chain left to PyTorch's default initialisation: the signal shrinks by 6 in every layer.",
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
      const first = links[0];
      const propagated = propagateLinks(links);
      if (first === undefined || propagated === undefined) continue;
      const fix = modelFix();
      context.report({
        place: first.layer.place,
        severity: links.length >= 15 ? 'warning' : 'information',
        message: phrase`${String(links.length)} ReLU layers with PyTorch's default weights leave ×${formatFigure(propagated.signalFactor)} of the signal's variance, biases aside. He initialisation keeps it.`,
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
