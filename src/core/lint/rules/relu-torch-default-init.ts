import { activationById } from '../../activations/catalogue';
import { lazily } from '../../lazily';
import { phrase } from '../../phrase';
import { heStart, reinitialized, signalOf } from '../../tensors';
import { formatFigure } from '../../numerics/figures';
import type { Rule } from '../rule';
import { initializeModelFix } from '../fixes/torch-initialize-model';
import type { Chain, ChainLink } from '../analysis/signal-walk';
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
      "A deep plain chain of rectifiers left to PyTorch's default initialisation: the signal shrinks to about 0.4 in every layer.",
  },
  onModel(model, context) {
    if (model.framework !== 'torch' || isExempt(model)) return;
    // An initialiser anywhere says that somebody thought of it, even where it could not be followed to a layer.
    if (model.nodes.some((node) => node.kind === 'layer' && node.initialization?.explicit !== false)) return;
    // The same for all chains of a model.
    const modelFix = lazily(() => initializeModelFix(model, 'he', context.bindings));
    for (const links of plainChains(model).flatMap(defaultRuns)) {
      const [first, last] = [links[0], links.at(-1)];
      if (first === undefined || last === undefined) continue;
      const [from, to] = [first.layer.inputs[0], endOf(last)];
      const left = signalOf(model).signalFactor(from, to);
      if (left === undefined || left > KEPT) continue;
      const he = reinitialized(model, (layer) =>
        links.some((link) => link.layer === layer) ? heStart(0) : undefined,
      );
      const better = signalOf(he).signalFactor(from, to);
      const what = namesOf(links);
      const fix = modelFix();
      context.report({
        place: first.layer.place,
        severity: left < GONE ? 'warning' : 'information',
        message:
          better === undefined
            ? phrase`${String(links.length)} ${what} layers with PyTorch's default weights leave ×${formatFigure(left)} of the signal. Initialise with He.`
            : phrase`${String(links.length)} ${what} layers with PyTorch's default weights leave ×${formatFigure(left)} of the signal; ×${formatFigure(better)} with He initialisation.`,
        related:
          first.activation === undefined
            ? []
            : [{ place: first.activation.place, message: phrase`The first ${what} stands here.` }],
        fixes: fix === undefined ? [] : [fix],
      });
    }
  },
};

/** Of fewer layers enough is left. */
const FEWEST = 8;

/** Layers in a row that are left to the default and feed a rectifier, a smooth one among them. */
function defaultRuns(chain: Chain): readonly (readonly ChainLink[])[] {
  const runs: ChainLink[][] = [[]];
  for (const link of hiddenLinks(chain))
    if (isDefault(link)) runs.at(-1)?.push(link);
    else runs.push([]);
  return runs.filter(({ length }) => length >= FEWEST);
}

function isDefault({ layer, activation }: ChainLink): boolean {
  if (layer.initialization?.explicit !== false || activation === undefined) return false;
  const entry = activationById(activation.activation);
  // SELU wants another start, which a rule of its own says.
  return (entry?.family === 'relu' || entry?.family === 'smooth-rectifier') && entry.id !== 'selu';
}

/** `ReLU`, `GELU`; of several kinds the first. */
const namesOf = ([first]: readonly ChainLink[]): string =>
  activationById(first?.activation?.activation ?? '')?.name.split(' / ', 1)[0] ?? 'ReLU';
