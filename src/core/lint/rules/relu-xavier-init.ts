import type { ActivationNode, Initialization, LayerNode, Model } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import type { Place } from '../../python/syntax';
import { heStart, reinitialized, signalOf } from '../../tensors';
import { amplification } from '../analysis/dropout-amplification';
import { formatFigure } from '../../numerics/figures';
import { kernelFix, titleForAllLayers } from '../fixes/initializer-exchange';
import { argumentFix } from '../fixes/initializer-argument';
import { agreedTarget, heGainSquared, slopeOf } from '../analysis/initializer-target';
import { calledName, reportOneCause, type Instance } from '../analysis/one-cause';
import { isRescaled } from '../analysis/rescaling';
import type { Fix, RelatedPlace, Rule, RuleContext } from '../rule';
import { activationsReached } from '../../network/ways';
import {
  endOf,
  hiddenLinks,
  plainChains,
  reluFamily,
  type Chain,
  type ChainLink,
} from '../analysis/signal-walk';
import { own } from '../../own';

const INFORMATION_DEPTH = 8;
/** Two layers of Xavier keep half of what He keeps. */
const LITTLE = 0.55;
/** So little is left behind 15 square layers. */
const GONE = 0.006;
/** An initialisation that leaves this share of what He does is as good as He. */
const GOOD_ENOUGH = 0.9;

export const reluXavierInit: Rule = {
  meta: {
    name: 'relu-xavier-init',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'initialization',
    defaultSeverity: 'information',
    fixable: 'suggestion',
    summary:
      'Xavier or LeCun initialisation before ReLU: every layer passes on about 0.7 of the signal that He initialisation passes on.',
  },
  onModel(model, context) {
    const chains = plainChains(model);
    reportExplicit(model, chains, context);
    reportDefaults(model, chains, context);
  },
};

/** A layer whose initialisation leaves too little for the ReLU behind it. */
interface Weak {
  readonly layer: LayerNode;
  readonly activation: ActivationNode;
  readonly initialization: Initialization;
  readonly rescaled: boolean;
  /** Index of the step that the next layer takes. */
  readonly end: number;
}

function reportExplicit(model: Model, chains: readonly Chain[], context: RuleContext): void {
  const weak = model.nodes.flatMap(
    (node) => weakLayer(model, node.kind === 'layer' ? node : undefined, chains) ?? [],
  );
  const explicit = weak.filter(({ initialization }) => initialization.explicit);
  const groups: { readonly place: Place; readonly members: Weak[] }[] = [];
  for (const one of explicit) {
    const place = one.initialization.place ?? one.layer.place;
    const group = groups.find((other) => samePlace(other.place, place));
    if (group === undefined) groups.push({ place, members: [one] });
    else group.members.push(one);
  }
  const causes = new Map<string, Instance[]>();
  for (const { members: group } of groups) {
    const plain = group.filter(({ rescaled }) => !rescaled);
    const run = longestRun(plain.length > 0 ? plain : group, explicit, chains);
    const [first] = run;
    if (first === undefined) continue;
    const place = placeOf(first, context);
    const isRescaled = plain.length === 0;
    const cause = `${first.initialization.initializer.startsWith('lecun') ? 'lecun' : 'xavier'} ${String(isRescaled)}`;
    const instance: Instance = {
      place,
      severity: isRescaled
        ? 'hint'
        : run.length > 1 && keptBy(model, run) < LITTLE
          ? 'warning'
          : 'information',
      message: explicitMessage(model, first, run, isRescaled),
      weight: run.length,
      related: relatedTo(first),
      fix: kernelFix(model, first.layer, context.bindings, ({ family }) => family === 'he'),
      layers: group.length,
    };
    causes.set(cause, [...(causes.get(cause) ?? []), instance]);
  }
  for (const instances of causes.values())
    reportOneCause(model, instances, { titleForAll: titleForAllLayers }, context);
}

