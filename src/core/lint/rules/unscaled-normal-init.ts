import type { Initialization, LayerNode, Model } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { fanInOf, signalOf } from '../../tensors';
import { formatFigure } from '../../numerics/figures';
import { kernelFix, titleForAllLayers } from '../fixes/initializer-exchange';
import { calledName, reportOneCause, type Instance } from '../analysis/one-cause';
import type { Rule, Severity } from '../rule';
import type { Chain, ChainLink } from '../analysis/signal-walk';
import { endOf, isExempt, plainChains } from '../analysis/signal-walk';

/** Pre-activations this many times the input saturate or explode; a signal this small in one layer is gone after a few. */
const LARGE = 7;
const SMALL = 0.2;

export const unscaledNormalInit: Rule = {
  meta: {
    name: 'unscaled-normal-init',
    frameworks: ['torch', 'keras', 'tensorflow'],
    category: 'initialization',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary:
      'Weights drawn with a fixed spread that ignores fan-in: the signal explodes or dies layer by layer.',
  },
  onModel(model, context) {
    if (isExempt(model)) return;
    const instances: Instance[] = [];
    for (const chain of plainChains(model)) {
      const links = chain.links.filter((link) => fixedSpread(link.layer) !== undefined);
      for (const link of links) {
        const found = judge(model, chain, link);
        if (found === undefined || link.layer.initialization?.place === undefined) continue;
        const fix = kernelFix(model, link.layer, context.bindings);
        instances.push({
          place: calledName(link.layer.initialization.place),
          severity: found.severity,
          weight: links.length,
          layers: 1,
          message: found.message,
          related: [{ place: link.layer.place, message: phrase`It initialises this layer.` }],
          fix,
        });
      }
    }
    reportOneCause(model, instances, { titleForAll: titleForAllLayers }, context);
  },
};

/** The spread where the initialiser takes none from the layer's shape. */
function fixedSpread(layer: LayerNode): Phrase | undefined {
  const initialization = layer.initialization;
  if (initialization?.explicit !== true) return undefined;
  return spreadOf(initialization);
}

function spreadOf({ initializer, arguments: given }: Initialization): Phrase | undefined {
  if (initializer === 'normal' || initializer === 'trunc_normal') {
    const { std } = given;
    return typeof std === 'number' ? phrase`standard deviation ${formatFigure(std)}` : undefined;
  }
  if (initializer === 'uniform') {
    const { low, high } = given;
    return typeof low === 'number' && typeof high === 'number'
      ? phrase`values in [${formatFigure(low)}, ${formatFigure(high)})`
      : undefined;
  }
  return undefined;
}

/** A spread is judged by what it does to the signal in this layer, and over the chain's such layers together. */
function judge(
  model: Model,
  chain: Chain,
  link: ChainLink,
): { readonly message: Phrase; readonly severity: Severity } | undefined {
  const spread = fixedSpread(link.layer);
  const inputs = fanInOf(model, link.layer);
  if (spread === undefined || inputs === undefined || link.activation === undefined) return undefined;
  const signal = signalOf(model);
  const preActivation = signal.signalFactor(link.layer.inputs[0], link.layer.index);
  if (preActivation === undefined) return undefined;
  if (preActivation >= LARGE)
    return {
      severity: 'warning',
      message: phrase`Weights with ${spread} at fan-in ${inputs} make pre-activations ${formatFigure(preActivation)} times the layer's input. Use He or Xavier.`,
    };
  // A small spread is harmless in a single layer: it is the repetition that kills the signal.
  const others = chain.links.filter(
    (other) => other.activation !== undefined && fixedSpread(other.layer) !== undefined,
  );
  const through = ({ layer, ...rest }: ChainLink): number | undefined =>
    signal.signalFactor(layer.inputs[0], endOf({ layer, ...rest }));
  const alone = through(link);
  const all = others.reduce<number | undefined>((product, other) => {
    const factor = through(other);
    return product === undefined || factor === undefined ? undefined : product * factor;
  }, 1);
  if (others.length < 3 || alone === undefined || all === undefined || alone > SMALL) return undefined;
  // Where the wider layers behind make up for it, the signal is not lost.
  if (all > alone) return undefined;
  // Behind two hidden layers the gradient is small, and training slow at first; it takes three to lose it.
  const hidden = others.filter(({ layer }) => !endsIn(model, chain, layer));
  return {
    severity: hidden.length < 3 ? 'information' : 'warning',
    message: phrase`Weights of ${spread}, fan-in ${inputs}, leave ×${formatFigure(alone)} of the signal, ×${formatFigure(all)} over ${String(others.length)} layers. Use He or Xavier.`,
  };
}

/** Whether a layer is the chain's last and gives the model's output. */
function endsIn(model: Model, { links }: Chain, layer: LayerNode): boolean {
  const last = links.at(-1);
  return last?.layer === layer && model.outputs.includes(endOf(last));
}
