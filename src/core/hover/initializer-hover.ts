/** The hover over an initialiser: how its variance is worked out, and what it comes to here. */
import { calculateGain, weightVariance, type Fans, type InitializerUse } from '../frameworks';
import { joined, phrase, sentence, type Phrase, type Say } from '../phrase';
import type { SymbolTrace } from '../api';
import { initializerFacts } from './initializer-facts';
import { codeSpan, escapeText } from './markdown';
import { formatNumber } from './numbers';
import { spreadPhrase } from './weight-words';

/** Two lines in short, more in full; none for an initialiser of which nothing is known. */
export function initializerLines(
  use: InitializerUse,
  trace: SymbolTrace | undefined,
  detail: 'full' | 'short',
  say: Say,
): readonly string[] {
  const { initializer, framework } = use.symbol;
  // PyTorch cuts at two numbers, the others at two standard deviations.
  const isBetween = initializer === 'trunc_normal' && framework === 'torch';
  const facts = initializerFacts(isBetween ? 'trunc_normal_between' : initializer);
  if (facts === undefined) return [];
  const name = escaped(facts.name, say);
  const said = [
    ...(facts.variance === undefined ? [] : [phrase`Var(w) = ${escaped(facts.variance, say)}`]),
    ...everyElement(use),
    ...herePhrase(use, trace),
    ...caveats(use),
  ];
  return [
    `**${name}** · ${codeSpan(use.source)}`,
    ...(detail === 'short' ? [joined(said, ' · ')] : said).map(say),
    ...(detail === 'short' ? [] : more(use, say)),
  ].filter((line) => line !== '');
}

/** A text of a table, translated and safe for Markdown. */
const escaped = (text: string, say: Say): string => escapeText(say(sentence(text)));

/** What zeros, ones and constants set. */
function everyElement({ symbol: { initializer }, arguments: given }: InitializerUse): readonly Phrase[] {
  const value = initializer === 'zeros' ? 0 : initializer === 'ones' ? 1 : given['value'];
  if (!/^(?:zeros|ones|constant)$/.test(initializer)) return [];
  return typeof value === 'number'
    ? [phrase`every element starts at ${formatNumber(value)}`]
    : [phrase`every element starts at the same number`];
}

function caveats(use: InitializerUse): readonly Phrase[] {
  const nonlinearity = use.arguments['nonlinearity'];
  if (use.symbol.framework !== 'torch' || typeof nonlinearity !== 'string') return [];
  if (calculateGain(nonlinearity) === undefined)
    return [
      phrase`PyTorch has no gain for \`${nonlinearity.replace(/[^\w ]/g, '')}\`: this call raises ValueError.`,
    ];
  return nonlinearity !== 'leaky_relu' && (use.arguments['negative_slope'] ?? 0) !== 0
    ? [phrase`The slope \`a\` is ignored: only \`nonlinearity="leaky_relu"\` reads it.`]
    : [];
}

function more(use: InitializerUse, say: Say): readonly string[] {
  const facts = initializerFacts(use.symbol.initializer);
  const isCut =
    use.symbol.framework !== 'torch' && /^(?:xavier|kaiming|lecun)_normal$/.test(use.symbol.initializer);
  return [
    ...(facts?.madeFor === undefined ? [] : [phrase`Made for ${escaped(facts.madeFor, say)}.`]),
    ...(isCut
      ? [
          phrase`Drawn from a normal cut at 2 standard deviations and widened again, so that the variance is as stated.`,
        ]
      : []),
    ...(facts?.source === undefined ? [] : [phrase`Source: ${escapeText(facts.source)}`]),
  ].map(say);
}

/** What the layers that the trace knows to be set here have, else the one that the argument or the line shows. */
function herePhrase(use: InitializerUse, trace: SymbolTrace | undefined): readonly Phrase[] {
  const { symbol, arguments: given } = use;
  if (/^(?:zeros|ones|constant)$/.test(symbol.initializer)) return [];
  const fans = trace !== undefined && trace.fans.length > 0 ? trace.fans : [use.fans];
  const [only, ...others] = fans;
  if (only === undefined) return [];
  if (others.length > 0) {
    const spread = spreadPhrase(symbol.initializer, given, fans, 'both');
    return spread === undefined ? [] : [phrase`here, in ${fans.length} shapes of weights: ${spread}`];
  }
  return hereLine(use, only);
}

function hereLine({ symbol, arguments: given }: InitializerUse, fans: Fans): readonly Phrase[] {
  const variance = weightVariance(symbol.initializer, given, fans);
  if (variance === undefined) return [];
  const { fanIn, fanOut } = fans;
  const figure = phrase`spread ${formatNumber(Number(Math.sqrt(variance).toPrecision(3)))} (Var(w) = ${formatNumber(variance)})`;
  if (fanIn === undefined) return [phrase`here ${figure}`];
  const product = formatNumber(fanIn * variance);
  const widths =
    fanOut === undefined
      ? phrase`fan-in ${formatNumber(fanIn)}`
      : phrase`fan-in ${formatNumber(fanIn)}, fan-out ${formatNumber(fanOut)}`;
  return [phrase`here ${figure} with ${widths}: multiplies the mean square by ${product}`];
}
