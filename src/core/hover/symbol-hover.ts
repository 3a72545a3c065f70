/** Hovers over initialisers and recurrent cells. */
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
import { initializerFacts } from './initializer-facts';
import { codeSpan, escapeText } from './markdown';
import { formatNumber } from './numbers';
import { say } from './text';

/** Markdown; undefined where there is nothing to say. `short` leaves out the advice and the source. */
export function symbolHover(use: SymbolUse, detail: 'full' | 'short'): string | undefined {
  const lines = use.kind === 'initializer' ? initializerLines(use, detail) : recurrentLines(use, detail);
  return lines.length === 0 ? undefined : lines.join('\n\n');
}

function initializerLines(use: InitializerUse, detail: 'full' | 'short'): readonly string[] {
  const facts = initializerFacts(use.symbol.initializer);
  if (facts === undefined) return [];
  const lines = [`**${escapeText(facts.name)}** · ${codeSpan(use.source)}`];
  if (facts.variance !== undefined)
    lines.push(say('initializerVariance', { formula: escapeText(facts.variance) }));
  lines.push(...hereLine(use));
  const nonlinearity = use.arguments['nonlinearity'];
  if (use.symbol.framework === 'torch' && typeof nonlinearity === 'string') {
    if (calculateGain(nonlinearity) === undefined)
      lines.push(say('initializerNoGain', { nonlinearity: nonlinearity.replace(/[^\w ]/g, '') }));
    else if (nonlinearity !== 'leaky_relu' && (use.arguments['negative_slope'] ?? 0) !== 0)
      lines.push(say('initializerSlopeIgnored'));
  }
  if (detail === 'short') return lines;
  if (facts.madeFor !== undefined)
    lines.push(say('initializerMadeFor', { purpose: escapeText(facts.madeFor) }));
  if (use.symbol.framework !== 'torch' && /^(?:xavier|kaiming|lecun)_normal$/.test(use.symbol.initializer))
    lines.push(say('initializerTruncated'));
  if (facts.source !== undefined) lines.push(say('source', { source: escapeText(facts.source) }));
  return lines;
}

function hereLine({ symbol, arguments: given, fans }: InitializerUse): readonly string[] {
  const variance = weightVariance(symbol.initializer, given, fans);
  if (variance === undefined || /^(?:zeros|ones|constant)$/.test(symbol.initializer)) return [];
  const { fanIn, fanOut } = fans;
  const values = {
    variance: formatNumber(variance),
    deviation: formatNumber(Math.sqrt(variance)),
    fanIn: fanIn === undefined ? '?' : formatNumber(fanIn),
    fanOut: fanOut === undefined ? '?' : formatNumber(fanOut),
  };
  const key =
    fanIn === undefined
      ? 'initializerHereKnown'
      : fanOut === undefined
        ? 'initializerHereFanIn'
        : 'initializerHere';
  const product =
    fanIn === undefined ? '' : say('initializerTimesFanIn', { product: formatNumber(fanIn * variance) });
  return [say(key, values) + product];
}

function recurrentLines(use: RecurrentUse, detail: 'full' | 'short'): readonly string[] {
  const { symbol, bound } = use;
  const name = symbol.qualifiedName.slice(symbol.qualifiedName.lastIndexOf('.') + 1);
  const lines = [`**${escapeText(name)}** · ${codeSpan(use.source)}`];
  const inner = innerActivations(use);
  for (const { part, text } of inner) {
    const key = part === 'gates' ? 'cellGates' : /RNN|Simple/.test(name) ? 'cellActivation' : 'cellCandidate';
    lines.push(say(key, { activations: text }));
  }
  const weights = defaultWeights(use);
  if (weights !== '') lines.push(say('cellStart', { weights }));
  if (/LSTM/.test(name)) lines.push(say(forgetKey(use)));
  const unbounded = inner.some(({ id }) => id !== undefined && activationById(id)?.saturatesRight === false);
  if (unbounded && detail === 'full') lines.push(say('cellWatchRelu'));
  return bound.incomplete ? lines.slice(0, 1) : lines;
}

interface InnerActivation {
  readonly part: 'gates' | 'candidate';
  readonly id: string | undefined;
  readonly text: string;
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
        return { part, id, text: id === undefined ? '?' : say('isDefault', { name: nameOf(id) }) };
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

function defaultWeights({ symbol, bound }: RecurrentUse): string {
  const { fanIn, fanOut } = layerFans(symbol, bound);
  const hidden = ['hidden_size', 'units', 'features', 'hidden_features']
    .map((name) => bound.byName.get(name)?.value)
    .find((value) => typeof value === 'number');
  return defaultInitialization(symbol)
    .filter(({ part }) => part === 'kernel' || part === 'recurrent')
    .map((weight) => {
      const facts = initializerFacts(weight.initializer);
      const fan = weight.fan === 'hidden-size' ? hidden : weight.part === 'recurrent' ? hidden : fanIn;
      // Keras draws the recurrent kernels of all gates as one matrix, the others one by one.
      const rows = symbol.framework === 'keras' ? fanOut : hidden;
      const variance = defaultVariance(weight, fan, weight.part === 'recurrent' ? rows : undefined);
      const figure = variance === undefined ? '' : ` (Var(w) = ${formatNumber(variance)})`;
      return `${weight.part} ${escapeText(facts?.name ?? weight.initializer)}${figure}`;
    })
    .join(', ');
}

function forgetKey({ symbol, bound }: RecurrentUse): 'cellForgetOne' | 'cellForgetRandom' | 'cellForgetZero' {
  if (symbol.framework === 'torch') return 'cellForgetRandom';
  if (symbol.framework !== 'keras') return 'cellForgetZero';
  return bound.byName.get('unit_forget_bias')?.value === false ? 'cellForgetZero' : 'cellForgetOne';
}
