/** The hover over a layer: its activation's picture where it has one, and one line on how it starts. */
import { activationById, evaluate } from '../activations/catalogue';
import {
  defaultInitialization,
  layerFans,
  type DefaultWeight,
  type Fans,
  type InnerActivation,
  type LayerUse,
} from '../frameworks';
import type { Initialization } from '../network/graph';
import { joined, phrase, sentence, type Phrase, type Say } from '../phrase';
import { lastPart } from '../python/dotted-name';
import type { SymbolTrace } from '../api';
import { activationPicture } from './activation-hover';
import { attentionPhrases } from './attention-words';
import { initializerFacts } from './initializer-facts';
import { codeSpan, escapeText } from './markdown';
import { normPhrases } from './norm-words';
import type { Pictures } from './pictures';
import { defaultPhrase, spreadPhrase } from './weight-words';

/** Lines of one paragraph; none where there is nothing to say beside the layer's name. */
export function layerLines(
  use: LayerUse,
  trace: SymbolTrace | undefined,
  pictures: Pictures | undefined,
  say: Say,
): readonly string[] {
  const said = [
    ...shapePhrases(trace),
    ...use.activations.flatMap((inner) => activationPhrase(inner)),
    ...normPhrases(use.symbol, use.bound),
    ...attentionPhrases(use.symbol, use.bound),
    ...weightPhrases(use, trace, say),
  ];
  if (said.length === 0) return [];
  const name = lastPart(use.symbol.qualifiedName);
  return [
    `**${escapeText(name)}** · ${codeSpan(use.source)}`,
    innerPicture(use.activations, pictures, say),
    say(joined(said, ' · ')),
  ].filter((line) => line !== '');
}

/** `(batch, ?, ?)`: that there are axes is no news. */
const saysNothing = (shape: string): boolean => /^\((?:batch|\?)(?:, \?)*,?\)$/.test(shape);

function shapePhrases(trace: SymbolTrace | undefined): readonly Phrase[] {
  const [input, output] = [trace?.input, trace?.output].map((shape) =>
    shape === undefined || saysNothing(shape) ? undefined : escapeText(shape),
  );
  if (output === undefined) return [];
  return [input === undefined || input === output ? phrase`gives ${output}` : phrase`${input} → ${output}`];
}

/** The curve of the one activation that a layer has; of none, or of one that cannot be told, there is no picture. */
export function innerPicture(
  inner: readonly InnerActivation[],
  pictures: Pictures | undefined,
  say: Say,
): string {
  const named = inner.at(-1)?.named;
  const activation = named && activationById(named.activation);
  if (activation === undefined || pictures === undefined) return '';
  return activationPicture(activation, evaluate(activation, named?.parameters ?? {}), pictures, say);
}

function activationPhrase({ named, written }: InnerActivation): readonly Phrase[] {
  const activation = named && activationById(named.activation);
  if (activation === undefined) return [];
  const name = escapeText(activation.name);
  return [written === undefined ? phrase`activation ${name} (default)` : phrase`activation ${name}`];
}

/** Parameters that set the weight which meets the input. */
const ofKernel = /^(?:kernel|depthwise|embeddings?)_init(?:ializer)?$/;
const meetsInput: ReadonlySet<DefaultWeight['part']> = new Set(['kernel', 'depthwise', 'embedding']);

function weightPhrases(use: LayerUse, trace: SymbolTrace | undefined, say: Say): readonly Phrase[] {
  const { symbol, bound } = use;
  const written = layerFans(symbol, bound);
  const fans = trace !== undefined && trace.fans.length > 0 ? trace.fans : [written];
  const set = trace?.initialization ?? 'default';
  if (typeof set === 'object') return [setPhrase(set, fans, say)];
  const isGiven = [...bound.byName.values()].some(
    ({ parameter, expression }) => ofKernel.test(parameter.name) && expression !== undefined,
  );
  if (set === 'unknown' || isGiven || bound.incomplete) return [];
  const weight = defaultInitialization(symbol).find(({ part }) => meetsInput.has(part));
  if (weight === undefined) return [];
  const own = weightFans(use, weight, fans);
  const start = own && defaultPhrase(weight.initializer, weight.arguments, weight.fan, own);
  return start === undefined ? [] : [start];
}

/** Fans of the default weight; undefined where they follow another rule than the layer's arguments tell. */
function weightFans(
  { symbol, bound }: LayerUse,
  weight: DefaultWeight,
  fans: readonly Fans[],
): readonly Fans[] | undefined {
  const number = (name: string): number | undefined => {
    const value = bound.byName.get(name)?.value;
    return typeof value === 'number' ? value : undefined;
  };
  if (weight.fan === 'features') return [{ fanIn: number('features'), fanOut: undefined }];
  if (symbol.role !== 'attention') return fans;
  // PyTorch draws the projections of query, key and value as one matrix; Keras' and Flax' have kernels of three axes.
  if (symbol.qualifiedName !== 'torch.nn.MultiheadAttention') return undefined;
  const isOne = ['kdim', 'vdim'].every((name) => bound.byName.get(name)?.value === null);
  const width = number('embed_dim');
  return isOne && width !== undefined ? [{ fanIn: width, fanOut: 3 * width }] : undefined;
}

function setPhrase(
  { initializer, arguments: given }: Initialization,
  fans: readonly Fans[],
  say: Say,
): Phrase {
  const facts = initializerFacts(initializer);
  const name = facts === undefined ? escapeText(initializer) : escapeText(say(sentence(facts.name)));
  const spread = spreadPhrase(initializer, given, fans, 'both') ?? undefined;
  return spread === undefined
    ? phrase`initialised: ${name}`
    : joined([phrase`initialised: ${name}`, spread], ', ');
}
