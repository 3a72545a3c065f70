/** Hovers over initialisers and recurrent cells. */
import { lastPart } from '../python/dotted-name';
import { activationById } from '../activations/catalogue';
import {
  activationFromString,
  calculateGain,
  defaultInitialization,
  defaultVariance,
  layerFans,
  symbolOf,
  weightVariance,
  type InitializerUse,
  type RecurrentUse,
  type SymbolUse,
} from '../frameworks';
import type { BoundArgument } from '../frameworks/symbol';
import { english, joined, phrase, sentence, type Phrase, type Say } from '../phrase';
import { initializerFacts } from './initializer-facts';
import { codeSpan, escapeText } from './markdown';
import { formatNumber } from './numbers';

/** Markdown; undefined where there is nothing to say. `short` leaves out the advice and the source. */
export function symbolHover(
  use: SymbolUse,
  detail: 'full' | 'short',
  say: Say = english,
): string | undefined {
  const lines =
    use.kind === 'initializer' ? initializerLines(use, detail, say) : recurrentLines(use, detail, say);
  return lines.length === 0 ? undefined : lines.map(say).join('\n\n');
}

/** A text of a table, translated and safe for Markdown. */
const escaped = (text: string, say: Say): string => escapeText(say(sentence(text)));

function initializerLines(use: InitializerUse, detail: 'full' | 'short', say: Say): readonly Phrase[] {
  const facts = initializerFacts(use.symbol.initializer);
  if (facts === undefined) return [];
  const lines = [phrase`**${escaped(facts.name, say)}** · ${codeSpan(use.source)}`];
  if (facts.variance !== undefined) lines.push(phrase`Var(w) = ${escaped(facts.variance, say)}`);
  lines.push(...hereLine(use));
  const nonlinearity = use.arguments['nonlinearity'];
  if (use.symbol.framework === 'torch' && typeof nonlinearity === 'string') {
    if (calculateGain(nonlinearity) === undefined)
      lines.push(
        phrase`PyTorch has no gain for \`${nonlinearity.replace(/[^\w ]/g, '')}\`: this call raises ValueError.`,
      );
    else if (nonlinearity !== 'leaky_relu' && (use.arguments['negative_slope'] ?? 0) !== 0)
      lines.push(phrase`The slope \`a\` is ignored: only \`nonlinearity="leaky_relu"\` reads it.`);
  }
  if (detail === 'short') return lines;
  if (facts.madeFor !== undefined) lines.push(phrase`Made for ${escaped(facts.madeFor, say)}.`);
  if (use.symbol.framework !== 'torch' && /^(?:xavier|kaiming|lecun)_normal$/.test(use.symbol.initializer))
    lines.push(
      phrase`Drawn from a normal cut at 2 standard deviations and widened again, so that the variance is as stated.`,
    );
  if (facts.source !== undefined) lines.push(phrase`Source: ${escapeText(facts.source)}`);
  return lines;
}

function hereLine({ symbol, arguments: given, fans }: InitializerUse): readonly Phrase[] {
  const variance = weightVariance(symbol.initializer, given, fans);
  if (variance === undefined || /^(?:zeros|ones|constant)$/.test(symbol.initializer)) return [];
  const { fanIn, fanOut } = fans;
  const figure = phrase`Var(w) = ${formatNumber(variance)} (sd ${formatNumber(Math.sqrt(variance))})`;
  if (fanIn === undefined) return [phrase`Here: ${figure}`];
  const product = formatNumber(fanIn * variance);
  const widths =
    fanOut === undefined
      ? phrase`fan-in ${formatNumber(fanIn)}`
      : phrase`fan-in ${formatNumber(fanIn)}, fan-out ${formatNumber(fanOut)}`;
  return [phrase`Here: ${widths}, so ${figure}; fan-in · Var(w) = ${product}`];
}

