/** The hover over a recurrent layer or cell: the picture of what its state passes through, and one line. */
import { activationById } from '../activations/catalogue';
import { defaultInitialization, type InnerActivation, type RecurrentUse } from '../frameworks';
import { joined, phrase, sentence, type Phrase, type Say } from '../phrase';
import { lastPart } from '../python/dotted-name';
import type { SymbolTrace } from '../api';
import { initializerFacts } from './initializer-facts';
import { innerPicture } from './layer-hover';
import { codeSpan, escapeText } from './markdown';
import type { Pictures } from './pictures';
import { defaultPhrase } from './weight-words';

/** Lines of one paragraph. */
export function recurrentLines(
  use: RecurrentUse,
  trace: SymbolTrace | undefined,
  {
    detail,
    pictures,
    say,
  }: { readonly detail: 'full' | 'short'; readonly pictures?: Pictures | undefined; readonly say: Say },
): readonly string[] {
  const name = lastPart(use.symbol.qualifiedName);
  const heading = `**${escapeText(name)}** · ${codeSpan(use.source)}`;
  if (use.bound.incomplete) return [heading];
  const inner = ordered(use.activations);
  const isUnbounded = inner.some(
    ({ named }) => named !== undefined && activationById(named.activation)?.saturatesRight === false,
  );
  const said = [
    ...inner.map((one) => innerPhrase(one, name)),
    ...weightPhrases(use, trace, say),
    ...(/LSTM/.test(name) ? [forgetBias(use)] : []),
  ];
  const warning = phrase`Watch for: an activation without an upper bound inside a recurrence can grow without limit;
      a saturating one keeps the state within bounds.`;
  return [
    heading,
    innerPicture(inner, pictures, say),
    say(joined(said, ' · ')),
    ...(isUnbounded && detail === 'full' ? [say(warning)] : []),
  ].filter((line) => line !== '');
}

const isGate = ({ parameter }: InnerActivation): boolean => /gate|recurrent/.test(parameter ?? '');

/** Gates first. Of those that no argument can change the first one is the gates'. */
function ordered(inner: readonly InnerActivation[]): readonly InnerActivation[] {
  const fixed = inner.filter(({ parameter }) => parameter === undefined);
  const chosen = inner.filter(({ parameter }) => parameter !== undefined);
  return [
    ...fixed.map((one, index) => (index === 0 && fixed.length > 1 ? { ...one, parameter: 'gate' } : one)),
    ...chosen.toSorted((one, other) => Number(isGate(other)) - Number(isGate(one))),
  ];
}

function innerPhrase(one: InnerActivation, layer: string): Phrase {
  const activation = one.named && activationById(one.named.activation);
  const isFixed = one.parameter === undefined || one.parameter === 'gate';
  const name = activation === undefined ? codeSpan(one.written ?? '?') : escapeText(activation.name);
  const text = one.written === undefined && !isFixed ? phrase`${name} (default)` : name;
  if (isGate(one)) return phrase`gates: ${text}`;
  if (/RNN|Simple/.test(layer)) return phrase`activation ${text}`;
  return phrase`candidate and output: ${text}`;
}

const settable = /^(?:kernel|recurrent|recurrent_kernel)_init(?:ializer)?$/;

function weightPhrases(
  { symbol, bound }: RecurrentUse,
  trace: SymbolTrace | undefined,
  say: Say,
): readonly Phrase[] {
  if (trace !== undefined && trace.initialization !== 'default') return [];
  const isGiven = [...bound.byName.values()].some(
    ({ parameter, expression }) => settable.test(parameter.name) && expression !== undefined,
  );
  if (isGiven) return [];
  const hidden = ['hidden_size', 'units', 'features', 'hidden_features']
    .map((name) => bound.byName.get(name)?.value)
    .find((value) => typeof value === 'number');
  return defaultInitialization(symbol).flatMap((weight): Phrase[] => {
    if (weight.part === 'recurrent' && weight.initializer === 'orthogonal')
      return [
        phrase`recurrent kernel: ${escapeText(say(sentence(initializerFacts('orthogonal')?.name ?? '')))}`,
      ];
    if (weight.part !== 'kernel') return [];
    const fans = weight.fan === 'hidden-size' ? [{ fanIn: hidden, fanOut: undefined }] : (trace?.fans ?? []);
    const start = defaultPhrase(weight.initializer, weight.arguments, weight.fan, fans);
    return start === undefined ? [] : [start];
  });
}

function forgetBias({ symbol, bound }: RecurrentUse): Phrase {
  if (symbol.framework === 'torch') return phrase`forget gate’s bias starts at random around 0`;
  return symbol.framework !== 'keras' || bound.byName.get('unit_forget_bias')?.value === false
    ? phrase`forget gate’s bias starts at 0`
    : phrase`forget gate’s bias starts at 1`;
}
