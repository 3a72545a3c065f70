import type { Initialization, LayerNode } from '../../network/graph';
import { formatFigure } from '../figures';
import type { Rule } from '../rule';
import type { Chain, ChainLink } from '../signal-walk';
import { isExempt, plainChains } from '../signal-walk';

/** Half of a standard-normal signal's power survives a rectifier; others keep about as much. */
const POWER_KEPT_BY_RECTIFIER = 0.5;

export const unscaledNormalInit: Rule = {
  meta: {
    name: 'unscaled-normal-init',
    frameworks: ['torch', 'keras', 'tensorflow'],
    category: 'initialization',
    defaultSeverity: 'warning',
    fixable: 'none',
    summary:
      'Weights drawn with a fixed spread that ignores fan-in: the signal explodes or dies layer by layer.',
  },
  onModel(model, context) {
    if (isExempt(model)) return;
    for (const chain of plainChains(model)) {
      const links = chain.links.filter((link) => fixedSpread(link.layer) !== undefined);
      for (const link of links) {
        const found = judge(chain, link);
        if (found === undefined || link.layer.initialization?.place === undefined) continue;
        context.report({
          place: link.layer.initialization.place,
          message: found,
          related: [{ place: link.layer.place, message: 'It initialises this layer.' }],
        });
      }
    }
  },
};

/** The standard deviation where the initialiser takes none from the layer's shape. */
function fixedSpread(layer: LayerNode): { readonly text: string } | undefined {
  const initialization = layer.initialization;
  if (initialization?.explicit !== true) return undefined;
  return spreadOf(initialization);
}

function spreadOf(initialization: Initialization): { readonly text: string } | undefined {
  const { initializer, arguments: given } = initialization;
  const std = given['std'] ?? given['stddev'];
  if (initializer === 'normal' || initializer === 'truncated_normal') {
    return typeof std === 'number' ? { text: `standard deviation ${formatFigure(std)}` } : undefined;
  }
  if (initializer === 'uniform') {
    const low = given['a'] ?? given['minval'];
    const high = given['b'] ?? given['maxval'];
    return typeof low === 'number' && typeof high === 'number'
      ? { text: `the interval [${formatFigure(low)}, ${formatFigure(high)})` }
      : undefined;
  }
  return undefined;
}

/** A spread is judged by what it does to the signal's root mean square in this layer, and over the chain's such layers. */
function judge(chain: Chain, link: ChainLink): string | undefined {
  const gain = link.layer.initialization?.weightVarianceTimesFanIn;
  const spread = fixedSpread(link.layer);
  if (gain === undefined || spread === undefined || link.activation === undefined) return undefined;
  const perLayer = Math.sqrt(gain * POWER_KEPT_BY_RECTIFIER);
  const layers = chain.links.filter((other) => {
    const value = other.layer.initialization?.weightVarianceTimesFanIn;
    return value !== undefined && fixedSpread(other.layer) !== undefined;
  }).length;
  const fanIn = link.layer.fanIn;
  const where = fanIn === undefined ? '' : ` at fan-in ${String(fanIn)}`;
  if (perLayer >= 5) {
    return `Weights with ${spread.text}${where} multiply the signal by about ${formatFigure(perLayer)} in this layer${overAll(perLayer, layers)}. Use an initialiser that divides by fan-in (He, Xavier).`;
  }
  // A small spread is harmless in a single layer: it is the repetition that kills the signal.
  if (perLayer <= 0.2 && layers >= 3) {
    return `Weights with ${spread.text}${where} leave about ${formatFigure(perLayer)} of the signal in this layer${overAll(perLayer, layers)}. Use an initialiser that divides by fan-in (He, Xavier).`;
  }
  return undefined;
}

function overAll(perLayer: number, layers: number): string {
  return layers < 2
    ? ''
    : `, and about ×${formatFigure(perLayer ** layers)} over ${String(layers)} such layers`;
}