/** The framework's own default, Keras' Glorot or Flax' LeCun, is judged by depth alone. */
function reportDefaults(model: Model, chains: readonly Chain[], context: RuleContext): void {
  for (const chain of chains) {
    const run = hiddenLinks(chain)
      .flatMap(({ layer }) => weakLayer(model, layer, chains) ?? [])
      .filter(({ initialization, rescaled }) => !initialization.explicit && !rescaled);
    const [first] = run;
    if (first === undefined || run.length < INFORMATION_DEPTH) continue;
    const left = leftOf(model, run);
    const kept = keptBy(model, run);
    if (kept > LITTLE) continue;
    const family = familyOf(first.initialization);
    const message =
      left === undefined
        ? phrase`${run.length} ReLU layers in a row keep their default, ${family} initialisation: each keeps 0.7 of what He keeps.`
        : phrase`${run.length} ReLU layers in a row keep their default, ${family} initialisation: ×${formatFigure(left.now)} of the signal left; ×${formatFigure(left.he)} with He.`;
    const fix = defaultFix(model, run, context.bindings);
    const severity = kept < GONE ? 'warning' : 'information';
    context.report({
      place: placeOf(first, context),
      severity,
      message,
      related: relatedTo(first),
      fixes: fix === undefined ? [] : [fix],
    });
  }
}

/** He as an argument of every layer of the chain; the slope must be one for all. */
function defaultFix(model: Model, run: readonly Weak[], bindings: Bindings): Fix | undefined {
  const layers = run.map(({ layer }) => layer);
  const target = agreedTarget(model, layers);
  if (target?.family !== 'he') return undefined;
  return argumentFix(model, layers, { target, shape: 'normal' }, bindings);
}

/** Where the initialiser stands, its name alone; else the layer. Another file that has both says so itself. */
function placeOf({ layer, initialization }: Weak, { bindings }: Pick<RuleContext, 'bindings'>): Place {
  const place = initialization.place ?? layer.place;
  return bindings.module.baseOf(place.unit) === undefined ? place : calledName(place);
}

function relatedTo({ activation }: Weak): readonly RelatedPlace[] {
  return [{ place: activation.place, message: phrase`Its output reaches this activation.` }];
}

const linksByLayer = new WeakMap<readonly Chain[], ReadonlyMap<LayerNode, ChainLink>>();

function linkOf(chains: readonly Chain[], layer: LayerNode): ChainLink | undefined {
  let links = linksByLayer.get(chains);
  if (links === undefined) {
    links = new Map(chains.flatMap((chain) => chain.links.map((link) => [link.layer, link] as const)));
    linksByLayer.set(chains, links);
  }
  return links.get(layer);
}

function weakLayer(model: Model, layer: LayerNode | undefined, chains: readonly Chain[]): Weak | undefined {
  if (layer === undefined || (layer.role !== 'linear' && layer.role !== 'conv')) return undefined;
  const { initialization, reparametrization = '' } = layer;
  // Spectral norm divides by what the initialiser scales.
  if (/spectral_?norm$/i.test(reparametrization)) return undefined;
  if (initialization === undefined || !isWeaker(initialization)) return undefined;
  const variance = varianceOf(model, initialization);
  const reached = activationsReached(model, layer).find(({ target }) => reluFamily.has(target.activation));
  if (variance === undefined || reached === undefined) return undefined;
  const activation = reached.target;
  const slope = slopeOf(activation);
  if (slope === undefined) return undefined;
  // With ReLU's gain Xavier keeps the signal and its gradient in balance, whatever the widths.
  const { gain } = initialization.arguments;
  const enough = GOOD_ENOUGH * heGainSquared(slope);
  const link = linkOf(chains, layer);
  const amplified = link === undefined ? 1 : amplification([...link.between, ...link.after]);
  if (amplified === undefined || variance * amplified >= enough) return undefined;
  if (typeof gain === 'number' && gain * gain >= enough) return undefined;
  const end = link === undefined || link.activation !== activation ? activation.index : endOf(link);
  return { layer, activation, initialization, rescaled: isRescaled(model, layer, activation), end };
}