function recurrentLines(use: RecurrentUse, detail: 'full' | 'short', say: Say): readonly Phrase[] {
  const { symbol, bound } = use;
  const name = lastPart(symbol.qualifiedName);
  const lines = [phrase`**${escapeText(name)}** · ${codeSpan(use.source)}`];
  const inner = innerActivations(use);
  for (const { part, text } of inner) {
    if (part === 'gates') lines.push(phrase`Gates: ${text}`);
    else if (/RNN|Simple/.test(name)) lines.push(phrase`Activation: ${text}`);
    else lines.push(phrase`Candidate and output: ${text}`);
  }
  const weights = defaultWeights(use, say);
  if (weights.length > 0) lines.push(phrase`Starts with: ${joined(weights, ', ')}`);
  if (/LSTM/.test(name)) lines.push(forgetBias(use));
  const unbounded = inner.some(({ id }) => id !== undefined && activationById(id)?.saturatesRight === false);
  if (unbounded && detail === 'full')
    lines.push(phrase`Watch for: an activation without an upper bound inside a recurrence can grow without limit;
      a saturating one keeps the state within bounds.`);
  return bound.incomplete ? lines.slice(0, 1) : lines;
}

interface InnerActivation {
  readonly part: 'gates' | 'candidate';
  readonly id: string | undefined;
  readonly text: string | Phrase;
}

function innerActivations({ symbol, bound }: RecurrentUse): readonly InnerActivation[] {
  const fixed = symbol.fixedActivations.map((id, index): InnerActivation => ({
    part: index === 0 && symbol.fixedActivations.length > 1 ? 'gates' : 'candidate',
    id,
    text: nameOf(id),
  }));
  const chosen = [...bound.byName.values()]
    .filter(({ parameter }) => parameter.role === 'activation')
    .map((argument): InnerActivation => {
      const part = /gate|recurrent/.test(argument.parameter.name) ? 'gates' : 'candidate';
      const id = activationOf(
        argument,
        symbol.qualifiedName,
        symbol.framework === 'torch' ? 'torch' : 'keras',
      );
      const written = argument.expression;
      if (written === undefined)
        return { part, id, text: id === undefined ? '?' : phrase`${nameOf(id)} (default)` };
      const source = codeSpan(
        written.unit.text.slice(written.start, Math.min(written.end, written.start + 60)),
      );
      return { part, id, text: id === undefined ? source : nameOf(id) };
    });
  return [...fixed, ...chosen].toSorted((a, b) => Number(b.part === 'gates') - Number(a.part === 'gates'));
}

function activationOf(
  { parameter, expression, value }: BoundArgument,
  layer: string,
  framework: 'torch' | 'keras',
): string | undefined {
  if (expression === undefined && parameter.defaultSymbol !== undefined) {
    const symbol = symbolOf(parameter.defaultSymbol);
    return symbol?.role === 'activation' ? symbol.activation : undefined;
  }
  return typeof value === 'string' ? activationFromString(framework, value, layer)?.activation : undefined;
}

function nameOf(id: string): string {
  return escapeText(activationById(id)?.name ?? id);
}

const parts = { kernel: phrase`kernel`, recurrent: phrase`recurrent` } as const;

function defaultWeights({ symbol, bound }: RecurrentUse, say: Say): readonly Phrase[] {
  const { fanIn, fanOut } = layerFans(symbol, bound);
  const hidden = ['hidden_size', 'units', 'features', 'hidden_features']
    .map((name) => bound.byName.get(name)?.value)
    .find((value) => typeof value === 'number');
  return defaultInitialization(symbol).flatMap((weight) => {
    if (weight.part !== 'kernel' && weight.part !== 'recurrent') return [];
    const facts = initializerFacts(weight.initializer);
    const fan = weight.fan === 'hidden-size' ? hidden : weight.part === 'recurrent' ? hidden : fanIn;
    // Keras draws the recurrent kernels of all gates as one matrix, the others one by one.
    const rows = symbol.framework === 'keras' ? fanOut : hidden;
    const variance = defaultVariance(weight, fan, weight.part === 'recurrent' ? rows : undefined);
    const figure = variance === undefined ? '' : ` (Var(w) = ${formatNumber(variance)})`;
    const name = facts === undefined ? escapeText(weight.initializer) : escaped(facts.name, say);
    return [joined([parts[weight.part], phrase`${name}${figure}`], ' ')];
  });
}

function forgetBias({ symbol, bound }: RecurrentUse): Phrase {
  if (symbol.framework === 'torch')
    return phrase`The forget gate’s bias is not set to 1: it starts random, twice (b_ih and b_hh).`;
  return symbol.framework !== 'keras' || bound.byName.get('unit_forget_bias')?.value === false
    ? phrase`The forget gate’s bias starts at 0.`
    : phrase`The forget gate starts at bias 1.`;
}
