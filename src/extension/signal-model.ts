/** From a traced model to what the Signal tab draws: mean squares per layer, as initialised and as recommended. */
import { activationById } from '../core/activations/catalogue';
import type { ChainLink } from '../core/lint/signal-walk';
import { plainChains } from '../core/lint/signal-walk';
import type { Model } from '../core/network/graph';
import type { Place } from '../core/python/syntax';
import type { PropagationLayer } from '../core/propagation/chain';
import { propagateChain } from '../core/propagation/chain';
import type { Origin, SignalLayer, SignalModel } from '../protocol';
import { sendable } from '../protocol';

/** A chain shorter than this has nothing to propagate through. */
const SHORTEST = 2;
const LONGEST = 2_000;

/** The longest plain chain of a model (layers and activations in a row; a norm or a branch ends it); undefined for one without. */
export function signalOfModel(
  model: Model,
  originOf: (place: Place) => Origin | undefined,
): SignalModel | undefined {
  const chains = plainChains(model);
  const longest = chains.reduce<(typeof chains)[number] | undefined>(
    (best, chain) => (best === undefined || chain.links.length > best.links.length ? chain : best),
    undefined,
  );
  if (longest === undefined || longest.links.length < SHORTEST) return undefined;
  const links = longest.links.slice(0, LONGEST);
  const now = propagateKnown(links);
  const better = propagateChain(links.map((link) => propagationLayer(link, recommendedVariance(link))));
  return {
    name: model.name,
    complete: model.complete && chains.length === 1,
    recommendation: recommendationName(links),
    origin: originOf(model.place) ?? null,
    layers: links.map((link, index): SignalLayer => ({
      name: link.layer.path ?? link.layer.qualifiedName.split('.').at(-1) ?? '',
      activation: link.activation?.activation ?? null,
      initializer: link.layer.initialization?.initializer ?? null,
      forward: {
        now: sendable(now[index]?.activationMeanSquare ?? Number.NaN),
        recommended: sendable(better?.layers[index]?.activationMeanSquare ?? Number.NaN),
      },
      backward: {
        now: sendable(now[index]?.gradientMeanSquare ?? Number.NaN),
        recommended: sendable(better?.layers[index]?.gradientMeanSquare ?? Number.NaN),
      },
      origin: originOf(link.layer.place) ?? null,
    })),
  };
}

/** One line for above a model: what is left of the signal at the end of its longest chain. */
export function signalFactorOf(
  model: Model,
): { readonly layers: number; readonly factor: number } | undefined {
  const signal = signalOfModel(model, () => undefined);
  const factor = signal?.layers.at(-1)?.forward.now ?? undefined;
  return signal === undefined || factor === undefined ? undefined : { layers: signal.layers.length, factor };
}

/** As far as the variances are known: behind a layer whose width or initialiser cannot be told nothing is known. */
function propagateKnown(links: readonly ChainLink[]) {
  const layers: PropagationLayer[] = [];
  for (const link of links) {
    const variance = link.layer.initialization?.weightVarianceTimesFanIn;
    if (variance === undefined) break;
    layers.push(propagationLayer(link, variance));
  }
  return propagateChain(layers)?.layers ?? [];
}

function propagationLayer({ layer, activation }: ChainLink, variance: number): PropagationLayer {
  const { fanIn, fanOut } = layer;
  return {
    weightVarianceTimesFanIn: variance,
    // The gradient meets the weights from their other side: its share is fan-out's.
    ...(fanIn === undefined || fanOut === undefined || fanIn === 0
      ? {}
      : { weightVarianceTimesFanOut: (variance * fanOut) / fanIn }),
    activation: activation?.activation,
    ...(activation === undefined ? {} : { parameters: activation.parameters }),
  };
}

/** He's 2/(1 + a²) for rectifiers of negative slope a; 1 for Xavier (on a square layer) and LeCun, and without an activation. */
function recommendedVariance({ activation }: ChainLink): number {
  if (activation === undefined || initializerFor(activation.activation) !== 'he') return 1;
  const slope = activation.parameters['negative_slope'] ?? activation.parameters['alpha'];
  return 2 / (1 + (typeof slope === 'number' && activation.activation !== 'elu' ? slope ** 2 : 0));
}

function initializerFor(id: string): 'he' | 'xavier' | 'lecun' | undefined {
  return activationById(id)?.recommendedInitializer;
}

const initializerNames = { he: 'He', xavier: 'Xavier', lecun: 'LeCun' } as const;

function recommendationName(links: readonly ChainLink[]): string {
  const kinds = links.map(({ activation }) => activation && initializerFor(activation.activation));
  return [...new Set(kinds.flatMap((kind) => (kind === undefined ? [] : [initializerNames[kind]])))].join(
    ', ',
  );
}