/** Xavier and LeCun by name, and Xavier by its arguments: `VarianceScaling(1.0, 'fan_avg')`. */
const isWeaker = ({ initializer, arguments: given }: Initialization): boolean =>
  /^(?:xavier|glorot|lecun)/.test(initializer) ||
  (initializer === 'variance_scaling' && given['scale'] === 1 && given['mode'] === 'fan_avg');

/** Var(w)·fan_in; that of a square layer where the widths are not known, undefined where a gain is given that cannot be told. */
function varianceOf(
  model: Model,
  { arguments: given, weightVarianceTimesFanIn }: Initialization,
): number | undefined {
  if (weightVarianceTimesFanIn !== undefined) return weightVarianceTimesFanIn;
  if (model.framework !== 'torch') return 1;
  const { gain } = given;
  return typeof gain === 'number' ? gain * gain : undefined;
}

/** Of the layers that one initialiser fills: those that share a plain chain with most others, in the chain's order. */
function longestRun(group: readonly Weak[], all: readonly Weak[], chains: readonly Chain[]): readonly Weak[] {
  let best: readonly Weak[] = group.slice(0, 1);
  for (const chain of chains) {
    const members = chain.links.flatMap(({ layer }) =>
      all.filter((weak) => weak.layer === layer && !weak.rescaled),
    );
    const own = members.filter((member) => group.includes(member));
    if (own.length > 0 && members.length > best.length) {
      // The chain's figure is told at the initialiser's own first layer.
      const [first] = own;
      best = [...(first === undefined ? [] : [first]), ...members.filter((member) => member !== first)];
    }
  }
  return best;
}

function explicitMessage(model: Model, first: Weak, run: readonly Weak[], rescaled: boolean): Phrase {
  const family = familyOf(first.initialization);
  const activation = own(ACTIVATION_NAMES, first.activation.activation) ?? 'ReLU';
  if (rescaled)
    return phrase`${family} initialisation before ${activation} passes on less than He; nearby normalisation or sums make up for most of it.`;
  const left = leftOf(model, run);
  if (left === undefined)
    return phrase`${family} initialisation before ${activation} passes on about 0.7 of what He does, in every layer.`;
  const [now, he] = [formatFigure(left.now), formatFigure(left.he)];
  return run.length === 1
    ? phrase`${family} initialisation before ${activation}: ×${now} of the signal left after this layer; ×${he} with He.`
    : phrase`${family} initialisation before ${activation}: ×${now} of the signal left after ${run.length} layers; ×${he} with He.`;
}

interface Left {
  readonly now: number;
  /** With He initialisation. */
  readonly he: number;
}

/** What is left of the signal behind these layers; undefined where the walk does not reach all of them. */
function leftOf(model: Model, run: readonly Weak[]): Left | undefined {
  const starts = new Map(
    run.map(({ layer, activation }) => [layer.index, heStart(slopeOf(activation) ?? 0)]),
  );
  const better = reinitialized(model, ({ index }) => starts.get(index));
  const [now, he] = [model, better].map((one) => {
    const signal = signalOf(one);
    return run.reduce<number | undefined>((product, { layer, end }) => {
      const factor = signal.signalFactor(layer.inputs[0], end);
      return product === undefined || factor === undefined ? undefined : product * factor;
    }, 1);
  });
  return now === undefined || he === undefined ? undefined : { now, he };
}

/** Of what He passes on, or of all of it where He passes on more; on a square layer where that is not known. */
function keptBy(model: Model, run: readonly Weak[]): number {
  const left = leftOf(model, run);
  return left === undefined ? Math.SQRT1_2 ** run.length : left.now / Math.min(1, left.he);
}

function familyOf({ initializer }: Initialization): string {
  return initializer.startsWith('lecun') ? 'LeCun' : 'Xavier (Glorot)';
}

const ACTIVATION_NAMES: Readonly<Record<string, string>> = {
  leaky_relu: 'leaky ReLU',
  prelu: 'PReLU',
  rrelu: 'RReLU',
  relu6: 'ReLU6',
};

function samePlace(one: Place, other: Place): boolean {
  return one.unit === other.unit && one.start === other.start;
}
